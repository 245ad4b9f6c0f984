// The review sheet under people's hands: two at once, a line that breaks, a session that ends, no script at all.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { PHONE, openBrowser, openPage } from './browser.mjs';
import { checkAxe, checkStructure, checkWidth } from './checks.mjs';
import { startServer } from './server.mjs';

const LIMIT = { timeout: 180_000 };
const REASON = 'check.overlap.reason';
let browser;
let server;
let password;
let sheets;

before(async () => {
  server = await startServer({ args: ['--demo'] });
  browser = await openBrowser();
  password = (await readFile(join(server.data, 'demo-password.txt'), 'utf8')).trim();
  sheets = await findSheets();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('two people write different fields and see each other’s text without a page load', LIMIT, async () => {
  const address = sheets.draft;
  const [first, second] = [await open('tanto1', address), await open('tanto1', address)];
  await first.field(REASON).fill('一人目が書いた重複の理由');
  await second.field('direction-reason').fill('二人目が書いた方向性の理由');
  await saved(first.page);
  await saved(second.page);
  await expectValue(second.field(REASON), '一人目が書いた重複の理由');
  await expectValue(first.field('direction-reason'), '二人目が書いた方向性の理由');
  assert.match(await second.box(REASON).locator('.sf-meta').innerText(), /^見本 太郎 /);
  assert.ok(await second.box(REASON).evaluate((box) => box.classList.contains('is-news')), 'what came in is marked');
  assert.equal(await second.page.locator('.sf-conflict').count(), 0);
  // A field with the cursor in it and nothing typed takes the news when it is left; one being written is never touched.
  await second.field(REASON).focus();
  await first.field(REASON).fill('一人目がもう一度書いた');
  await saved(first.page);
  await second.page.waitForTimeout(6000);
  assert.equal(await second.field(REASON).inputValue(), '一人目が書いた重複の理由');
  await second.page.locator('h1').click();
  await expectValue(second.field(REASON), '一人目がもう一度書いた');
  await done(first, second);
});

for (const [choice, button, expected] of [
  ['mine', '自分の文を残す', /^二人目の文$/],
  ['theirs', '相手の文にする', /^一人目の文$/],
  ['edit', 'まとめて書き直す', /^二人目の文\n一人目の文、まとめた$/],
]) {
  test(`two people write one field: both texts stand side by side, then ${choice}`, LIMIT, async () => {
    const address = sheets.draft;
    const [first, second] = [await open('tanto1', address), await open('tanto1', address)];
    await first.field(REASON).fill('初めの文');
    await saved(first.page);
    await expectValue(second.field(REASON), '初めの文');
    // Both change it before either hears of the other.
    await second.page.route('**/changes?*', (route) => route.abort());
    await first.field(REASON).fill('一人目の文');
    await saved(first.page);
    await second.field(REASON).fill('二人目の文');
    const conflict = second.box(REASON).locator('.sf-conflict');
    await conflict.waitFor();
    assert.match(await conflict.innerText(), /見本 太郎さん[^]*二人目の文[^]*一人目の文/);
    assert.equal(await second.field(REASON).inputValue(), '二人目の文', 'mine still stands in the field');
    assert.match(await second.status(), /重なった欄/);
    assert.deepEqual([...(await checkWidth(second.page)), ...(await checkAxe(second.page))], []);
    // Writing on is no decision.
    await second.page.waitForTimeout(1500);
    assert.equal(await first.stored(REASON), '一人目の文');
    await second.page.unroute('**/changes?*');
    await conflict.getByRole('button', { name: button }).click();
    if (choice === 'edit') {
      assert.equal(await second.field(REASON).inputValue(), '二人目の文\n一人目の文');
      await second.field(REASON).press('Control+End');
      await second.field(REASON).pressSequentially('、まとめた');
    }
    await second.page.locator('h1').click();
    await saved(second.page);
    assert.equal(await second.page.locator('.sf-conflict').count(), 0);
    assert.match(await first.stored(REASON), expected);
    await done(first, second);
  });
}

test('the server fails and the line breaks while somebody types: it is said, kept, and saved by itself', LIMIT, async () => {
  const address = sheets.draft;
  const one = await open('tanto1', address);
  await one.page.route('**/fields', (route) => route.fulfill({ status: 500, body: 'broken' }));
  await one.field(REASON).fill('止まった間に書いた文');
  await says(one, /つながりません。入力は残っています/);
  assert.equal(await one.field(REASON).inputValue(), '止まった間に書いた文');
  await one.page.unroute('**/fields');
  await one.page.context().setOffline(true);
  await one.field('direction-reason').fill('線が切れた間に書いた文');
  await says(one, /つながりません/);
  await one.page.context().setOffline(false);
  await saved(one.page, 40_000);
  assert.equal(await one.stored(REASON), '止まった間に書いた文');
  assert.equal(await one.stored('direction-reason'), '線が切れた間に書いた文');
  assert.deepEqual(await one.drafts(), [], 'what is saved is not kept in the browser');
  one.troubles.length = 0;
  await done(one);
});

test('a page that is gone before it could save offers its texts again', LIMIT, async () => {
  const address = sheets.draft;
  const one = await open('tanto1', address);
  // A browser that dies sends nothing more, also not what a page says on leaving.
  await one.page.evaluate(() => (window.fetch = () => Promise.reject(new Error('gone'))));
  await one.field('direction-reason').fill('落ちる前に書いた文 <b>𠮷</b> 🏯');
  await says(one, /つながりません/);
  await one.page.close({ runBeforeUnload: false });
  const again = await one.reopen();
  const offer = again.page.locator('[data-drafts]');
  await offer.waitFor();
  assert.match(await offer.innerText(), /方向性の理由[^]*落ちる前に書いた文 <b>𠮷<\/b> 🏯/);
  assert.deepEqual(await checkAxe(again.page), []);
  await offer.getByRole('button', { name: '欄に戻す' }).click();
  await saved(again.page);
  assert.equal(await again.stored('direction-reason'), '落ちる前に書いた文 <b>𠮷</b> 🏯');
  assert.deepEqual(await again.drafts(), []);
  one.troubles.length = 0;
  await done(again);
});

test('the session ends while somebody types: they sign in beside it and nothing is lost', LIMIT, async () => {
  const address = sheets.draft;
  const one = await open('tanto1', address);
  await one.page.context().clearCookies();
  await one.field(REASON).fill('サインインが切れてから書いた文');
  const dialog = one.page.getByRole('dialog');
  await dialog.waitFor();
  assert.match(await dialog.innerText(), /サインインが切れました/);
  assert.deepEqual(await checkAxe(one.page), []);
  const [tab] = await Promise.all([one.page.context().waitForEvent('page'), dialog.getByRole('link').click()]);
  await tab.waitForLoadState();
  // Somebody else at the same machine: nothing is saved in the wrong name.
  await signIn(tab, 'kacho1');
  await one.page.bringToFront();
  await dialog.getByRole('button').click();
  await dialog.waitFor({ state: 'visible' });
  assert.match(await dialog.innerText(), /別の人/);
  await one.page.context().clearCookies();
  await tab.goto(`${server.origin}/sign-in`);
  await signIn(tab, 'tanto1');
  await tab.close();
  await one.page.bringToFront();
  await dialog.getByRole('button').click();
  await saved(one.page);
  assert.equal(await one.stored(REASON), 'サインインが切れてから書いた文');
  one.troubles.length = 0;
  await done(one);
});

test('without a script the form is saved, and a conflict comes back with both texts', LIMIT, async () => {
  const address = sheets.draft;
  const plain = await open('tanto1', address, { javaScriptEnabled: false, viewport: PHONE });
  const other = await open('tanto1', address);
  const before = await other.stored(REASON);
  await other.field(REASON).fill('ほかの人の文');
  await saved(other.page);
  await plain.field(REASON).fill(`${before} を直した文`);
  await plain.field('direction-reason').fill('重ならない欄');
  await Promise.all([plain.page.waitForNavigation(), plain.page.locator('.sheet-bar').getByRole('button', { name: '保存' }).click()]);
  assert.match(await plain.page.locator('.sf-conflict').innerText(), /を直した文[^]*ほかの人の文/);
  assert.equal(await other.stored('direction-reason'), '重ならない欄');
  assert.deepEqual([...(await checkStructure(plain.page)), ...(await checkWidth(plain.page))], []);
  await plain.field(REASON).fill('二つをまとめた文');
  await Promise.all([plain.page.waitForNavigation(), plain.page.getByRole('button', { name: '上の欄で書き直した文を残す' }).click()]);
  assert.equal(await plain.page.locator('.sf-conflict').count(), 0);
  assert.equal(await other.stored(REASON), '二つをまとめた文');
  plain.troubles.length = 0;
  await done(plain, other);
});

test('HTML, emoji, 外字 and control characters stay text, or are refused beside their field', LIMIT, async () => {
  const address = sheets.draft;
  const one = await open('tanto1', address);
  const text = '<img src=x onerror=alert(1)> &amp; 𠮷野家 髙﨑 葛󠄀城 👨‍👩‍👧 ①㈱ ～−';
  await one.field(REASON).fill(text);
  await saved(one.page);
  await one.field('direction-reason').evaluate((area) => {
    area.value = '鐘\u0007の音';
    area.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await one.box('direction-reason').locator('.sf-problem:visible').waitFor();
  assert.match(await one.box('direction-reason').innerText(), /RF-221/);
  assert.equal(await one.field('direction-reason').getAttribute('aria-invalid'), 'true');
  assert.equal(await one.field('direction-reason').inputValue(), '鐘\u0007の音', 'the text is still there to be mended');
  await one.field('direction-reason').fill('鐘の音');
  await saved(one.page);
  await one.page.reload();
  assert.equal(await one.field(REASON).inputValue(), text);
  assert.equal(await one.page.locator('img[src=x]').count(), 0);
  await one.page.goto(`${one.url}/history`);
  assert.ok((await one.page.locator('.timeline').innerText()).includes('<img src=x onerror=alert(1)>'));
  await done(one);
});

test('rows are added and removed in place; two added at once keep both', LIMIT, async () => {
  const address = sheets.draft;
  const [first, second] = [await open('tanto1', address), await open('tanto1', address)];
  await second.page.route('**/changes?*', (route) => route.abort());
  const count = await first.page.locator('[data-row^="measure."]').count();
  for (const [one, text] of [[first, '一人目の取組'], [second, '二人目の取組']]) {
    await one.page.getByRole('button', { name: '取組を加える' }).click();
    await one.page.keyboard.type(text);
    await saved(one.page);
  }
  await second.page.unroute('**/changes?*');
  await second.page.reload();
  const texts = await second.page.locator('[data-row^="measure."] textarea[name^="f."][name$=".text"]').evaluateAll((all) => all.map((one) => one.value));
  assert.equal(texts.length, count + 2, texts.join(' / '));
  assert.ok(texts.includes('一人目の取組') && texts.includes('二人目の取組'));
  const row = second.page.locator('[data-row^="measure."]').last();
  const id = await row.getAttribute('data-row');
  const before = await row.locator('textarea').first().inputValue();
  await row.getByRole('button', { name: 'この取組を削除' }).click();
  await saved(second.page);
  await row.getByRole('button', { name: '元に戻す' }).click();
  await saved(second.page);
  assert.equal(await second.stored(`${id}.text`), before);
  await row.getByRole('button', { name: 'この取組を削除' }).click();
  await saved(second.page);
  await first.page.waitForFunction((id) => !document.querySelector(`[data-row="${id}"]:not(.is-gone)`), id, { timeout: 20_000 });
  second.troubles.length = 0;
  await done(first, second);
});

test('a comment is sent with what was typed beside it, answered by a head, and closed', LIMIT, async () => {
  const one = await open('tanto1', sheets.draft);
  await one.field(REASON).fill('コメントの前に書いた文');
  const thread = (page) => page.locator('#t-check-overlap-reason');
  await unfold(thread(one.page));
  await thread(one.page).getByLabel('コメントを書く').fill('<b>ここ</b>を見てください');
  await Promise.all([one.page.waitForURL('**#comment-*'), thread(one.page).getByRole('button', { name: 'コメントを送る' }).click()]);
  assert.equal(await one.stored(REASON), 'コメントの前に書いた文');
  const head = await open('kacho1', sheets.draft);
  await unfold(thread(head.page));
  assert.match(await thread(head.page).innerText(), /見本 太郎[^]*<b>ここ<\/b>を見てください/);
  await unfold(thread(head.page).locator('.reply'));
  await thread(head.page).getByLabel('返信').fill('直しましょう');
  await Promise.all([head.page.waitForURL('**#comment-*'), thread(head.page).getByRole('button', { name: '返信を送る' }).click()]);
  await unfold(thread(head.page));
  await unfold(thread(head.page).locator('.reply'));
  await Promise.all([head.page.waitForNavigation(), thread(head.page).getByRole('button', { name: '解決済みにする' }).click()]);
  assert.match(await thread(head.page).locator('summary').first().innerText(), /コメント 2（解決済み）/);
  await done(one, head);
});

test('a sheet is handed in after a look at what will happen; sent twice it says so', LIMIT, async () => {
  const { page, troubles, close } = await open('tanto1', sheets.complete);
  await page.getByRole('button', { name: '提出へ進む' }).click();
  await page.waitForURL('**/act?action=submit');
  assert.match(await page.locator('.happens').innerText(), /課長に回ります/);
  assert.deepEqual([...(await checkStructure(page)), ...(await checkWidth(page)), ...(await checkAxe(page))], []);
  await Promise.all([page.waitForURL('**?done=submit'), page.getByRole('button', { name: '提出する' }).click()]);
  assert.match(await page.locator('.notice-success').innerText(), /提出しました/);
  await page.goBack();
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: '提出する' }).click()]);
  assert.match(await page.getByRole('alert').innerText(), /RF-107/);
  assert.deepEqual(troubles.filter((trouble) => !trouble.includes('409')), []);
  await close();
});

test('the sheet is sound at every width, in both themes and languages, for writers and readers', LIMIT, async () => {
  const address = sheets.draft;
  for (const [login, path] of [
    ['tanto1', address],
    ['tanto1', `/en${address}`],
    ['kansa', sheets.complete],
    ['tanto1', `${address}/history`],
    ['tanto1', `${address}/print`],
  ]) {
    for (const options of [{ viewport: PHONE }, { viewport: { width: 640, height: 700 } }, { colorScheme: 'dark' }]) {
      const { page, troubles, close } = await open(login, path, options);
      await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
      const faults = [...(await checkStructure(page)), ...(await checkWidth(page)), ...(await checkAxe(page))];
      assert.deepEqual(faults, [], `${path} as ${login} ${JSON.stringify(options)}`);
      assert.deepEqual(troubles, []);
      await close();
    }
  }
});

test('by keyboard alone every control is reached and never hidden by the bar', LIMIT, async () => {
  const { page, close } = await open('tanto1', sheets.draft, { viewport: { width: 640, height: 560 } });
  const names = new Set();
  await page.locator('#checks summary').first().focus();
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const focused = document.activeElement;
      const [here, bar] = [focused.getBoundingClientRect(), document.querySelector('.sheet-bar').getBoundingClientRect()];
      const isCovered = !focused.closest('.sheet-bar') && here.top >= bar.top && here.bottom <= bar.bottom;
      return { name: focused.name || focused.textContent.trim(), isCovered };
    });
    assert.ok(!seen.isCovered, `${seen.name} is under the bar`);
    names.add(seen.name);
  }
  for (const name of ['f.check.overlap.judgement', `f.${REASON}`, 'f.check.overlap.evidence']) assert.ok(names.has(name), name);
  await close();
});

/** A page of somebody who signed in, with ways to look at fields. */
async function open(login, address, options = {}) {
  const opened = await openPage(browser, server.origin, options);
  const { page } = opened;
  await page.goto(`${server.origin}/sign-in`);
  await signIn(page, login);
  opened.troubles.length = 0;
  return onSheet(opened, address);
}

async function onSheet(opened, address) {
  const { page } = opened;
  const url = `${server.origin}${address}`;
  await page.goto(url);
  const box = (name) => page.locator(`[data-field="${name}"]`);
  return {
    ...opened,
    url,
    box,
    field: (name) => box(name).locator(`[name="f.${name}"]`),
    status: () => page.locator('[data-status]').innerText(),
    drafts: () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('henkaku:sheet:'))),
    /** What the server has. */
    stored: async (name) => {
      const html = await (await page.request.get(url)).text();
      return page.evaluate(
        ([html, name]) => new DOMParser().parseFromString(html, 'text/html').querySelector(`[name="f.${name}"]`)?.value,
        [html, name],
      );
    },
    reopen: async () => onSheet({ ...opened, page: await page.context().newPage() }, address),
  };
}

async function signIn(page, login) {
  await page.locator('[name=login]').fill(login);
  await page.locator('[name=password]').fill(password);
  await Promise.all([page.waitForNavigation(), page.locator('form[action*="sign-in"] button').first().click()]);
}

/** Sheets of 見本 太郎's section: one that lacks something, and one that could be handed in. */
async function findSheets() {
  const { page, close } = await openPage(browser, server.origin);
  await page.goto(`${server.origin}/sign-in`);
  await signIn(page, 'tanto1');
  const found = {};
  const thisYear = new Date().getFullYear();
  const programs = (await (await page.request.get(`${server.origin}/api/v1/programs?q=避難所&per_page=100`)).json()).items;
  for (const year of [thisYear + 1, thisYear, thisYear - 1]) {
    for (const { id } of programs) {
      const address = `/reviews/${year}/sheets/${id}`;
      const response = await page.request.get(`${server.origin}${address}`);
      const html = response.ok() ? await response.text() : '';
      if (!html.includes(`name="f.${REASON}"`)) continue;
      if (/data-count="0"/.test(html) && html.includes('act?action=submit')) found.complete ??= address;
      else found.draft ??= address;
    }
    if (found.draft && found.complete) break;
  }
  await close();
  assert.ok(found.draft && found.complete, JSON.stringify(found));
  return found;
}

function unfold(details) {
  return details.evaluate((one) => (one.open = true));
}

async function says(one, words, timeout = 20_000) {
  const [source, flags] = [words.source, words.flags];
  await one.page.waitForFunction(
    ([source, flags]) => new RegExp(source, flags).test(document.querySelector('[data-status]').textContent),
    [source, flags],
    { timeout },
  );
}

/** Waits until everything typed is with the server. */
async function saved(page, timeout = 20_000) {
  await page.waitForTimeout(50);
  await page.waitForFunction(() => document.querySelector('.sheet-bar').dataset.state === 'saved', null, { timeout });
}

async function expectValue(locator, expected) {
  const deadline = Date.now() + 20_000;
  let value;
  while (Date.now() < deadline) {
    value = await locator.inputValue();
    if (value === expected) return;
    await new Promise((next) => setTimeout(next, 100));
  }
  assert.equal(value, expected);
}

async function done(...pages) {
  for (const { troubles, close } of pages) {
    assert.deepEqual(troubles.filter((trouble) => !/ERR_FAILED|401|409/.test(trouble)), []);
    await close();
  }
}
