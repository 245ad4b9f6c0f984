// The editor of logic models: by keys alone, by mouse, without a script, on a phone, undone, by two people at once.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { PHONE, openBrowser, openPage } from './browser.mjs';
import { checkAxe, checkStructure, checkWidth } from './checks.mjs';
import { startServer } from './server.mjs';

const LIMIT = { timeout: 180_000 };
const WORKED = '/clusters/public-investment-level/logic-model';
let browser;
let server;
let password;

before(async () => {
  server = await startServer({ args: ['--demo'] });
  browser = await openBrowser();
  password = (await readFile(join(server.data, 'demo-password.txt'), 'utf8')).trim();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('a model is built by keys alone: add, write, go on, move, connect, remove, undo', LIMIT, async () => {
  const one = await open('kaikaku', '/clusters/fees-review/logic-model');
  const { page } = one;
  const { keyboard } = page;
  // The first node by the form that stands open; everything else from the picture.
  await page.locator('#lme-add-label').focus();
  await keyboard.type('料金を調べる');
  await keyboard.press('Enter');
  await one.saved();
  await page.locator('g[data-node]:visible').first().focus();
  await keyboard.press('Shift+A');
  await one.focusIs('#lme-label');
  await keyboard.type('比べた表');
  await keyboard.press('Enter');
  await one.focusIsNode(2);
  assert.deepEqual(await one.model(), { nodes: { 1: 'activity 料金を調べる', 2: 'output 比べた表' }, edges: ['1-2'] });
  // In the same column, then to the column beside and back up.
  await keyboard.press('a');
  await one.focusIs('#lme-label');
  await keyboard.type('市民が根拠を知る');
  await keyboard.press('Enter');
  await one.focusIsNode(3);
  await keyboard.press('Alt+ArrowRight');
  await one.until((model) => model.nodes[3] === 'outcome-initial 市民が根拠を知る');
  await one.focusIsNode(3);
  await keyboard.press('ArrowLeft');
  await one.focusIsNode(2);
  // Connect by keys; Escape gives up.
  await keyboard.press('c');
  assert.match(await page.locator('[data-lm-status]').innerText(), /矢印キー/);
  await keyboard.press('Escape');
  await one.says(/やめました/);
  await keyboard.press('c');
  assert.equal(await page.locator('g.lme-target:visible').getAttribute('data-node'), '3');
  await keyboard.press('Enter');
  await one.until((model) => model.edges.includes('2-3'));
  await one.focusIsNode(2);
  // Up and down in a column of two.
  await keyboard.press('a');
  await one.focusIs('#lme-label');
  await keyboard.type('二つめの表');
  await keyboard.press('Enter');
  await one.focusIsNode(4);
  const above = () => page.evaluate(() => {
    const y = (id) => Number(document.querySelector(`.chart-wide g[data-node="${id}"] rect`).getAttribute('y'));
    return y(4) < y(2);
  });
  const before = await above();
  await keyboard.press(before ? 'Alt+ArrowDown' : 'Alt+ArrowUp');
  await one.saved();
  await page.waitForFunction(() => document.activeElement?.dataset?.node === '4');
  assert.equal(await above(), !before);
  // Remove and take it back, and make it again.
  await keyboard.press('Delete');
  await one.until((model) => !model.nodes[4]);
  await keyboard.press('Control+z');
  await one.until((model) => model.nodes[4] === 'output 二つめの表');
  await keyboard.press('Control+y');
  await one.until((model) => !model.nodes[4]);
  await one.says(/やり直した：二つめの表/);
  // What cannot be is said with its code, and nothing is changed.
  await page.locator('.chart-wide g[data-node="3"]').focus();
  await keyboard.press('c');
  await keyboard.press('ArrowLeft');
  await keyboard.press('ArrowLeft');
  await keyboard.press('Enter');
  await page.locator('[data-lm-message] .notice-error').waitFor();
  assert.match(await page.locator('[data-lm-message]').innerText(), /RF-5(39|40)/);
  assert.deepEqual([...(await checkStructure(page)), ...(await checkAxe(page))], []);
  // It outlives the page.
  await page.reload();
  assert.deepEqual((await one.model()).edges, ['1-2', '2-3']);
  assert.ok(await page.locator('[data-lm-undo]').isEnabled());
  await one.done(/422/);
});

test('by mouse: select, drag to another column and place, draw a connection from the handle', LIMIT, async () => {
  const one = await open('kaikaku', WORKED, { viewport: { width: 1900, height: 1200 } });
  const { page } = one;
  const box = async (id) => page.locator(`.chart-wide g[data-node="${id}"] rect`).first().boundingBox();
  const middle = ({ x, y, width, height }) => [x + width / 2, y + height / 2];
  await page.locator('.chart-wide g[data-node="4"]').click();
  await page.locator('[data-lm-node="4"]').waitFor();
  assert.equal(await page.locator('#lme-label').inputValue(), '投資事業を優先順位で選ぶ会議を開く');
  // From the handle to an output it does not lead to yet.
  const handle = await page.locator('.lme-handle').boundingBox();
  await page.mouse.move(...middle(handle));
  await page.mouse.down();
  await page.mouse.move(...middle(await box(9)), { steps: 8 });
  await page.mouse.up();
  await one.until((model) => model.edges.includes('4-9'));
  // To the column of outputs, above its first node.
  const [x, y] = middle(await box(2));
  const target = await box(5);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 10, y, { steps: 3 });
  await page.mouse.move(target.x + target.width / 2, target.y + 2, { steps: 8 });
  assert.equal(await page.locator('.lme-ghost').count(), 1);
  await page.mouse.up();
  await one.until((model) => model.nodes[2].startsWith('activity'));
  assert.equal(await page.locator('.lme-ghost').count(), 0);
  await one.focusIsNode(2);
  await page.locator('[data-lm-undo]').click();
  await one.until((model) => model.nodes[2].startsWith('input'));
  // The picture fits the page when asked to.
  await page.locator('[data-lm-fit]').click();
  const width = await page.evaluate(() => [document.querySelector('.chart-wide').getBoundingClientRect().width, document.querySelector('.chart-scroll').clientWidth]);
  assert.ok(width[0] <= width[1] + 1, String(width));
  await one.done();
});

test('what is chosen in one form stays while the answer to another comes', LIMIT, async () => {
  const one = await open('kaikaku', WORKED);
  const { page } = one;
  await one.select(20);
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route('**/operations', async (route) => {
    const response = await route.fetch();
    await released;
    await route.fulfill({ response });
  });
  await page.locator('#lme-label').fill('答えを待つ間の名前');
  await page.locator('#lme-label').press('Enter');
  const before = await page.locator('#lme-kind').inputValue();
  const chosen = before === 'impact' ? 'outcome-final' : 'impact';
  await page.locator('#lme-kind').selectOption(chosen);
  release();
  await one.until((model) => model.nodes[20]?.endsWith(' 答えを待つ間の名前'));
  assert.equal(await page.locator('#lme-kind').inputValue(), chosen);
  assert.equal(await page.locator('#lme-label').inputValue(), '答えを待つ間の名前');
  assert.equal((await one.model()).nodes[20], `${before} 答えを待つ間の名前`, 'what was only chosen is not sent');
  await one.done();
});

test('without a script the same is done by forms', LIMIT, async () => {
  const one = await open('kaikaku', '/clusters/contract-reform/logic-model', { javaScriptEnabled: false });
  const { page } = one;
  const press = async (name, within = page) => {
    await Promise.all([page.waitForNavigation(), within.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name }).first().click()]);
  };
  await page.locator('#lme-add-kind').selectOption('activity');
  await page.locator('#lme-add-label').fill('契約を点検する');
  await press('加える');
  assert.match(await page.locator('.notice-success').innerText(), /要素を加えた：契約を点検する/);
  await page.locator('#lme-next').fill('点検の結果');
  await press('加えてつなぐ');
  assert.equal(await page.locator('#lme-label').inputValue(), '点検の結果');
  await page.locator('#lme-label').fill('点検の結果をまとめた表');
  await page.locator('#ind-0-name').fill('点検した契約');
  await press('保存する');
  assert.equal(await page.locator('#ind-0-name').inputValue(), '点検した契約');
  await page.locator('#lme-kind').selectOption('outcome-final');
  await press('移す');
  await press(/^元に戻す/, page.locator('.lme-bar'));
  await page.goto(`${one.address}/edit?node=1`);
  await page.locator('details summary').filter({ hasText: '根拠なし' }).click();
  await page.locator('#ev-2-0-s').fill('前年の記録');
  await page.locator('#ev-2-0-w').selectOption('2');
  await press('根拠を保存');
  await page.goto(`${one.address}/edit`);
  await page.locator('#lme-any-from').selectOption('2');
  await page.locator('#lme-any-to').selectOption('1');
  await press('つなぐ', page.locator('form').filter({ has: page.locator('#lme-any-from') }));
  assert.match(await page.locator('.notice-error').innerText(), /RF-540|RF-539/);
  await page.goto(`${one.address}/edit?node=1`);
  await press('つながりを外す → アウトプット 2「点検の結果をまとめた表」');
  await press('この要素を消す');
  assert.deepEqual(await one.model(), { nodes: { 2: 'output 点検の結果をまとめた表' }, edges: [] });
  // axe needs scripts of its own; the test of every page asks it about this one.
  assert.deepEqual(await checkStructure(page), []);
  await one.done(/422/);
});

test('on a phone nodes are tapped, changed and moved, and nothing is too wide', LIMIT, async () => {
  const one = await open('kaikaku', WORKED, { viewport: PHONE, hasTouch: true, isMobile: true });
  const { page } = one;
  assert.deepEqual(await checkWidth(page), []);
  await page.locator('.chart-narrow g[data-node="9"]').tap();
  await page.locator('[data-lm-node="9"]').waitFor();
  await page.locator('#lme-label').fill('集約・複合化を決めた施設の数');
  await page.getByRole('button', { name: '保存する' }).tap();
  await one.until((model) => model.nodes[9] === 'output 集約・複合化を決めた施設の数');
  await page.locator('[data-lm-node="9"]').waitFor();
  await page.locator('#lme-kind').selectOption('outcome-initial');
  await page.getByRole('button', { name: '移す' }).tap();
  await one.until((model) => model.nodes[9].startsWith('outcome-initial'));
  await page.locator('[data-lm-undo]').tap();
  await one.until((model) => model.nodes[9].startsWith('output'));
  // The list leads to a node as well.
  await page.locator('[data-lm-outline] a[data-lm-go="20"]').tap();
  await page.locator('[data-lm-node="20"]').waitFor();
  await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
  assert.deepEqual([...(await checkStructure(page)), ...(await checkWidth(page)), ...(await checkAxe(page))], []);
  await one.done();
});

test('two people: one sees what the other did, and the same words are decided by a person', LIMIT, async () => {
  const address = '/clusters/subsidies-review/logic-model';
  const [first, second] = [await open('kaikaku', address), await open('kaikaku2', address)];
  await first.select(3);
  await first.page.locator('#lme-label').fill('団体と話し合う');
  await second.select(3);
  // What the first one does to another node arrives by itself, and leaves the form alone that is being written.
  await second.page.locator('#lme-label').fill('団体に書面で尋ねる');
  await first.page.locator('#lme-label').press('Enter');
  await first.until((model) => model.nodes[3] === 'activity 団体と話し合う');
  await second.page.waitForFunction(() => document.querySelector('.chart-wide g[data-node="3"] title').textContent.includes('話し合う'), null, { timeout: 30_000 });
  assert.equal(await second.page.locator('#lme-label').inputValue(), '団体に書面で尋ねる');
  await second.page.locator('#lme-label').press('Enter');
  const conflict = second.page.locator('.lme-conflict');
  await conflict.waitFor();
  assert.match(await conflict.innerText(), /団体に書面で尋ねる[^]*団体と話し合う/);
  assert.deepEqual(await checkAxe(second.page), []);
  await conflict.getByRole('button', { name: '自分の内容にする' }).click();
  await second.until((model) => model.nodes[3] === 'activity 団体に書面で尋ねる');
  await conflict.waitFor({ state: 'detached' });
  // Different nodes at the same moment: both stay.
  await first.page.reload();
  await first.select(4);
  await second.select(5);
  await first.page.locator('#lme-label').fill('点検の表');
  await second.page.locator('#lme-label').fill('目的の薄れた補助金を終える');
  await Promise.all([first.page.locator('#lme-label').press('Enter'), second.page.locator('#lme-label').press('Enter')]);
  await first.until((model) => model.nodes[4] === 'output 点検の表' && model.nodes[5].endsWith('補助金を終える'));
  await first.done(/409/);
  await second.done(/409/);
});

test('the line breaks and the session ends: what was done is kept and sent when it can be', LIMIT, async () => {
  const one = await open('kaikaku', '/clusters/office-reform/logic-model');
  const { page } = one;
  await page.route('**/operations', (route) => route.abort());
  await page.locator('#lme-add-label').fill('紙を減らす');
  await page.locator('#lme-add-label').press('Enter');
  await page.waitForFunction(() => /つながりません/.test(document.querySelector('[data-lm-status]').textContent));
  await page.unroute('**/operations');
  await one.until((model) => model.nodes[1] === 'activity 紙を減らす', 40_000);
  await page.context().clearCookies();
  await page.locator('.chart-wide g[data-node="1"]').focus();
  await page.keyboard.press('a');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  assert.match(await dialog.innerText(), /サインインが切れました/);
  assert.deepEqual(await checkAxe(page), []);
  const [tab] = await Promise.all([page.context().waitForEvent('page'), dialog.getByRole('link').click()]);
  await tab.waitForLoadState();
  await signIn(tab, 'kaikaku');
  await page.bringToFront();
  if (await dialog.isVisible()) await dialog.getByRole('button').click();
  await one.until((model) => model.nodes[2] === 'activity 新しい要素');
  await one.done(/401|ERR_FAILED|Failed to fetch/);
});

test('every page of a model has no fault on desktop, phone and in the dark', LIMIT, async () => {
  for (const rest of ['', '/edit?node=16', '/versions', '/begin', '/import', '/kpis?node=16', '/compare?before=1&after=2']) {
    for (const options of [{}, { viewport: PHONE }, { colorScheme: 'dark' }]) {
      const { page, troubles, close } = await openPage(browser, server.origin, options);
      await page.goto(`${server.origin}/sign-in`);
      await signIn(page, 'kaikaku');
      await page.goto(`${server.origin}${WORKED}${rest}`);
      const faults = [...(await checkStructure(page)), ...(await checkWidth(page)), ...(await checkAxe(page))];
      assert.deepEqual(faults, [], `${rest} ${JSON.stringify(options)}`);
      assert.deepEqual(troubles, []);
      await close();
    }
  }
});

/** The editor of somebody who signed in, with ways to look at the model. */
async function open(login, path, options = {}) {
  const opened = await openPage(browser, server.origin, options);
  const { page } = opened;
  await page.goto(`${server.origin}/sign-in`);
  await signIn(page, login);
  opened.troubles.length = 0;
  await page.addInitScript(keepAnnouncements);
  const address = `${server.origin}${path}`;
  await page.goto(`${address}/edit`);
  const one = {
    ...opened,
    address,
    says: (pattern) => page.waitForFunction((wanted) => window.announced.some((text) => new RegExp(wanted).test(text)), pattern.source),
    saved: () => page.waitForFunction(() => document.querySelector('[data-lm-status]').textContent === '保存しました'),
    /** The page has taken the answers to all that it sent: its picture is the newest. */
    idle: () => page.waitForFunction(() => !document.querySelector('[data-logic-editor]').hasAttribute('data-busy')),
    focusIs: (selector) => page.waitForFunction((wanted) => document.activeElement?.matches(wanted), selector),
    focusIsNode: (id) => page.waitForFunction((wanted) => document.activeElement?.dataset?.node === wanted, String(id)),
    select: async (id) => {
      await page.locator(`.chart-wide g[data-node="${id}"]`).click();
      await page.locator(`[data-lm-node="${id}"]`).waitFor();
    },
    /** What the server has: nodes by number with column and words, and the connections. */
    model: async () => {
      const csv = await (await page.request.get(`${address}/files/csv`)).text();
      const kinds = { インプット: 'input', 活動: 'activity', アウトプット: 'output', 初期アウトカム: 'outcome-initial', 中間アウトカム: 'outcome-intermediate', 最終アウトカム: 'outcome-final', インパクト: 'impact', 外部要因: 'external' };
      const model = { nodes: {}, edges: [] };
      for (const line of csv.split('\r\n').slice(1)) {
        const cells = line.split(',').map((cell) => cell.replace(/^"|"$/g, ''));
        if (cells[0] === 'ノード') model.nodes[cells[1]] = `${kinds[cells[2]]} ${cells[3]}`;
        if (cells[0] === 'つながり') model.edges.push(`${cells[8]}-${cells[9]}`);
      }
      return model;
    },
    until: async (isReached, timeout = 20_000) => {
      const deadline = Date.now() + timeout;
      let model;
      while (Date.now() < deadline) {
        model = await one.model();
        if (isReached(model)) return one.idle();
        await new Promise((next) => setTimeout(next, 150));
      }
      assert.fail(`not reached: ${JSON.stringify(model)}`);
    },
    done: async (expected = /^$/) => {
      assert.deepEqual(opened.troubles.filter((trouble) => !expected.test(trouble)), []);
      await opened.close();
    },
  };
  return one;
}

/** Runs in the page: what is announced stays for four seconds there and for ever here. */
function keepAnnouncements() {
  window.announced = [];
  new MutationObserver(() => {
    const text = document.querySelector('.status-live')?.textContent;
    if (text && window.announced.at(-1) !== text) window.announced.push(text);
  }).observe(document, { childList: true, characterData: true, subtree: true });
}

async function signIn(page, login) {
  await page.locator('[name=login]').fill(login);
  await page.locator('[name=password]').fill(password);
  await Promise.all([page.waitForNavigation(), page.locator('form[action*="sign-in"] button').first().click()]);
}
