// The guided tour and the display settings: by keyboard, on a phone, by night, with high contrast and the largest text.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { DESKTOP, PHONE, openBrowser, openPage } from './browser.mjs';
import { checkAxe, checkStructure, checkWidth } from './checks.mjs';
import { startServer } from './server.mjs';

// What somebody with the largest text opens on a day.
const PAGES = ['/settings', '/tour', '/help', '/notices', '/my-work', '/initiatives', '/initiatives/paperless', '/initiatives/progress', '/programs', '/tasks'];

let server;
let browser;
let password;

before(async () => {
  server = await startServer({ args: ['--demo'] });
  password = (await readFile(join(server.data, 'demo-password.txt'), 'utf8')).trim();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('the tour is walked by keyboard, left and taken up again', { timeout: 240_000 }, async () => {
  const { page, troubles, close } = await openPage(browser, server.origin, { viewport: DESKTOP });
  await signIn(page);
  await page.goto(`${server.origin}/tour`);
  assert.match(await page.locator('.tour-progress').innerText(), /0 \/ 10/);
  await page.locator('#next a.btn').focus();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.value), 'done');
  await Promise.all([page.waitForURL(/\/tour#next$/), page.keyboard.press('Enter')]);
  assert.match(await page.locator('.tour-progress').innerText(), /1 \/ 10/);
  // Away to the next page, and back by the banner that stands on every page.
  await Promise.all([page.waitForURL(/\/programs/), page.locator('#next a.btn').press('Enter')]);
  await Promise.all([page.waitForURL(/\/tour$/), page.locator('.demo-banner a[href="/tour"]').press('Enter')]);
  assert.match(await page.locator('#next h2').innerText(), /3,000/);
  await page.locator('form[action="/tour/reset"] button').press('Enter');
  await page.waitForFunction(() => document.querySelector('.tour-progress').innerText.includes('0 / 10'));
  assert.deepEqual(troubles, []);
  await close();
});

test('the tour needs no script', async () => {
  const { page, close } = await openPage(browser, server.origin, { javaScriptEnabled: false });
  await page.goto(`${server.origin}/tour`);
  await page.locator('#next button[value="done"]').click();
  assert.match(await page.locator('.tour-progress').innerText(), /1 \/ 10/);
  await close();
});

for (const [name, options] of [
  ['on a desk', { viewport: DESKTOP }],
  ['on a phone', { viewport: PHONE }],
  ['by night', { viewport: DESKTOP, colorScheme: 'dark' }],
]) {
  test(`the largest text and high contrast fit every page ${name}`, { timeout: 300_000 }, async (t) => {
    const { page, troubles, close } = await openPage(browser, server.origin, options);
    await signIn(page);
    await page.goto(`${server.origin}/settings`);
    await page.locator('input[value="largest"]').check();
    await page.locator('input[value="high"]').check();
    await Promise.all([page.waitForURL(/done=1/), page.locator('form[action="/settings"] button').press('Enter')]);
    const size = await page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
    assert.ok(size > 22, `${size}px`);
    for (const path of PAGES) {
      await t.test(path, async () => {
        await page.goto(server.origin + path, { waitUntil: 'load' });
        const faults = [...(await checkStructure(page)), ...(await checkWidth(page)), ...(await checkAxe(page))];
        assert.deepEqual([...faults, ...troubles.splice(0)], []);
      });
    }
    await close();
  });
}

async function signIn(page) {
  await page.goto(`${server.origin}/sign-in`);
  await page.locator('[name=login]').fill('kaikaku');
  await page.locator('[name=password]').fill(password);
  await Promise.all([page.waitForNavigation(), page.locator('form[action*="sign-in"] button').first().click()]);
}
