// A file is tried, looked at, confirmed: nothing changes before the last step, and nothing of the file is run.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { PHONE, openBrowser, openPage } from './browser.mjs';
import { startServer } from './server.mjs';

const LIMIT = { timeout: 120_000 };
const HEADINGS = '事業番号,事業名,年度,部局,課,方向性,事業費（円）,国庫支出金（円）,一般財源（円）';
const TAG = '<img src=x onerror="alert(1)"><b>太字</b>';
// Row 3's sources do not add up (a warning); row 5 has no name and is left out.
const FILE = csv([
  '0101,図書館の運営,令和6,教育部,生涯学習課,継続,1200000,200000,1000000',
  '0102,橋の点検,令和6,建設部,道路課,改善,1200,200,900',
  `0103,"${TAG.replaceAll('"', '""')}",令和6,総務部,総務課,縮小,300,0,300`,
  '0104,,令和6,総務部,総務課,継続,100,0,100',
]);
const BROKEN = csv(['図書館,令和6']).replace(HEADINGS, '事業No,年度');

let browser;
let server;

before(async () => {
  browser = await openBrowser();
});

after(() => browser?.close());

for (const javaScriptEnabled of [true, false]) {
  const how = `JavaScript ${javaScriptEnabled ? 'on' : 'off'}`;
  test(`a file replaces the illustrative programs, ${how}`, LIMIT, async (t) => {
    server = await startServer();
    t.after(() => server.stop());
    const viewport = javaScriptEnabled ? undefined : PHONE;
    const { page, troubles, close } = await openPage(browser, server.origin, { javaScriptEnabled, ...(viewport && { viewport }) });
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs += 1;
      return dialog.dismiss();
    });
    const demoPrograms = await programCount();
    assert.ok(demoPrograms > 1000);

    await t.test('the preview says what would happen and changes nothing', async () => {
      await choose(page, 'programs.csv', FILE);
      const said = await page.locator('main').innerText();
      assert.match(said, /まだ何も変わっていません/);
      assert.deepEqual(await tally(page), { 新しい: '3', 変わる: '0', 同じ: '0', 使えない行: '1' });
      const problems = await problemRows(page);
      assert.equal(problems.length, 2);
      // The row that is left out comes before the one that only deserves a look.
      assert.match(problems[0], /IN-203[^]*programs\.csv:5/);
      assert.match(problems[1], /IN-206[^]*programs\.csv:3/);
      assert.equal(await page.locator('.demo-banner').count(), 1);
      assert.equal(await programCount(), demoPrograms);
    });

    await t.test('confirmed, the programs are these and the notice is gone', async () => {
      await Promise.all([page.waitForURL('**/imports/confirm'), page.locator('form[action$="/imports/confirm"] button').click()]);
      assert.match(await page.locator('.notice-success').innerText(), /3/);
      assert.equal(await page.locator('.demo-banner').count(), 0);
      assert.equal(await programCount(), 3);
    });

    await t.test('markup in a name is text', async () => {
      await page.goto(`${server.origin}/programs`);
      await page.locator('main tbody a', { hasText: '<img src=x' }).click();
      assert.equal((await page.locator('h1').textContent()).trim(), TAG);
      assert.equal(await page.locator('main img, h1 b').count(), 0);
      await page.goto(`${server.origin}/programs?q=${encodeURIComponent('太字')}`);
      assert.equal(await page.locator('main tbody a').count(), 1);
      assert.equal(await page.locator('main img').count(), 0);
      assert.equal(dialogs, 0);
    });

    await t.test('the same file again changes nothing', async () => {
      await choose(page, 'programs.csv', FILE);
      assert.match(await page.locator('.notice-info').innerText(), /何も変わりません/);
      assert.equal(await page.locator('form[action$="/imports/confirm"]').count(), 0);
      assert.equal((await tally(page)).同じ, '3');
    });

    await t.test('the history lists it, its record tells who, when and what', async () => {
      await page.goto(`${server.origin}/imports`);
      await page.locator('main tbody a', { hasText: 'programs.csv' }).first().click();
      const record = await page.locator('main').innerText();
      assert.match(record, /[0-9a-f]{64}/);
      assert.ok((await problemRows(page)).some((row) => row.includes('IN-206')));
    });

    await t.test('the chain of records holds', async () => {
      await page.goto(`${server.origin}/audit`);
      await page.locator('main a[href*="verify"]').click();
      assert.equal(await page.locator('.notice-success').count(), 1);
      assert.ok((await page.locator('main tbody tr').count()) >= 2);
    });

    await t.test('a file that cannot be read says why, with a code, and leaves all as it was', async () => {
      const [response] = await choose(page, 'broken.csv', BROKEN);
      assert.equal(response.status(), 422);
      assert.match(await page.locator('.notice-error').innerText(), /取り込めません/);
      const problems = await problemRows(page);
      assert.ok(problems.some((row) => row.includes('IN-101') && row.includes('broken.csv')), problems.join('\n'));
      assert.equal(await page.locator('form[action$="/imports/confirm"]').count(), 0);
      assert.equal(await programCount(), 3);
    });

    // Chromium reports every answer beside 2xx in the console: the broken file's is meant.
    assert.deepEqual(troubles.filter((trouble) => !trouble.includes('status of 422')), []);
    await close();
  });
}

// Chooses a file and the standard mapping, and asks for the preview.
async function choose(page, name, text) {
  await page.goto(`${server.origin}/imports/new`);
  await page.locator('select[name="mapping"]').selectOption('standard');
  await page.locator('input[type="file"]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  return Promise.all([
    page.waitForResponse((response) => response.url().endsWith('/imports/preview')),
    page.waitForURL('**/imports/preview'),
    page.locator('form[enctype] button').click(),
  ]);
}

async function tally(page) {
  const cells = await page.locator('.tally > div').evaluateAll((all) =>
    all.map((cell) => [cell.querySelector('dt').textContent.trim(), cell.querySelector('dd').textContent.trim()]),
  );
  return Object.fromEntries(cells);
}

async function problemRows(page) {
  return page.locator('main table:has(caption:text("見つかった問題")) tbody tr').allInnerTexts();
}

async function programCount() {
  const html = await (await fetch(`${server.origin}/programs`)).text();
  return Number(/data-result-count><b>([\d,]+)/.exec(html)[1].replaceAll(',', ''));
}

function csv(rows) {
  return `\ufeff${[HEADINGS, ...rows].join('\r\n')}\r\n`;
}
