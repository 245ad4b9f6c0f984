// From one cluster to the fund: the worked example as people find it on the home page, and another cluster taken through all five
// stages by two people until a decision moves the balance of the fund by exactly what it says.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { DESKTOP, PHONE, openBrowser, openPage } from './browser.mjs';
import { checkAxe, checkStructure, checkWidth } from './checks.mjs';
import { startServer } from './server.mjs';

const LIMIT = { timeout: 300_000 };
const CLUSTER = 'fees-review';
const ANALYSIS = `/clusters/${CLUSTER}/analysis`;
/** What the option frees a year from R8 on; the plan's outlook ends with R10, so three years of it reach the fund. */
const YEN_A_YEAR = 1_234_567_890;
const YEARS = 3;

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

test('the home page leads from the cluster to the fund, and each step is sound', LIMIT, async () => {
  for (const viewport of [DESKTOP, PHONE]) {
    const { page, troubles, close } = await arrive('kaikaku', { viewport });
    await page.goto(`${server.origin}/`);
    const steps = await page.locator('.steps-example a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    assert.deepEqual(
      steps.map((step) => step.split('/').at(-1)),
      ['public-investment-level', 'logic-model', 'analysis', 'roadmap#public-investment-level', 'frame', 'chain'],
    );
    for (const step of [...steps, '/clusters/public-investment-level/analysis/options', '/roadmap/progress']) {
      await page.goto(server.origin + step, { waitUntil: 'load' });
      assert.deepEqual(await checkStructure(page), [], step);
      assert.deepEqual(await checkWidth(page), [], `${step} ${viewport.width}`);
      assert.deepEqual(await checkAxe(page), [], `${step} ${viewport.width}`);
    }
    assert.deepEqual(troubles, []);
    await close();
  }
});

test('from the fund of R10 back to the decision on investment, and forward to the same amount', LIMIT, async () => {
  const { page, close } = await arrive('kaikaku');
  await page.goto(`${server.origin}/chain/figures/fund/2028`);
  const row = page.locator('.chain-given tbody tr').filter({ hasText: '560億円' }).first();
  const given = yen(await row.locator('td.num').first().innerText());
  await row.locator('th a').first().click();
  await page.waitForURL('**/chain/decisions/**');
  // The decision's own page names the option, its analysis, and the same amount for the fund of R10.
  const moved = await page.locator('.chain-moved td.num a[href*="/figures/fund/2028"]').first().innerText();
  assert.equal(yen(moved), given);
  assert.notEqual(given, 0);
  await page.locator('main a[href*="/clusters/public-investment-level/analysis"]').first().click();
  await page.waitForURL('**/clusters/public-investment-level/analysis**');
  assert.match(await page.locator('main').innerText(), /560億円/);
  await close();
});

test('a cluster goes through five stages, and what is decided moves the fund by exactly that', LIMIT, async () => {
  const office = await arrive('kaikaku');
  const headquarters = await arrive('honbu');
  const before = await fundOfR10(office.page);
  const bonds = await figureOfYears(office.page, 'bonds', 'R10');

  // Stage 1: what is known. Nothing closes without it.
  await refuseToClose(headquarters.page, 1);
  await write(office.page, 'fact', {
    statement: '使用料と手数料は、この10年ほとんど見直していない（例示）',
    figure: '10',
    unit: '年',
    year: 'R7',
    source: '例示の調べ',
    basis: 'illustrative',
  });
  await write(office.page, 'kpi', {
    name: '使用料でまかなう割合（例示）',
    level: 'outcome-initial',
    unit: '%',
    way: 'increase',
    value: '21',
    year: 'R7',
    target: '30',
    'target-year': 'R10',
    source: '例示の調べ',
    basis: 'illustrative',
  });
  await closeGate(headquarters.page, 1);

  // Stage 2: purpose and evidence.
  await write(office.page, 'purpose', { text: '使う人と使わない人の負担を公平にする（例示）', 'for-whom': '市民', change: '負担の決め方がだれにも分かる' });
  await write(office.page, 'evidence', {
    finding: '料金を費用に近づけた市では、利用はほとんど減らなかった（例示）',
    reform: 'price',
    strength: '2',
    source: '例示の研究',
    'where-when': '例示の市、R5',
    fit: 'alike',
  });
  await closeGate(headquarters.page, 2);

  // Stage 3: issues that rest on what was found, and a hearing.
  await write(office.page, 'issue', { text: '費用が増えても料金が変わらず、差は税でまかなわれている（例示）', ground: 'first' });
  await write(office.page, 'hearing', { who: '施設の利用者（例示）', day: '2026-06-01', said: '減免の基準を分かりやすくしてほしい' });
  await closeGate(headquarters.page, 3);

  // Stage 4: two options with what they are predicted to do.
  const checked = { risks: '利用が減る施設がある', verification: '料金と利用の記録から計算した（例示）', 'verified-by': '例示：財政の担当', strength: '2' };
  await write(office.page, 'option', {
    title: '今の料金を続ける',
    'as-now': 'yes',
    text: '変えない',
    ...checked,
    'kpi.1.item': 'last',
    'kpi.1.year': 'R10',
    'kpi.1.value': '21',
  });
  await write(office.page, 'option', {
    title: '費用の三割を料金でまかなう（例示）',
    text: '三年ごとに料金を見直す基準を定める',
    ...checked,
    'effect.1.lever': 'general-funds',
    'effect.1.first-year': 'R8',
    'effect.1.yen': YEN_A_YEAR.toLocaleString('en'),
    'kpi.1.item': 'last',
    'kpi.1.year': 'R10',
    'kpi.1.value': '30',
  });
  await closeGate(headquarters.page, 4);

  // Tried out before it is decided: the chain shows the fund with it, the decided figure stays.
  await office.page.goto(`${server.origin}/chain`);
  assert.match(await office.page.locator('#decisions').locator('xpath=..').innerText(), /費用の三割/);
  assert.equal(await fundOfR10(office.page), before);

  // Stage 5: decided by the headquarters, with a proposal; then the last gate closes.
  const page = headquarters.page;
  await page.goto(`${server.origin}${ANALYSIS}/options`);
  await page.getByLabel('費用の三割を料金でまかなう（例示）').check();
  await page.locator('#day').fill('2026-07-01');
  await page.locator('#ground').fill('例示：市政変革推進本部の会議');
  await Promise.all([page.waitForLoadState(), page.getByRole('button', { name: '決定を記録する' }).click()]);
  assert.deepEqual(await checkStructure(page), []);
  await write(office.page, 'proposal', {
    title: '使用料条例の改正案（例示）',
    form: 'ordinance',
    option: 'last',
    department: '財政・変革局',
    year: 'R8',
    text: '料金を費用の三割とし、三年ごとに見直す',
  });
  await closeGate(headquarters.page, 5);

  // Five snapshots, each readable, with what the fifth has more than the first.
  await page.goto(`${server.origin}${ANALYSIS}/snapshots`);
  const snapshots = await page.locator(`a[href*="${ANALYSIS}/snapshots/"]`).count();
  assert.ok(snapshots >= 5, `${snapshots} snapshots`);

  // The fund of R10 has moved by three years of the effect, to the yen; bonds stay where they were.
  assert.equal((await fundOfR10(office.page)) - before, YEN_A_YEAR * YEARS);
  assert.equal(await figureOfYears(office.page, 'bonds', 'R10'), bonds);

  // And the frame can count it once, up to what it frees.
  await office.page.goto(`${server.origin}/frame/2026`);
  const decision = office.page.locator('#source-decision option', { hasText: '費用の三割' });
  const id = await decision.getAttribute('value');
  await enterSource(office.page, id, YEN_A_YEAR + 1);
  assert.match(await office.page.locator('[role=alert]').innerText(), /RF-622/);
  await enterSource(office.page, id, YEN_A_YEAR);
  assert.equal(await office.page.locator('[role=alert]').count(), 0);
  assert.equal(await office.page.locator('#source-decision option', { hasText: '費用の三割' }).count(), 0);
  assert.deepEqual(await checkAxe(office.page), []);

  for (const person of [office, headquarters]) await person.close();
});

async function arrive(login, options = {}) {
  const person = await openPage(browser, server.origin, options);
  await person.page.goto(`${server.origin}/sign-in`);
  await person.page.locator('#login').fill(login);
  await person.page.locator('#password').fill(password);
  await Promise.all([person.page.waitForURL('**/my-work'), person.page.locator('.sign-in-form button').click()]);
  return person;
}

/** Fills the form of a record and saves it. `first` and `last` choose among the records there are. */
async function write(page, kind, fields) {
  await page.goto(`${server.origin}${ANALYSIS}/items/new?kind=${kind}`);
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`[id="${name}"]`);
    const tag = await field.evaluate((element) => element.tagName);
    if (tag === 'FIELDSET') await field.locator('input[type=checkbox]').first().check();
    else if (tag !== 'SELECT') await field.fill(value);
    else if (value === 'last') await field.selectOption({ index: (await field.locator('option').count()) - 1 });
    else await field.selectOption(value);
  }
  await Promise.all([page.waitForURL('**done=kept**'), page.locator('.an-form button.btn-primary').click()]);
}

async function refuseToClose(page, stage) {
  await page.goto(`${server.origin}${ANALYSIS}/${stage}`);
  assert.ok((await page.locator('.an-missing li').count()) > 0, 'what is missing is listed');
}

async function closeGate(page, stage) {
  await page.goto(`${server.origin}${ANALYSIS}/${stage}`);
  const missing = await page.locator('.an-gate .an-missing li').allInnerTexts();
  assert.deepEqual(missing, [], `stage ${stage}`);
  await page.goto(server.origin + ANALYSIS);
  const close = page.locator(`form[action$="/${stage}/close"] button`);
  await Promise.all([page.waitForURL('**/analysis**done=**'), close.click()]);
  assert.equal(await close.count(), 0, `gate ${stage} is closed`);
}

async function enterSource(page, decision, amount) {
  await page.locator('#source-kind').selectOption('revenue');
  await page.locator('#source-title').fill('使用料の見直し（例示）');
  await page.locator('#source-amount').fill(String(amount));
  await page.locator('#source-decision').selectOption(decision);
  await Promise.all([page.waitForLoadState('load'), page.locator('form:has(#source-kind) button').click()]);
}

/** The fund at the end of R10 as decided, in whole yen. */
async function fundOfR10(page) {
  return figureOfYears(page, 'fund', 'R10');
}

/** A figure of a year as decided, from the table of the chain. */
async function figureOfYears(page, word, year) {
  const csv = await (await page.request.get(`${server.origin}/chain/tables/years`)).text();
  const row = csv.split('\r\n').map((line) => line.split(',')).find((cells) => cells[1] === word && cells[2].includes(year));
  assert.ok(row, `${word} ${year} is in the table`);
  return Number(row[4]);
}

/** `▲1,234円` as a number. */
function yen(text) {
  const digits = text.replaceAll(/[^0-9▲-]/g, '').replace('▲', '-');
  return Number(digits);
}
