// The reviews by year, the board, the list and one's own work in a real browser: sound as documents, on a phone too.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { DESKTOP, PHONE, openBrowser, openPage } from './browser.mjs';
import { checkAxe, checkStructure, checkWidth } from './checks.mjs';
import { startServer } from './server.mjs';

const LIMIT = { timeout: 180_000 };
let browser;
let server;
let password;

before(async () => {
  browser = await openBrowser();
  server = await startServer({ args: ['--demo'] });
  password = (await readFile(join(server.data, 'demo-password.txt'), 'utf8')).trim();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const [login, paths] of [
  ['kaikaku', ['/reviews', '/reviews/new', 'board', 'sheets', 'calendar', '/my-work']],
  ['tanto1', ['/my-work', 'board', 'sheets']],
]) {
  test(`the pages of ${login} have no faults, on a desk and on a phone`, LIMIT, async () => {
    for (const viewport of [DESKTOP, PHONE]) {
      const { page, troubles, close } = await openPage(browser, server.origin, { viewport });
      await signIn(page, login);
      await page.goto(`${server.origin}/reviews`);
      const year = await page.locator('.review-years h2 a').first().getAttribute('href');
      for (const path of paths) {
        const address = path.startsWith('/') ? path : path === 'board' ? year : `${year}/${path}`;
        await page.goto(server.origin + address, { waitUntil: 'load' });
        assert.deepEqual(await checkStructure(page), [], `${login} ${address}`);
        assert.deepEqual(await checkWidth(page), [], `${login} ${address} ${viewport.width}`);
        assert.deepEqual(await checkAxe(page), [], `${login} ${address} ${viewport.width}`);
      }
      assert.deepEqual(troubles, []);
      await close();
    }
  });
}

test('a number of the board leads to as many sheets, and a choice of them to a page that changes nothing', LIMIT, async () => {
  const { page, troubles, close } = await openPage(browser, server.origin);
  await signIn(page, 'kaikaku');
  await page.goto(`${server.origin}/reviews`);
  await page.locator('.review-years h2 a').first().click();
  const link = page.locator('.review-table tfoot td.num a').first();
  const said = (await link.innerText()).replaceAll(',', '');
  await link.click();
  assert.equal((await page.locator('[data-result-count] b').innerText()).replaceAll(',', ''), said);
  const boxes = page.locator('input[name="sheet"]');
  await boxes.first().check();
  await page.locator('#bulk-action').selectOption('freeze');
  await Promise.all([page.waitForURL('**/sheets/bulk'), page.locator('.review-bulk button').click()]);
  assert.match(await page.locator('.notice-info').innerText(), /まだ何も変わっていません/);
  assert.equal(await page.locator('form[action$="/bulk/confirm"] input[name="sheet"]').count(), 1);
  assert.deepEqual(await checkAxe(page), []);
  assert.deepEqual(troubles, []);
  await close();
});

async function signIn(page, login) {
  await page.goto(`${server.origin}/sign-in`);
  await page.fill('input[name="login"]', login);
  await page.fill('input[name="password"]', password);
  await Promise.all([page.waitForURL('**/my-work'), page.locator('main form button').first().click()]);
}
