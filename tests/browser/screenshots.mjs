// Pictures of the main pages, to look at and for the documents.
//   node screenshots.mjs FOLDER                    pages of the illustrative data: NAME-desktop.png, -phone, -dark, -print
//   node screenshots.mjs FOLDER FILE MAPPING       the same after importing FILE with a mapping
//   node screenshots.mjs --docs [FOLDER]           the small pictures of docs/images
// Printing needs pdftoppm; small pictures need convert (ImageMagick).
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DESKTOP, PHONE, openBrowser, openPage } from './browser.mjs';
import { kindsOfPages, listFiles, serveFolder } from './public-site/site.mjs';
import { root, run, startServer } from './server.mjs';

const PAGES = {
  home: '/',
  programs: '/programs',
  plan: '/plan',
  targets: '/plan/targets',
  strategies: '/plan/strategies',
  clusters: '/plan/clusters',
  'all-clusters': '/clusters',
  cluster: '/clusters/public-investment-level',
  members: '/clusters/public-investment-level/members',
  compare: '/clusters/public-investment-level/compare',
  'logic-model': '/clusters/public-investment-level/logic-model',
  'logic-editor': '/clusters/public-investment-level/logic-model/edit',
  analysis: '/clusters/public-investment-level/analysis',
  overlaps: '/overlaps',
  'logic-models': '/logic-models',
  tasks: '/tasks',
  roadmap: '/roadmap',
  'roadmap-progress': '/roadmap/progress',
  frame: '/frame',
  ledger: '/frame/2024',
  chain: '/chain',
  figures: '/figures',
  'table-1-1': '/figures/table-1-1',
  fiscal: '/fiscal',
  debt: '/fiscal/debt',
  outlook: '/fiscal/outlook',
  fund: '/fiscal/fund',
  ratios: '/fiscal/ratios',
  risk: '/fiscal/risk',
  renewal: '/fiscal/facilities',
  cities: '/cities',
  cross: '/cities/cross',
  trend: '/cities/trend',
  city: '/cities/401005',
  statements: '/cities/statements',
  population: '/population',
  facilities: '/facilities',
  ages: '/facilities/ages',
  glossary: '/glossary',
  import: '/imports/new',
  audit: '/audit?verify=1',
  api: '/api',
  missing: '/no-such-page',
  'home-en': '/en',
  'targets-en': '/en/plan/targets',
};
const SHOTS = {
  desktop: { viewport: DESKTOP },
  phone: { viewport: PHONE, deviceScaleFactor: 2 },
  dark: { viewport: DESKTOP, colorScheme: 'dark' },
};
const DOCS = {
  home: { path: '/', viewport: { width: 1280, height: 860 } },
  inventory: { path: '/programs?kan=民生費&sort=cost&order=desc', viewport: { width: 1280, height: 860 } },
  program: { path: 'program', viewport: { width: 1280, height: 1400 } },
  study: { path: '/fiscal/debt', viewport: { width: 1280, height: 1500 } },
  cities: { path: '/cities/cross', viewport: { width: 1280, height: 1120 } },
  board: { path: 'board', login: 'kaikaku', viewport: { width: 1280, height: 1120 } },
  sheet: { path: 'sheet', login: 'tanto1', viewport: { width: 1280, height: 1400 } },
  cluster: { path: '/clusters/public-investment-level', viewport: { width: 1280, height: 1400 } },
  'logic-model': { path: '/clusters/public-investment-level/logic-model', viewport: { width: 1280, height: 1100 } },
  analysis: { path: '/clusters/public-investment-level/analysis', viewport: { width: 1280, height: 1200 } },
  options: { path: '/clusters/public-investment-level/analysis/options', viewport: { width: 1280, height: 1100 } },
  roadmap: { path: '/roadmap', viewport: { width: 1280, height: 1400 } },
  frame: { path: '/frame', viewport: { width: 1280, height: 1500 } },
  chain: { path: '/chain', viewport: { width: 1280, height: 1400 } },
  phone: { path: '/programs', viewport: { width: 390, height: 780 }, deviceScaleFactor: 2 },
};
// Of the public site: paths below it.
const DOCS_PUBLIC = {
  'public-home': { path: 'index.html', viewport: { width: 1280, height: 1100 } },
  'public-outlook': { path: 'outlook/index.html', viewport: { width: 1280, height: 1300 } },
  'public-phone': { path: 'program', viewport: { width: 390, height: 780 }, deviceScaleFactor: 2 },
};
const DOCS_DOCUMENT = { kind: 'plan-book', page: 34 };
const DOCS_WIDTH = '1000x>';
const DOCS_COLOURS = '128';

const [first, ...rest] = process.argv.slice(2);
if (!first) {
  console.error('usage: node screenshots.mjs FOLDER [FILE MAPPING] | --docs [FOLDER]');
  process.exit(2);
}
const folder = resolve(first === '--docs' ? (rest[0] ?? join(root, 'docs/images')) : first);
await mkdir(folder, { recursive: true });
const server = await startServer(first === '--docs' ? { edition: true } : {});
const browser = await openBrowser();
try {
  if (first === '--docs') await takeDocs();
  else await takeAll(...rest);
} finally {
  await browser.close();
  await server.stop();
}

async function takeAll(file, mapping) {
  if (file) await importFile(resolve(file), mapping);
  const pages = { ...PAGES, program: await oneProgram(), 'program-en': `/en${await oneProgram()}` };
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
}

async function takeDocs() {
  for (const [name, { path, login, ...options }] of Object.entries(DOCS)) {
    const { page, close } = await openPage(browser, server.origin, options);
    if (login) await signIn(page, login);
    await page.goto(server.origin + (await addressOf(page, path)), { waitUntil: 'load' });
    await picture(page, name);
    await close();
  }
  const made = await mkdtemp(join(tmpdir(), 'henkaku-docs-'));
  try {
    await takePublicSite(join(made, 'site'));
    takeDocument(join(made, 'documents'));
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

async function takePublicSite(out) {
  run(server.data, ['publish', 'site', out]);
  const site = await serveFolder(out);
  const program = kindsOfPages(await listFiles(out)).find((kind) => /^programs\/[^i]/.test(kind));
  for (const [name, { path, ...options }] of Object.entries(DOCS_PUBLIC)) {
    const { page, close } = await openPage(browser, site.origin, options);
    await page.goto(site.at(path === 'program' ? program : path), { waitUntil: 'load' });
    await picture(page, name);
    await close();
  }
  await site.stop();
}

// One page of a document as the printing office gets it.
function takeDocument(out) {
  const { kind, page } = DOCS_DOCUMENT;
  run(server.data, ['publish', 'documents', out, '--kind', kind]);
  const pdf = readdirSync(out).find((name) => name.endsWith('.pdf'));
  const target = join(folder, 'document');
  const made = spawnSync('pdftoppm', ['-png', '-singlefile', '-r', '90', '-f', page, '-l', page, join(out, pdf), target].map(String));
  if (made.status !== 0) console.error(`no picture of ${pdf}: ${made.error ?? made.stderr}`);
  else shrink(`${target}.png`);
}

async function picture(page, name) {
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  shrink(path);
}

function shrink(path) {
  const made = spawnSync('convert', [path, '-resize', DOCS_WIDTH, '-strip', '+dither', '-colors', DOCS_COLOURS, `PNG8:${path}`]);
  if (made.status !== 0) console.error(`${path} stays large: ${made.error ?? made.stderr}`);
  console.log(path);
}

// What is found on another page first: a program, the review of the year, a sheet that waits for whoever signed in.
async function addressOf(page, path) {
  if (path === 'program') return oneProgram('障害福祉サービス等給付事業');
  if (path.startsWith('/')) return path;
  await page.goto(server.origin + (path === 'board' ? '/reviews' : '/my-work'), { waitUntil: 'load' });
  const link = page.locator(path === 'board' ? 'main a[href*="/reviews/2"]' : 'main a[href*="/sheets/"]').first();
  return link.getAttribute('href');
}

async function signIn(page, login) {
  const password = (await readFile(join(server.data, 'demo-password.txt'), 'utf8')).trim();
  await page.goto(`${server.origin}/sign-in`);
  await page.locator('#login').fill(login);
  await page.locator('#password').fill(password);
  await Promise.all([page.waitForURL('**/my-work'), page.locator('.sign-in-form button').click()]);
}

// By the form, as a person does it; the page before the last step is a picture of its own.
async function importFile(file, mapping) {
  for (const [kind, options] of Object.entries(SHOTS)) {
    const { page, close } = await openPage(browser, server.origin, options);
    await page.goto(`${server.origin}/imports/new`);
    await page.locator('#mapping').selectOption(mapping);
    await page.locator('#file').setInputFiles(file);
    await Promise.all([page.waitForURL('**/imports/preview'), page.locator('form[enctype] button').click()]);
    await page.screenshot({ path: join(folder, `preview-${kind}.png`), fullPage: kind !== 'dark' });
    if (kind === 'dark') {
      await Promise.all([page.waitForURL('**/imports/confirm'), page.locator('form[action$="/confirm"] button').click()]);
      await page.screenshot({ path: join(folder, 'applied-dark.png') });
    }
    await close();
  }
}

// The most expensive program, or the most expensive one of a name.
async function oneProgram(name = '') {
  const html = await (await fetch(`${server.origin}/programs?sort=cost&order=desc&q=${encodeURIComponent(name)}`)).text();
  return /href="(\/programs\/\d+)"/.exec(html)?.[1] ?? '/programs';
}

async function print(page, name) {
  const pdf = join(folder, `${name}-print.pdf`);
  await page.pdf({ path: pdf, format: 'A4' });
  const made = spawnSync('pdftoppm', ['-png', '-singlefile', '-r', '80', pdf, join(folder, `${name}-print`)]);
  if (made.status === 0) await rm(pdf);
}
