// Every kind of page, on a desk and on a phone, by day and by night, with JavaScript and without.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { PHONE, openBrowser, openPage } from './browser.mjs';
import { checkAxe, checkResponse, checkStructure, checkWidth } from './checks.mjs';
import { crawl, kindOf } from './crawl.mjs';
import { startServer } from './server.mjs';

// Pages that must be there even if nobody links to them.
const MUST_HAVE = [
  '/', '/programs', '/plan', '/plan/principles', '/plan/viewpoints', '/plan/strategies', '/plan/targets', '/plan/clusters',
  '/plan/council', '/fiscal', '/fiscal/debt', '/fiscal/outlook', '/fiscal/fund', '/fiscal/ratios', '/fiscal/risk',
  '/fiscal/facilities', '/cities', '/cities/cross', '/cities/trend', '/cities/statements', '/population', '/facilities',
  '/facilities/ages', '/figures', '/figures/table-1-1', '/glossary', '/imports', '/imports/new', '/audit', '/api',
];
// The cluster that has everything comes first, so that it stands for all clusters.
const FIRST = ['/clusters/public-investment-level'];
// The two languages share their templates: in English a few kinds are looked at, all of them are fetched.
const ENGLISH = ['/en', '/en/programs/{}', '/en/plan/targets', '/en/figures/table-1-1', '/en/fiscal/debt', '/en/cities/cross', '/en/glossary', '/en/imports/new'];
// The queries whose pages are looked at, the list with few rows; other queries give the same page with other rows.
const QUERIES = ['/programs?direction=suspend', '/audit?verify=1'];
// Pages in the browser at the same time.
const AT_ONCE = 2;

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

test('every page reached by links is good', { timeout: 1_500_000, concurrency: AT_ONCE }, async (t) => {
  const { pages, broken } = await crawl(server.origin, [...FIRST, '/', '/en', ...MUST_HAVE, ...QUERIES]);
  await t.test('every link answers', () => assert.deepEqual(broken, []));
  await t.test('the pages to look at are there', () => {
    const kinds = new Set(pages.map(({ path }) => kindOf(path)));
    assert.deepEqual([...MUST_HAVE, ...ENGLISH, ...QUERIES.map(kindOf)].filter((kind) => !kinds.has(kind)), []);
  });
  await t.test('every answer is sent as it should be', () => {
    const faults = pages.flatMap(({ path, response, html }) => tag(path, checkResponse(path, response, html)));
    assert.deepEqual(faults, []);
  });
  const waiting = pages.map(({ path }) => path).filter(isLookedAt);
  const lookOn = async () => {
    for (let path = waiting.shift(); path; path = waiting.shift()) {
      await t.test(path, { timeout: 120_000 }, async () => {
        assert.deepEqual([...(await byDayAndNight(path)), ...(await onPhone(path)), ...(await withoutScript(path))], []);
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lookOn));
});

test('a page that is not there says so in a page of its own', async () => {
  const response = await fetch(`${server.origin}/no-such-page`);
  assert.equal(response.status, 404);
  assert.match(await response.text(), /<h1/);
  const { page, close } = await openPage(browser, server.origin, { viewport: PHONE });
  await page.goto(`${server.origin}/no-such-page`);
  assert.deepEqual([...(await checkStructure(page)), ...(await checkWidth(page)), ...(await checkAxe(page))], []);
  await close();
});

function isLookedAt(path) {
  const kind = kindOf(path);
  if (kind.includes('?')) return QUERIES.includes(path);
  return !/^\/en(\/|$)/.test(kind) || ENGLISH.includes(kind);
}

async function byDayAndNight(path) {
  const { page, troubles, close } = await openPage(browser, server.origin);
  try {
    await page.goto(server.origin + path, { waitUntil: 'load' });
    const faults = [...(await checkStructure(page)), ...(await checkWidth(page)), ...(await checkAxe(page))];
    await page.emulateMedia({ colorScheme: 'dark' });
    return [...tag('desk', faults), ...tag('desk, dark', await checkAxe(page, ['color-contrast'])), ...troubles];
  } finally {
    await close();
  }
}

// axe-core is itself a script and never ends where scripts are off: it looks at the page whose own scripts came empty.
async function onPhone(path) {
  const { page, troubles, close } = await openPage(browser, server.origin, { viewport: PHONE });
  try {
    await page.route('**/*.{js,mjs}', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await page.goto(server.origin + path, { waitUntil: 'load' });
    return tag('phone', [...(await checkWidth(page)), ...(await checkAxe(page)), ...troubles]);
  } finally {
    await close();
  }
}

async function withoutScript(path) {
  const { page, troubles, close } = await openPage(browser, server.origin, { javaScriptEnabled: false, viewport: PHONE });
  try {
    await page.goto(server.origin + path, { waitUntil: 'load' });
    return tag('no JavaScript', [...(await checkWidth(page)), ...(await checkStructure(page)), ...troubles]);
  } finally {
    await close();
  }
}

function tag(where, faults) {
  return faults.map((fault) => `[${where}] ${fault}`);
}
