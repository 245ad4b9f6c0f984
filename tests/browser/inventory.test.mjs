// The inventory as people use it: search, filter, sort, share the address, export, keyboard only.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser, openPage } from './browser.mjs';
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

test('the keyboard alone reaches the first program, and shows where it is', LIMIT, async () => {
  const { page, close } = await openPage(browser, server.origin);
  await page.goto(`${server.origin}/programs`);
  const wanted = await programLinks(page).first().getAttribute('href');
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement);
      return { href: document.activeElement.getAttribute('href'), seen: outlineStyle !== 'none' || boxShadow !== 'none' };
    });
    assert.ok(focus.seen, `focus cannot be seen after ${presses + 1} presses of Tab`);
    if (focus.href === wanted) {
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => url.pathname === new URL(wanted, server.origin).pathname);
      await close();
      return;
    }
  }
  assert.fail('the first program was not reached in 120 presses of Tab');
});

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
