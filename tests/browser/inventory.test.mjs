// The inventory as people use it: search, filter, sort, share the address, export, print; by keyboard only, enlarged.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';

import { openBrowser, openPage } from './browser.mjs';
import { checkWidth } from './checks.mjs';
import { startServer } from './server.mjs';

const LIMIT = { timeout: 60_000 };
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

for (const javaScriptEnabled of [true, false]) {
  test(`two characters find a program, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, LIMIT, async () => {
    const { page, troubles, close } = await openPage(browser, server.origin, { javaScriptEnabled });
    await page.goto(`${server.origin}/programs`);
    const name = (await programLinks(page).first().textContent()).trim();
    const pair = [...name].slice(0, 2).join('');
    const box = page.locator('main input[type="search"][name="q"]');
    await box.fill(pair);
    await box.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('q') === pair);
    const found = await programLinks(page).allTextContents();
    assert.ok(found.length > 0);
    assert.equal(await box.inputValue(), pair, 'the box keeps what was looked for');
    assert.deepEqual(troubles, []);
    await close();
  });
}

test('half and full width find the same', LIMIT, async () => {
  const found = async (q) => programPaths(await text(`/programs?q=${encodeURIComponent(q)}`));
  const half = await found('DX');
  assert.ok(half.length > 0, 'the illustrative programs have some with DX in them');
  assert.deepEqual(await found('ＤＸ'), half);
  assert.deepEqual(await found('dx'), half);
});

test('the address holds the state: opened anew it shows the same rows', LIMIT, async () => {
  const { page, close } = await openPage(browser, server.origin);
  await page.goto(`${server.origin}/programs`);
  const year = page.locator('main select[name="year"]');
  const value = await year.locator('option').last().getAttribute('value');
  const form = page.locator('main form:has(select[name="year"])');
  if (!(await year.isVisible())) await page.locator('main details:has(select[name="year"]) > summary').click();
  await year.selectOption(value);
  // With scripts the choice may already have been sent; without them the button sends it.
  const isChosen = (url) => url.searchParams.get('year') === value;
  await page.waitForURL(isChosen, { timeout: 2000 }).catch(() => form.getByRole('button').click());
  await page.waitForURL(isChosen);
  const shown = await programLinks(page).allTextContents();
  const again = await openPage(browser, server.origin);
  await again.page.goto(page.url());
  assert.deepEqual(await programLinks(again.page).allTextContents(), shown);
  await again.close();
  await close();
});

test('what is shown can be taken away as CSV and as Excel', LIMIT, async () => {
  const all = await csvLines('/programs.csv');
  const some = await csvLines('/programs.csv?q=DX');
  assert.ok(some > 1 && some < all, `${some} of ${all} lines`);
  const bytes = new Uint8Array(await (await fetch(`${server.origin}/programs.csv`)).arrayBuffer());
  assert.deepEqual([...bytes.slice(0, 3)], [0xef, 0xbb, 0xbf], 'the mark by which Excel knows UTF-8');
  const workbook = new Uint8Array(await (await fetch(`${server.origin}/programs.xlsx?q=DX`)).arrayBuffer());
  assert.equal(String.fromCharCode(...workbook.slice(0, 2)), 'PK');
});

test('a condition is set, shown, and taken away again alone', LIMIT, async () => {
  const { page, close } = await openPage(browser, server.origin, { javaScriptEnabled: false });
  const all = await countOn(page, '/programs');
  const improved = await countOn(page, '/programs?direction=improve');
  const both = await countOn(page, '/programs?direction=improve&kan=民生費');
  assert.ok(both > 0 && both < improved && improved < all, `${both} < ${improved} < ${all}`);
  assert.equal(await page.locator('ul.tags a.tag').count(), 2);
  await page.locator('ul.tags a.tag', { hasText: '民生費' }).click();
  const left = new URL(page.url()).searchParams;
  assert.equal(left.get('direction'), 'improve');
  assert.equal(left.get('kan'), null);
  assert.equal(await shownCount(page), improved);
  const directions = await page.locator('main tbody td:last-child').allTextContents();
  assert.ok(directions.length > 0 && directions.every((word) => word.includes('改善')), directions.join());
  await close();
});

test('the heading of a column sorts by it and says so', LIMIT, async () => {
  const { page, close } = await openPage(browser, server.origin);
  await page.goto(`${server.origin}/programs?kan=民生費`);
  const costs = async () => {
    const texts = await page.locator('main tbody td:nth-child(3)').allTextContents();
    return texts.map((text) => Number(text.replaceAll(',', '').replace(/[^\d]/g, '')));
  };
  const sorted = page.locator('main thead th[aria-sort]');
  const orders = [];
  for (let turn = 0; turn < 2; turn += 1) {
    await page.locator('main thead a.sort', { hasText: '事業費' }).click();
    assert.equal(await sorted.count(), 1);
    assert.match(await sorted.textContent(), /事業費/);
    const order = await sorted.getAttribute('aria-sort');
    const direction = order === 'ascending' ? 1 : -1;
    const shown = await costs();
    assert.ok(shown.length > 10);
    assert.deepEqual(shown, [...shown].sort((a, b) => direction * (a - b)));
    orders.push(order);
  }
  assert.deepEqual(orders.sort(), ['ascending', 'descending']);
  await close();
});

test('pages follow each other without a gap and keep the conditions', LIMIT, async () => {
  const { page, close } = await openPage(browser, server.origin);
  await page.goto(`${server.origin}/programs?direction=improve&sort=name&order=asc`);
  const all = await shownCount(page);
  const seen = new Set();
  for (;;) {
    const paths = await programLinks(page).evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    for (const path of paths) {
      assert.ok(!seen.has(path), `${path} stands on two pages`);
      seen.add(path);
    }
    const next = page.locator('nav.pages a[rel="next"]');
    if ((await next.count()) === 0) break;
    await next.click();
    assert.equal(new URL(page.url()).searchParams.get('direction'), 'improve');
  }
  assert.equal(seen.size, all);
  await close();
});

test('the other language shows the same list', LIMIT, async () => {
  const { page, close } = await openPage(browser, server.origin);
  await page.goto(`${server.origin}/programs?q=DX&direction=improve`);
  const shown = await programLinks(page).allTextContents();
  await page.locator('header a[hreflang="en"]').click();
  const url = new URL(page.url());
  assert.equal(url.pathname, '/en/programs');
  assert.equal(url.searchParams.get('q'), 'DX');
  assert.equal(url.searchParams.get('direction'), 'improve');
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.deepEqual(await programLinks(page).allTextContents(), shown);
  await page.locator('header a[hreflang="ja"]').click();
  assert.equal(new URL(page.url()).pathname, '/programs');
  await close();
});

test('the keyboard alone passes search, filters, table and pages, and shows where it is', LIMIT, async () => {
  const { page, close } = await openPage(browser, server.origin);
  await page.goto(`${server.origin}/programs`);
  const stops = { search: -1, filter: -1, heading: -1, program: -1, pages: -1 };
  for (let presses = 0; presses < 200 && stops.pages < 0; presses += 1) {
    await page.keyboard.press('Tab');
    const { stop, isSeen, what } = await page.evaluate(() => {
      const one = document.activeElement;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
      const ring = (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
      const box = one.getBoundingClientRect();
      const kinds = { search: 'input[type=search]', filter: 'select', heading: 'thead a', program: 'tbody a', pages: 'nav.pages a' };
      const isIn = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
      return {
        stop: Object.keys(kinds).find((kind) => one.matches(kinds[kind])),
        isSeen: ring && isIn,
        what: one.outerHTML.slice(0, 100),
      };
    });
    assert.ok(isSeen, `the focus cannot be seen on ${what}`);
    if (stop && stops[stop] < 0) stops[stop] = presses;
  }
  const order = Object.values(stops);
  assert.ok(order.every((at) => at >= 0), JSON.stringify(stops));
  assert.deepEqual(order, [...order].sort((a, b) => a - b), JSON.stringify(stops));
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.searchParams.get('page') === '2');
  await close();
});

test('the first stop of the keyboard leads past the navigation', LIMIT, async () => {
  const { page, close } = await openPage(browser, server.origin);
  await page.goto(`${server.origin}/programs`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  await close();
});

test('a term of the plan opens its definition by keyboard, without JavaScript', LIMIT, async () => {
  const { page, close } = await openPage(browser, server.origin, { javaScriptEnabled: false });
  await page.goto(`${server.origin}/plan/viewpoints`);
  const term = page.locator('button.term').first();
  const definition = page.locator(`#${await term.getAttribute('popovertarget')}`);
  assert.equal(await definition.isVisible(), false);
  await term.focus();
  await page.keyboard.press('Enter');
  assert.equal(await definition.isVisible(), true);
  assert.ok((await definition.innerText()).length > 20);
  await page.keyboard.press('Escape');
  assert.equal(await definition.isVisible(), false);
  await close();
});

test('on paper every sheet of the list has its headings and none the navigation', LIMIT, async (t) => {
  if (spawnSync('pdftotext', ['-v']).error) return t.skip('pdftotext is not here (poppler-utils)');
  const { page, close } = await openPage(browser, server.origin);
  await page.goto(`${server.origin}/programs`);
  const pdf = await page.pdf({ format: 'A4' });
  await close();
  const { stdout } = spawnSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' });
  const sheets = stdout.split('\f').filter((sheet) => sheet.trim());
  const withRows = sheets.filter((sheet) => /^\s*\d{6}\s*$/m.test(sheet));
  assert.ok(withRows.length >= 2, `${withRows.length} of ${sheets.length} sheets have rows`);
  for (const sheet of withRows) assert.match(sheet, /事業名[^\n]*所管[^\n]*事業費/);
  assert.match(sheets[0], /例示データを表示しています/);
  assert.doesNotMatch(stdout, /用語集|絞り込み|検索|English/);
});

test('at twice the size nothing scrolls sideways', LIMIT, async () => {
  const viewport = { width: 640, height: 450 };
  const { page, close } = await openPage(browser, server.origin, { viewport, deviceScaleFactor: 2 });
  const [program] = programPaths(await text('/programs'));
  const faults = [];
  for (const path of ['/', '/programs', program, '/plan/targets', '/figures/table-1-1', '/glossary', '/imports/new', '/en']) {
    await page.goto(server.origin + path);
    faults.push(...(await checkWidth(page)).map((fault) => `${path}: ${fault}`));
  }
  assert.deepEqual(faults, []);
  await close();
});

async function countOn(page, path) {
  await page.goto(server.origin + path);
  return shownCount(page);
}

async function shownCount(page) {
  return Number((await page.locator('[data-result-count] b').textContent()).replaceAll(',', ''));
}

function programLinks(page) {
  return page.locator('main tbody a[href*="/programs/"]');
}

function programPaths(html) {
  return [...html.matchAll(/href="(\/programs\/[^"?#]+)"/g)].map(([, path]) => path);
}

async function text(path) {
  const response = await fetch(server.origin + path);
  assert.equal(response.status, 200, path);
  return response.text();
}

async function csvLines(path) {
  return (await text(path)).trimEnd().split('\n').length;
}
