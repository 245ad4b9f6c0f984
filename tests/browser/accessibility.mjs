// Tests the public site for accessibility and writes the results that its own page shows:
//   node accessibility.mjs RESULTS.json          a site of the demonstration
//   HENKAKU_SITE=FOLDER node accessibility.mjs RESULTS.json   a site that is there already
// Then: henkaku publish site OUT --accessibility RESULTS.json
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import AxeBuilder from '@axe-core/playwright';

import { DESKTOP, PHONE, openBrowser, openPage } from './browser.mjs';
import { judge } from './public-site/criteria.mjs';
import { gather } from './public-site/evidence.mjs';
import { kindsOfPages, listFiles, makeSite, serveFolder } from './public-site/site.mjs';

const LOOKS = [
  ['1280×900', { viewport: DESKTOP }],
  ['360×740', { viewport: PHONE }],
  ['1280×900 暗い配色', { viewport: DESKTOP, colorScheme: 'dark' }],
];
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Tests a site; gives the results in the form the site's page reads. */
export async function testAccessibility(browser, site, day) {
  const server = await serveFolder(site.folder);
  try {
    const files = await listFiles(site.folder);
    const kinds = kindsOfPages(files);
    const rules = new Map();
    const pages = (await Promise.all(LOOKS.map((look) => axeOf(browser, server, kinds, look, rules)))).flat();
    const own = await gather(browser, server, site, files, kinds);
    pages.sort((a, b) => a.path.localeCompare(b.path) || a.viewport.localeCompare(b.viewport));
    return { tool: await toolNames(browser), tested_on: day, pages, criteria: judge(rules, own) };
  } finally {
    await server.stop();
  }
}

async function axeOf(browser, server, kinds, [viewport, options], rules) {
  const { page, close } = await openPage(browser, server.origin, options);
  const rows = [];
  for (const path of kinds) {
    await page.goto(server.at(path), { waitUntil: 'load' });
    const { passes, violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
    const places = (list) => list.reduce((sum, { nodes }) => sum + nodes.length, 0);
    for (const [name, list] of [['passes', passes], ['violations', violations]]) {
      for (const { id, nodes } of list) {
        const sum = rules.get(id) ?? { passes: 0, violations: 0 };
        sum[name] += nodes.length;
        rules.set(id, sum);
      }
    }
    for (const { id, nodes } of violations) console.error(`${path} (${viewport}) axe ${id}: ${nodes[0].html.slice(0, 140)}`);
    rows.push({ path, viewport, violations: places(violations), passes: places(passes) });
  }
  await close();
  return rows;
}

async function toolNames(browser) {
  const { version } = createRequire(import.meta.url)('axe-core/package.json');
  return `axe-core ${version}、Chromium ${browser.version()}、Henkaku tests/browser`;
}

/** Today in Japan. */
function today() {
  return new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = process.argv[2];
  if (!out) throw new Error('usage: node accessibility.mjs RESULTS.json');
  const browser = await openBrowser();
  const site = await makeSite();
  try {
    const results = await testAccessibility(browser, site, today());
    await writeFile(out, `${JSON.stringify(results, null, 1)}\n`);
    const tally = {};
    for (const one of results.criteria) (tally[one.result] ??= []).push(one);
    console.log(Object.entries(tally).map(([result, list]) => `${result}: ${list.length}`).join(', '));
    for (const { number, note } of tally.fail ?? []) console.log(`fail ${number} ${note}`);
    JSON.parse(await readFile(out, 'utf8'));
  } finally {
    await browser.close();
    await site.remove();
  }
}
