// An expert's remark on a roadmap leads to a revision and is answered: three people, one remark, traceable both ways.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { DESKTOP, PHONE, openBrowser, openPage } from './browser.mjs';
import { checkAxe, checkStructure, checkWidth } from './checks.mjs';
import { startServer } from './server.mjs';

const LIMIT = { timeout: 300_000 };
const CLUSTER = 'fees-review';
const REMARK = '使用料の見直しを、分析のあと一年待たずに始める工程にできないか（例示）';

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

test('a remark on a roadmap leads to a revision and is answered', LIMIT, async () => {
  const expert = await arrive('yushiki');
  await expert.page.goto(`${server.origin}/remarks/new?item=roadmap:${CLUSTER}`);
  assert.equal(await expert.page.locator('#item').inputValue(), CLUSTER);
  await expert.page.locator('#body').fill(REMARK);
  await expert.page.locator('#place').fill('はじめの年');
  await expert.page.locator('#speaker_role').fill('専門家');
  await expert.page.locator('#theme').fill('工程');
  await Promise.all([expert.page.waitForURL(/\/remarks\/\d+$/), expert.page.locator('.people-form button.btn-primary').click()]);
  const path = new URL(expert.page.url()).pathname;
  assert.equal(await expert.page.locator('#answer').count(), 0, 'an expert answers nothing');

  // Nothing is closed without a response.
  const office = await arrive('kaikaku');
  await office.page.goto(`${server.origin}${path}`);
  await office.page.locator('#state').selectOption('answered');
  await office.page.locator('form[action$="/answer"] button').click();
  assert.match(await office.page.locator('.notice-error').innerText(), /RF-710/);

  // The roadmap is revised by the office and approved by the headquarters.
  const version = await revise(office.page);
  await office.page.goto(`${server.origin}${path}`);
  await office.page.locator('#state').selectOption('accepted');
  await office.page.locator('#text').fill('分析の年から始める工程に改めました。');
  await Promise.all([office.page.waitForURL(`**${path}`), office.page.locator('form[action$="/answer"] button').click()]);
  await office.page.locator('#came').selectOption(`roadmap:${version}`);
  await office.page.locator('form[action$="/outcome"] button').click();
  await office.page.locator(`main a[href="/roadmap?version=${version}"]`).waitFor();
  assert.match(await office.page.locator('main').innerText(), /反映/);

  // Whoever made it is told, and both pages lead to each other.
  await expert.page.goto(`${server.origin}/notices`);
  await expert.page.locator(`main a[href="${path}"]`).first().click();
  await expert.page.waitForURL(`**${path}`);
  assert.match(await expert.page.locator('main').innerText(), /分析の年から始める工程に改めました/);
  await expert.page.goto(`${server.origin}/roadmap/versions`);
  assert.equal(await expert.page.locator(`main a[href="${path}"]`).count(), 1);
  assert.deepEqual([...expert.troubles, ...office.troubles].filter((one) => !/422/.test(String(one))), []);
  await expert.close();
  await office.close();

  for (const viewport of [DESKTOP, PHONE]) {
    const { page, close } = await arrive('kaikaku', { viewport });
    for (const one of [path, '/remarks', '/remarks/new', '/remarks/statistics', '/meetings', '/meetings/1', '/bodies', '/bodies/promotion-council']) {
      await page.goto(server.origin + one, { waitUntil: 'load' });
      assert.deepEqual(await checkStructure(page), [], one);
      assert.deepEqual(await checkWidth(page), [], `${one} ${viewport.width}`);
      assert.deepEqual(await checkAxe(page), [], `${one} ${viewport.width}`);
    }
    await close();
  }
});

/** Adds a bar to the working roadmap, has it approved, and gives the number of the new version. */
async function revise(page) {
  await page.goto(`${server.origin}/roadmap/edit`);
  const withdraw = page.locator('form[action$="/withdraw"] button');
  if ((await withdraw.count()) > 0) await Promise.all([page.waitForLoadState('load'), withdraw.click()]);
  await page.goto(`${server.origin}/roadmap/edit/bars/new?cluster=${CLUSTER}`);
  await page.locator('#cluster').selectOption(CLUSTER);
  await page.locator('#text_ja').fill('一部を先に見直す');
  await page.locator('#lane').fill('15');
  await Promise.all([page.waitForURL(/\/roadmap\/edit($|\?|#)/), page.locator('.roadmap-form button.btn-primary').first().click()]);
  await page.locator('#reason').fill('専門家の意見を受けて、見直しを早めるため（例示）。');
  await Promise.all([page.waitForLoadState('load'), page.locator('form[action$="/propose"] button').click()]);
  const headquarters = await arrive('honbu');
  await headquarters.page.goto(`${server.origin}/roadmap/edit`);
  await Promise.all([
    headquarters.page.waitForURL(/\/roadmap\?version=\d+/),
    headquarters.page.locator('form[action$="/approve"] button').click(),
  ]);
  const version = new URL(headquarters.page.url()).searchParams.get('version');
  await headquarters.close();
  return version;
}

/** Somebody who has signed in. */
async function arrive(login, options = {}) {
  const person = await openPage(browser, server.origin, options);
  await person.page.goto(`${server.origin}/sign-in`);
  await person.page.locator('#login').fill(login);
  await person.page.locator('#password').fill(password);
  await Promise.all([person.page.waitForURL('**/my-work'), person.page.locator('.sign-in-form button').click()]);
  return person;
}
