// A study: values are changed, the baseline stays beside it, a scenario is kept and held against another.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { PHONE, openBrowser, openPage } from './browser.mjs';
import { checkAxe, checkStructure, checkWidth } from './checks.mjs';
import { startServer } from './server.mjs';

const LIMIT = { timeout: 120_000 };
let browser;
let server;

before(async () => {
  server = await startServer();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const javaScriptEnabled of [true, false]) {
  test(`an assumption is changed, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, LIMIT, async () => {
    const viewport = javaScriptEnabled ? undefined : PHONE;
    const { page, troubles, close } = await openPage(browser, server.origin, { javaScriptEnabled, ...(viewport && { viewport }) });
    await page.goto(`${server.origin}/fiscal/debt`);
    assert.match(await leading(page), /6,572/);
    await page.getByLabel('投資的経費', { exact: false }).first().fill('620');
    await Promise.all([page.waitForURL('**/fiscal/debt?*investment=620*'), page.getByRole('button', { name: '試算する' }).click()]);
    assert.match(await leading(page), /7,236/);
    assert.equal(await page.locator('.tag').count(), 0, 'nothing differs from the baseline');
    assert.deepEqual(troubles, []);
    await close();
  });
}

test('a value without meaning stands beside its field, and the page stays sound', LIMIT, async () => {
  const { page, close } = await openPage(browser, server.origin, { viewport: PHONE });
  await page.goto(`${server.origin}/fiscal/debt?investment=たくさん&years=0`);
  const field = page.locator('#investment');
  assert.equal(await field.inputValue(), 'たくさん');
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  assert.match(await page.getByRole('alert').innerText(), /AP-012[^]*AP-013/);
  assert.deepEqual([...(await checkStructure(page)), ...(await checkWidth(page)), ...(await checkAxe(page))], []);
  await close();
});

test('a scenario is kept, held against another one, and deleted', LIMIT, async () => {
  const { page, troubles, close } = await openPage(browser, server.origin);
  for (const [name, investment] of [['控えめ', '500'], ['ふつう', '600']]) {
    await page.goto(`${server.origin}/fiscal/debt?investment=${investment}`);
    await page.locator('#scenario-name').fill(name);
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: '保存する' }).click()]);
  }
  await page.locator('#compare-a').selectOption({ label: 'ふつう' });
  await page.locator('#compare-b').selectOption({ label: '控えめ' });
  await Promise.all([page.waitForURL('**base.investment=600**'), page.getByRole('button', { name: '二つを比べる' }).click()]);
  assert.match(await page.locator('.tag').first().innerText(), /600[^]*500/);
  assert.deepEqual([...(await checkStructure(page)), ...(await checkAxe(page))], []);
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: '消す 控えめ' }).click()]);
  assert.equal(await page.getByRole('link', { name: '控えめ' }).count(), 0);
  assert.deepEqual(troubles, []);
  await close();
});

function leading(page) {
  return page.locator('.figure-lead').first().innerText();
}
