// Every kind of page, on a desk and on a phone, by day and by night, with JavaScript and without.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { PHONE, openBrowser, openPage } from './browser.mjs';
import { checkAxe, checkResponse, checkStructure, checkWidth } from './checks.mjs';
import { crawl } from './crawl.mjs';
import { startServer } from './server.mjs';

// Pages that must be there even if nobody links to them.
const MUST_HAVE = [
  '/', '/programs', '/plan', '/plan/principles', '/plan/viewpoints', '/plan/strategies', '/plan/targets', '/plan/clusters',
  '/plan/council', '/figures', '/figures/table-1-1', '/glossary', '/imports', '/imports/new', '/audit', '/api',
];

let server;
let browser;

before(async () => {
  server = await startServer();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('every page reached by links is good', { timeout: 600_000 }, async (t) => {
  const { pages, broken } = await crawl(server.origin, ['/', '/en/', ...MUST_HAVE]);
  await t.test('every link answers', () => assert.deepEqual(broken, []));
  for (const { path, response, html } of pages) {
    await t.test(path, { timeout: 60_000 }, async () => {
      const faults = [...checkResponse(path, response, html), ...(await withScript(path)), ...(await withoutScript(path))];
      assert.deepEqual(faults, []);
    });
  }
});

test('a page that is not there says so in a page of its own', async () => {
  const response = await fetch(`${server.origin}/no-such-page`);
  assert.equal(response.status, 404);
  assert.match(await response.text(), /<h1/);
});

async function withScript(path) {
  const { page, troubles, close } = await openPage(browser, server.origin);
  try {
    await page.goto(server.origin + path, { waitUntil: 'load' });
    const faults = [...(await checkStructure(page)), ...tag('desk', await checkAxe(page))];
    await page.emulateMedia({ colorScheme: 'dark' });
    faults.push(...tag('desk, dark', await checkAxe(page, ['color-contrast'])));
    await page.setViewportSize(PHONE);
    faults.push(...tag('phone, dark', [...(await checkWidth(page)), ...(await checkAxe(page, ['color-contrast']))]));
    await page.emulateMedia({ colorScheme: 'light' });
    faults.push(...tag('phone', [...(await checkWidth(page)), ...(await checkAxe(page))]));
    return [...faults, ...troubles];
  } finally {
    await close();
  }
}

async function withoutScript(path) {
  const { page, troubles, close } = await openPage(browser, server.origin, { javaScriptEnabled: false, viewport: PHONE });
  try {
    await page.goto(server.origin + path, { waitUntil: 'load' });
    const faults = [...(await checkWidth(page)), ...(await checkStructure(page)), ...troubles];
    return tag('no JavaScript', [...faults, ...(await axeOnBareMarkup(path))]);
  } finally {
    await close();
  }
}

// axe-core is itself a script and never ends where scripts are off: it looks at the page whose own scripts came empty.
async function axeOnBareMarkup(path) {
  const { page, close } = await openPage(browser, server.origin, { viewport: PHONE });
  try {
    await page.route('**/*.{js,mjs}', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await page.goto(server.origin + path, { waitUntil: 'load' });
    return await checkAxe(page);
  } finally {
    await close();
  }
}

function tag(where, faults) {
  return faults.map((fault) => `[${where}] ${fault}`);
}
