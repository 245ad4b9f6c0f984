// Public comment under people's hands: from the form to the published answer; the form on a phone, and without a script.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { PHONE, openBrowser, openPage } from './browser.mjs';
import { checkAxe, checkStructure, checkWidth } from './checks.mjs';
import { startServer } from './server.mjs';

const LIMIT = { timeout: 180_000 };
const OPEN = '/comment/reiji-investment';
const ANSWERED = '/comment/reiji-fees';
const COMMENT = '公園の遊具を直してほしい。ブラウザの試験で書いた意見です。';
let browser;
let server;

before(async () => {
  server = await startServer({ args: ['--demo'] });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('a comment is sent without an account, seen by its receipt, grouped and answered by staff', LIMIT, async () => {
  const citizen = await openPage(browser, server.origin, {});
  await citizen.page.goto(server.origin + OPEN);
  await citizen.page.locator('#comment').fill(COMMENT);
  // Nobody writes in less than three seconds.
  await citizen.page.waitForTimeout(3500);
  await Promise.all([citizen.page.waitForNavigation(), citizen.page.locator(`form[action="${OPEN}"] button`).click()]);
  const receipt = (await citizen.page.locator('.receipt').innerText()).trim();
  assert.match(receipt, /^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$/);
  assert.deepEqual(await citizen.page.context().cookies(), [], 'no cookie');
  await citizen.page.goto(`${server.origin}${OPEN}/receipt`);
  await citizen.page.locator('#receipt').fill(receipt.toLowerCase());
  await Promise.all([citizen.page.waitForNavigation(), citizen.page.locator(`form[action="${OPEN}/receipt"] button`).click()]);
  assert.match(await citizen.page.locator('main').innerText(), /公園の遊具を直してほしい/);

  const staff = await signedIn('kaikaku');
  await staff.page.goto(`${server.origin}/consultations`);
  await staff.page.locator('a', { hasText: '公共投資の水準' }).first().click();
  await staff.page.locator('a', { hasText: 'グループと回答' }).first().click();
  await Promise.all([staff.page.waitForNavigation(), staff.page.locator('button', { hasText: '似た意見をまとめる案を作る' }).click()]);
  await staff.page.locator('a', { hasText: '公園の遊具' }).first().click();
  await staff.page.locator('#summary').fill('公園の遊具を直してほしい。');
  await staff.page.locator('#answer-text').fill('点検の結果に基づいて、順に直します。');
  await staff.page.locator('#class').selectOption('B');
  await Promise.all([staff.page.waitForNavigation(), staff.page.locator('button', { hasText: '確認して保存する' }).click()]);
  await staff.page.locator('a', { hasText: '結果の表' }).first().click();
  assert.match(await staff.page.locator('main').innerText(), /点検の結果に基づいて、順に直します。/);
  await done(citizen, staff);
});

test('the results of an answered consultation stand on its public page', LIMIT, async () => {
  const citizen = await openPage(browser, server.origin, {});
  await citizen.page.goto(server.origin + ANSWERED);
  const text = await citizen.page.locator('main').innerText();
  for (const words of ['意見の概要', '件数', '市の考え方', '反映の有無', '例示']) assert.ok(text.includes(words), words);
  const csv = await (await fetch(`${server.origin}${ANSWERED}/results.csv`)).text();
  assert.match(csv, /意見の概要,件数,提出数,市の考え方/);
  assert.deepEqual([...(await checkStructure(citizen.page)), ...(await checkAxe(citizen.page))], []);
  await done(citizen);
});

test('the form on a phone: nothing sticks out, every field has a name', LIMIT, async () => {
  const citizen = await openPage(browser, server.origin, { viewport: PHONE });
  for (const path of ['/comment', OPEN, ANSWERED, `${OPEN}/receipt`, '/explanations', `/en${OPEN}`]) {
    await citizen.page.goto(server.origin + path);
    const faults = [...(await checkStructure(citizen.page)), ...(await checkWidth(citizen.page)), ...(await checkAxe(citizen.page))];
    assert.deepEqual(faults, [], path);
  }
  await done(citizen);
});

async function signedIn(login) {
  const password = (await readFile(join(server.data, 'demo-password.txt'), 'utf8')).trim();
  const opened = await openPage(browser, server.origin, {});
  await opened.page.goto(`${server.origin}/sign-in`);
  await opened.page.locator('[name=login]').fill(login);
  await opened.page.locator('[name=password]').fill(password);
  await Promise.all([opened.page.waitForNavigation(), opened.page.locator('form[action*="sign-in"] button').first().click()]);
  return opened;
}

/** Nothing went wrong behind the pages. */
async function done(...opened) {
  for (const one of opened) {
    assert.deepEqual(one.troubles, []);
    await one.close();
  }
}
