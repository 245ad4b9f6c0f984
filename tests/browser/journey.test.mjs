// One program from an empty sheet to its decision: eight people, each at a browser of their own, with two who write at
// once, one workbook filled in off line, and one return.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { PHONE, openBrowser } from './browser.mjs';
import { PROGRAM, SECTION, YEAR, foundCity } from './journey/city.mjs';
import { arrive } from './journey/person.mjs';
import { findText, hasLibreOffice, pagesOf, retype } from './journey/workbook.mjs';
import { run, startServer } from './server.mjs';

const LIMIT = { timeout: 600_000 };
const VIEWPOINTS = ['needs-and-times', 'cost-effectiveness', 'overlap', 'level-and-scope', 'digital', 'public-private'];
const REVIEW = `/reviews/${YEAR}`;
const OUTCOME = {
  name: '公園の管理に満足している人の割合',
  level: 'outcome',
  unit: '%',
  direction: 'increase',
  baseline: '61',
  'baseline-year': String(YEAR - 2),
  target: '70',
  'target-year': String(YEAR + 2),
  source: '市民意識調査',
};
const MEASURE = {
  text: '草刈りの回数を公園の使われ方に応じて決め、三区の委託を一つにまとめる。',
  kind: 'saving',
  'first-year': String(YEAR + 1),
  recurring: 'yes',
  'effect-yen': '6000000',
  'effect-general-yen': '5000000',
};
const OFF_LINE = 'まとめて発注し、使われ方に応じて回数を決めるほうが、質を落とさず費用を抑えられるため。';

let browser;
let server;
let pictures = 0;
const people = {};

before(async () => {
  server = await startServer({ args: [], prepare: foundCity });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('one program goes from an empty sheet to its decision', LIMIT, async (t) => {
  let sheet;
  let broken = '';
  // Each step begins where the one before ended.
  const step = (name, take) =>
    t.test(name, async (t) => {
      if (broken) return t.skip(`“${broken}” failed`);
      broken = name;
      try {
        await take(t);
        broken = '';
      } finally {
        await picture();
      }
    });

  await step('everybody signs in and first chooses a password of their own', async () => {
    for (const login of ['owner1', 'owner2', 'section', 'bureau', 'reform', 'finance', 'headquarters', 'other']) {
      people[login] = await arrive(browser, server.origin, login);
    }
    const { owner1, section, other } = people;
    assert.match(await owner1.reads('/my-work'), new RegExp(`${owner1.name}さんの番のシートが 2枚あります`));
    await owner1.findsSound();
    assert.match(await section.reads('/my-work'), /いま待っている仕事はありません|あなたの番のシートはありません/);
    // Nobody of another bureau learns of this section's sheets.
    assert.doesNotMatch(await other.reads(`${REVIEW}/sheets`), new RegExp(PROGRAM));
    assert.equal((await people.reform.board()).未着手, 3);
    await people.reform.findsSound();
  });

  await step('two owners fill in one sheet, each sees what the other writes', async () => {
    const { owner1, owner2 } = people;
    sheet = await owner1.opensFromMyWork(PROGRAM);
    assert.equal(await owner2.opensFromMyWork(PROGRAM), sheet);
    for (const viewpoint of VIEWPOINTS.slice(0, 4).filter((one) => one !== 'overlap')) {
      await owner1.writes(`check.${viewpoint}.judgement`, 'adequate');
      await owner1.writes(`check.${viewpoint}.reason`, `${viewpoint} の点では、利用者数と苦情の記録から今の水準でよい。`);
      await owner1.writes(`check.${viewpoint}.evidence`, `公園台帳 ${YEAR - 1}年度`);
    }
    const reason = '三区で別々に発注しており、一つにまとめる余地がある。';
    await owner2.writes('check.overlap.judgement', 'improve');
    await owner2.writes('check.overlap.reason', reason);
    await owner2.writes('check.overlap.evidence', '三区の委託契約の一覧');
    await owner1.sees('check.overlap.reason', reason);
    await owner2.sees('check.needs-and-times.evidence', `公園台帳 ${YEAR - 1}年度`);
    assert.match(await owner1.box('check.overlap.reason').locator('.sf-meta').innerText(), new RegExp(people.owner2.name));
    assert.equal((await people.reform.board()).未着手, 2);
  });

  await step('what is missing is listed before it can be handed in, and each entry leads to its field', async () => {
    const { owner1 } = people;
    const { page } = owner1;
    await Promise.all([page.waitForURL('**/act?action=submit'), page.getByRole('button', { name: '提出へ進む' }).click()]);
    assert.match(await page.locator('.notice-warning').innerText(), /記入が必要な欄が残っています/);
    assert.equal(await page.getByRole('button', { name: '提出する' }).count(), 0);
    await owner1.findsSound();
    await page.locator('.notice-warning').getByRole('link', { name: /^来年度の方向性$/ }).click();
    await page.waitForURL(`**${sheet}#*`);
    assert.ok(await owner1.box('direction').evaluate((box) => box.matches(':target')), 'the link leads to the field');
  });

  await step('they write the same field at once: both texts stand, one person decides, none is lost', async () => {
    const { owner1, owner2 } = people;
    await owner1.open(sheet);
    await owner2.open(sheet);
    await owner2.page.route('**/changes?*', (route) => route.abort());
    await owner1.writes('direction-reason', '回数を一律に決めているため。');
    await owner2.field('direction-reason').fill('発注が三つに分かれているため。');
    const conflict = owner2.box('direction-reason').locator('.sf-conflict');
    await conflict.waitFor();
    assert.match(await conflict.innerText(), /発注が三つに分かれているため。[^]*回数を一律に決めているため。/);
    await owner2.findsSound();
    await picture();
    await owner2.page.unroute('**/changes?*');
    await conflict.getByRole('button', { name: 'まとめて書き直す' }).click();
    const both = '回数を一律に決め、発注も三つに分かれているため。';
    await owner2.writes('direction-reason', both);
    await owner1.sees('direction-reason', both);
    const history = await owner1.reads(`${sheet}/history`);
    for (const text of ['回数を一律に決めているため。', both]) assert.ok(history.includes(text), text);
    owner2.troubles.length = 0;
  });

  await step('the second owner writes the rest: indicator, direction, measure', async () => {
    const { owner2 } = people;
    const { page } = owner2;
    await owner2.open(sheet);
    for (const viewpoint of VIEWPOINTS.slice(4)) {
      await owner2.writes(`check.${viewpoint}.judgement`, 'improve');
      await owner2.writes(`check.${viewpoint}.reason`, `${viewpoint} の点では、作業の記録を紙で集めており見直せる。`);
      await owner2.writes(`check.${viewpoint}.evidence`, '委託の仕様書');
    }
    await owner2.writes('direction', 'improve');
    for (const [button, kind, texts] of [['指標を加える', 'kpi', OUTCOME], ['取組を加える', 'measure', MEASURE]]) {
      await page.getByRole('button', { name: button }).click();
      const id = await page.locator(`[data-row^="${kind}."]`).last().getAttribute('data-row');
      for (const [part, text] of Object.entries(texts)) await owner2.writes(`${id}.${part}`, text);
    }
    assert.match(await page.locator('[data-missing-count]').innerText(), /すべて記入済み/);
  });

  await step(`the section's workbook is filled in ${hasLibreOffice() ? 'in LibreOffice' : 'without LibreOffice, which is not there,'} and taken in`, async (t) => {
    if (!hasLibreOffice()) t.diagnostic('LibreOffice is not installed (scripts/libreoffice.sh): the file itself was changed');
    const { owner1, owner2 } = people;
    const { page } = owner1;
    await owner1.open(`${REVIEW}/workbook`);
    await owner1.findsSound();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'エクセルをダウンロード' }).click()]);
    const folder = join(server.data, 'off-line');
    await mkdir(folder);
    const [taken, filled] = [join(folder, 'taken.xlsx'), join(folder, 'filled.xlsx')];
    await download.saveAs(taken);
    assert.match(download.suggestedFilename(), new RegExp(`${YEAR}.*\\.xlsx$`));
    assert.deepEqual((await pagesOf(taken)).filter((name) => ['点検', '取組', '指標'].includes(name)).length, 3);
    const before = '回数を一律に決め、発注も三つに分かれているため。';
    await retype(taken, filled, join(folder, 'profile'), before, OFF_LINE);
    await findText(filled, OFF_LINE);
    // Meanwhile somebody goes on writing on the page: that stays as well.
    const meanwhile = '緑地の台帳と突き合わせ、三区の重なりを確かめた。';
    await owner2.writes('check.overlap.reason', meanwhile);

    await page.setInputFiles('input[type=file]', filled);
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: '送って内容を確かめる' }).click()]);
    const preview = await page.locator('main').innerText();
    assert.match(preview, /まだ何も変わっていません/);
    assert.ok(preview.includes(before) && preview.includes(OFF_LINE), preview);
    assert.ok(!preview.includes(meanwhile), 'what others wrote meanwhile is no change of the workbook');
    await owner1.findsSound();
    await picture();
    assert.equal(await owner2.field('direction-reason').inputValue(), before, 'nothing is taken in before it is confirmed');
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'この内容を反映する' }).click()]);
    assert.match(await page.locator('.notice-success').innerText(), /^1 の欄を書きかえました/);
    await owner1.findsSound();
    await owner2.sees('direction-reason', OFF_LINE);
    assert.equal(await owner2.field('check.overlap.reason').inputValue(), meanwhile);
    assert.match(await owner1.reads(`${sheet}/history`), /エクセルで記入/);
    await owner1.findsSound();
  });

  await step('it is handed in; the section head is told, the owners’ work is done', async () => {
    const { owner1, owner2, section } = people;
    await owner1.open(sheet);
    await owner1.findsSound();
    assert.match(await owner1.takes('提出へ進む', '提出する'), /提出しました/);
    assert.match(await owner1.reads('/my-work'), /シートが 1枚あります/);
    // The other owner's open page hears of it by itself, and writes no more.
    await owner2.page.locator('[role="alert"][data-closed]:not([hidden])').waitFor({ timeout: 30_000 });
    assert.match(await section.reads('/notices'), new RegExp(PROGRAM));
    await section.findsSound();
    assert.match(await section.reads('/my-work'), new RegExp(PROGRAM));
    await section.findsSound();
    assert.equal((await people.reform.board()).所管で確認中, 1);
  });

  await step('the section head sends it back with a comment, on a telephone', async () => {
    const { owner1, section } = people;
    await section.page.setViewportSize(PHONE);
    await section.opensFromMyWork(PROGRAM);
    await section.findsSound();
    await picture();
    const remark = '効果額の根拠が読み取れません。三区の今の委託費を根拠に足してください。';
    const said = await section.takes('差し戻す', '差し戻す', (page) => page.getByLabel(/コメント/).fill(remark));
    assert.match(said, /差し戻しました/);
    await section.page.setViewportSize({ width: 1280, height: 900 });
    assert.match(await owner1.reads('/notices'), /差戻し[^]*効果額の根拠が読み取れません/);
    const work = await owner1.reads('/my-work');
    assert.match(work, /差し戻されたもの/);
    assert.ok(work.includes(remark) && work.includes(people.section.name), work);
    await owner1.findsSound();
    assert.equal((await people.reform.board()).差戻し, 1);
  });

  await step('the owner mends it and hands it in again; the section head agrees', async () => {
    const { owner1, section } = people;
    await owner1.opensFromMyWork(PROGRAM);
    assert.match(await owner1.page.locator('.notice-warning').first().innerText(), /三区の今の委託費/);
    await owner1.writes('check.cost-effectiveness.evidence', `三区の委託契約書 ${YEAR - 1}年度（計4,200万円）`);
    assert.match(await owner1.takes('提出へ進む', '提出する'), /提出しました/);
    await section.opensFromMyWork(PROGRAM);
    assert.match(await section.page.locator('main').innerText(), /三区の委託契約書/);
    await section.writes('opinion.section-head', '根拠を確認した。発注の一本化を進める。');
    assert.match(await section.takes('承認へ進む', '承認する'), /承認しました/);
  });

  await step('bureau, reform office and finance pass it on with opinions and amounts', async () => {
    const { bureau, reform, finance } = people;
    await bureau.opensFromMyWork(PROGRAM);
    await bureau.findsSound();
    await bureau.writes('opinion.department-head', '局の方針に沿う。');
    await bureau.takes('承認へ進む', '承認する');
    await reform.opensFromMyWork(PROGRAM);
    await reform.writes('opinion.reform-office', '満足度を毎年測り、回数を減らした公園の変化を見ること。');
    await reform.takes('承認へ進む', '承認する');
    await finance.opensFromMyWork(PROGRAM);
    assert.match(await finance.page.locator('main').innerText(), /満足度を毎年測り/);
    const [cost, general] = await finance.page.locator('[data-field^="assessment."]').evaluateAll((all) => all.map((one) => one.dataset.field));
    await finance.writes(cost, '5400000');
    await finance.writes(general, '4500000');
    await finance.writes('opinion.finance', '一区の契約が残る分を除いた。');
    await finance.findsSound();
    await finance.takes('承認へ進む', '承認する');
  });

  await step('the headquarters decides, and everybody sees it', async () => {
    const { headquarters, owner1, owner2, reform } = people;
    await headquarters.opensFromMyWork(PROGRAM);
    await headquarters.findsSound();
    await headquarters.writes('decision.direction', 'reduce');
    await headquarters.writes('decision.reason', '委託の一本化とあわせ、回数を減らす。');
    assert.match(await headquarters.takes('決定へ進む', '決定する'), /決定しました/);
    assert.match(await owner1.reads(sheet), /本部決定/);
    assert.match(await owner2.reads('/notices'), new RegExp(`本部決定[^]*${PROGRAM}`));
    await reform.open(REVIEW);
    assert.match(await reform.page.locator('.review-tally').innerText(), /本部決定\s*1/);
    const history = await reform.reads(`${sheet}/history`);
    for (const who of ['owner1', 'owner2', 'section', 'bureau', 'reform', 'finance', 'headquarters']) {
      assert.ok(history.includes(people[who].name), `${people[who].name} stands in the history`);
    }
  });

  await step('the result shows it under the direction decided, with the effect as assessed', async () => {
    const { reform } = people;
    const results = await reform.reads(`${REVIEW}/results`);
    const row = reform.page.getByRole('row').filter({ hasText: PROGRAM }).first();
    const [shown, amounts] = [await row.innerText(), /5,400,000\s+4,500,000/];
    assert.ok(shown.includes('縮小') && amounts.test(shown), results);
    await reform.findsSound();
    const effects = await reform.reads(`${REVIEW}/effects`);
    assert.match(effects, /4,500,000/);
    await reform.findsSound();
  });

  await step('the sheet for print holds all of it', async () => {
    const { owner1 } = people;
    const paper = await owner1.reads(`${sheet}/print`);
    const whole = [PROGRAM, SECTION, OFF_LINE, OUTCOME.name, MEASURE.text, '5,400,000', '4,500,000', '根拠を確認した', '局の方針に沿う', '満足度を毎年測り', '一区の契約が残る', '縮小', '委託の一本化とあわせ', '三区の委託契約書'];
    for (const text of whole) assert.ok(paper.includes(text), `${text} stands on paper:\n${paper}`);
    await owner1.findsSound();
  });

  await step('nobody’s browser had trouble, and the chain of records holds', async () => {
    for (const { login, troubles } of Object.values(people)) assert.deepEqual(troubles, [], login);
    assert.match(run(server.data, ['check', 'audit']), /つながりに問題はありません/);
  });
});

/** With HENKAKU_PICTURES=FOLDER, what everybody has before their eyes after each step, to be looked at. */
async function picture() {
  const folder = process.env.HENKAKU_PICTURES;
  if (!folder) return;
  pictures += 1;
  for (const { login, page } of Object.values(people)) {
    await page.screenshot({ path: join(folder, `${String(pictures).padStart(2, '0')}-${login}.png`), fullPage: true });
  }
}
