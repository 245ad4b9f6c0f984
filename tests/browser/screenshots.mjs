// Pictures of the main pages for the documents: node screenshots.mjs FOLDER
// Writes NAME-desktop.png, -phone.png, -dark.png, and -print.png where pdftoppm is there.
import { spawnSync } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DESKTOP, PHONE, openBrowser, openPage } from './browser.mjs';
import { startServer } from './server.mjs';

const PAGES = {
  home: '/',
  programs: '/programs',
  plan: '/plan',
  targets: '/plan/targets',
  'table-1-1': '/figures/table-1-1',
  glossary: '/glossary',
  import: '/imports/new',
  api: '/api',
  'home-en': '/en/',
};
const SHOTS = {
  desktop: { viewport: DESKTOP, deviceScaleFactor: 1 },
  phone: { viewport: PHONE, deviceScaleFactor: 2 },
  dark: { viewport: DESKTOP, colorScheme: 'dark' },
};

const folder = process.argv[2];
if (!folder) {
  console.error('usage: node screenshots.mjs FOLDER');
  process.exit(2);
}
await mkdir(folder, { recursive: true });
const server = await startServer();
const browser = await openBrowser();
try {
  const pages = { ...PAGES, ...(await oneProgram()) };
  for (const [name, path] of Object.entries(pages)) {
    for (const [kind, options] of Object.entries(SHOTS)) {
      const { page, troubles, close } = await openPage(browser, server.origin, options);
      await page.goto(server.origin + path, { waitUntil: 'load' });
      await page.screenshot({ path: join(folder, `${name}-${kind}.png`), fullPage: kind !== 'dark' });
      if (kind === 'desktop') await print(page, name);
      for (const trouble of troubles) console.error(`${path}: ${trouble}`);
      await close();
    }
    console.log(path);
  }
} finally {
  await browser.close();
  await server.stop();
}

// The first program that the list links to.
async function oneProgram() {
  const html = await (await fetch(`${server.origin}/programs`)).text();
  const path = /href="(\/programs\/[^"?#]+)"/.exec(html)?.[1];
  return path ? { program: path } : {};
}

async function print(page, name) {
  const pdf = join(folder, `${name}-print.pdf`);
  await page.pdf({ path: pdf, format: 'A4' });
  const made = spawnSync('pdftoppm', ['-png', '-singlefile', '-r', '80', pdf, join(folder, `${name}-print`)]);
  if (made.status === 0) await rm(pdf);
}
