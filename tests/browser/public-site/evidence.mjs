// Checks of our own for what axe-core cannot see, each on pages of every kind. A check gives `pass`, `fail` or `not applicable` with
// what was looked at; one that could not be done gives nothing, and then its criterion stays untested.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { DESKTOP, PHONE, openPage } from '../browser.mjs';
import { checkStructure, checkWidth } from '../checks.mjs';
import { checkSpacing, checkTargets, walkByKeyboard } from './walks.mjs';

/** All checks on pages of every kind; a map from a check to `{result, note}`. */
export async function gather(browser, server, site, files, kinds) {
  const found = new Map();
  const say = (check, faults, note, none = false) => {
    const result = faults.length > 0 ? 'fail' : none ? 'not applicable' : 'pass';
    found.set(check, { result, note: faults.length > 0 ? `${note}：${faults.slice(0, 3).join('；')}` : note });
  };
  const pages = `${kinds.length}種類のページ`;
  const seen = await lookAtEach(browser, server, kinds);
  say('charts', seen.structure, `図の題・説明・表がそろうことを${pages}で確認`);
  say('no-media', seen.media, `音声・映像・埋め込み部品がないことを${pages}で確認`, true);
  say('order', seen.order, `見た目の並べ替えと正の tabindex がないことを${pages}で確認`);
  say('orientation', seen.turned, `端末を横にしても使えることを${pages}で確認`);
  say('no-personal-fields', seen.personal, `本人についての入力欄がないことを${pages}で確認`, true);
  say('zoom', seen.zoom, `200%の大きさで横に動かさずに読めることを${pages}で確認`);
  say('reflow', seen.reflow, `幅320pxで横に動かさずに読めることを${pages}で確認`);
  say('spacing', seen.spacing, `字と行の間を広げても切れないことを${pages}で確認`);
  say('targets', seen.targets, `押す所が24px以上か離れていることを${pages}で確認`);
  say('no-raster', seen.raster, `写真や絵にした文字（img の画像）がないことを${pages}で確認`);
  say('no-refresh', seen.refresh, `時間で変わるページがないことを${pages}で確認`, true);
  say('no-motion', seen.motion, `動くもの・点滅するものがないことを${pages}で確認`, true);
  say('titles', seen.titles, `題がページごとに違うことを${pages}で確認`);
  say('ways', seen.ways, `どのページにも案内と検索の両方があることを${pages}で確認`);
  say('navigation', seen.navigation, `案内の並びが同じであることを${pages}で確認`);
  say('japanese-marked', seen.unmarked, `英語のページの日本語に印があることを${pages}で確認`);
  say('ids', seen.ids, `id の重なりがないことを${pages}で確認`);
  say('no-sending', seen.sending, `送信するフォームと本人確認がない（検索だけである）ことを${pages}で確認`, true);
  await scripts(site, files, say);
  await keyboard(browser, server, files, kinds, say);
  await whatIf(browser, server, files, say);
  await announcements(browser, server, say);
  return found;
}

async function lookAtEach(browser, server, kinds) {
  const names = ['structure', 'media', 'order', 'turned', 'personal', 'zoom', 'reflow', 'spacing', 'targets', 'raster', 'refresh', 'motion', 'titles', 'ways', 'navigation', 'unmarked', 'ids', 'sending'];
  const seen = Object.fromEntries(names.map((name) => [name, []]));
  const titles = new Map();
  const navigation = new Map();
  // With motion allowed: what moves is what is looked for.
  const { page, close } = await openPage(browser, server.origin, { reducedMotion: 'no-preference' });
  for (const path of kinds) {
    const add = (name, faults) => seen[name].push(...faults.map((fault) => `${path} ${fault}`));
    await page.setViewportSize(DESKTOP);
    await page.goto(server.at(path), { waitUntil: 'load' });
    add('structure', await checkStructure(page));
    const facts = await page.evaluate(inPage);
    for (const name of ['media', 'order', 'personal', 'raster', 'refresh', 'motion', 'unmarked', 'ids', 'sending']) add(name, facts[name]);
    const isEmbed = path.includes('embed/');
    if (!isEmbed) {
      if (titles.has(facts.title)) add('titles', [`の題は${titles.get(facts.title)}と同じ`]);
      titles.set(facts.title, path);
      if (!facts.hasNavigation || !facts.hasSearch) add('ways', ['に案内か検索がない']);
      const before = navigation.get(facts.lang);
      if (before && before !== facts.navigation) add('navigation', ['の案内が違う']);
      navigation.set(facts.lang, facts.navigation);
    }
    // 200 % of 1280 px are 640 px, 400 % are 320 px.
    for (const [name, size] of [['zoom', { width: 640, height: 450 }], ['turned', { width: PHONE.height, height: PHONE.width }], ['reflow', { width: 320, height: 640 }]]) {
      await page.setViewportSize(size);
      add(name, await checkWidth(page));
    }
    add('spacing', await checkSpacing(page));
    await page.setViewportSize(PHONE);
    add('targets', await checkTargets(page));
  }
  await close();
  return seen;
}

/** Runs in the page: what stands in it, a list of faults for each question. */
function inPage() {
  const brief = (one) => one.outerHTML.slice(0, 70);
  const all = (selector) => [...document.querySelectorAll(selector)].map(brief);
  // A navigation set aside, like the list of what is on the page, reads the same before or after the text.
  const reordered = [...document.querySelectorAll('main *:not(nav, nav *)')].filter((one) => {
    const style = getComputedStyle(one);
    return style.order !== '0' || style.flexDirection.endsWith('reverse') || style.float === 'right';
  });
  const kana = /[\u3040-\u30ff\u4e00-\u9fff]/;
  const unmarked = [];
  if (document.documentElement.lang === 'en') {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode;
      const holder = text.parentElement;
      if (!kana.test(text.data) || holder.closest('script, style, svg')) continue;
      if (holder.closest('[lang]').lang !== 'ja') unmarked.push(`「${text.data.trim().slice(0, 20)}」`);
    }
  }
  const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  const isMoving = (animation) => animation.playState === 'running' && animation.effect?.getComputedTiming().iterations === Infinity;
  return {
    lang: document.documentElement.lang,
    title: document.title,
    media: all('audio, video, object, embed, canvas'),
    order: [...reordered.map(brief), ...all('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])')],
    personal: all('input[type=email], input[type=tel], input[type=password], input[autocomplete]:not([autocomplete=off])'),
    raster: all('img:not([src$=".svg"]), input[type=image]'),
    refresh: all('meta[http-equiv=refresh i]'),
    motion: [...document.getAnimations().filter(isMoving).map(() => '止まらない動き'), ...all('blink, marquee, animate, animateTransform')],
    unmarked,
    ids: twice,
    sending: all('form:not([role=search]), input[type=password]'),
    hasNavigation: document.querySelector('nav a') !== null,
    hasSearch: document.querySelector('a[href*="search/"], form[role=search]') !== null,
    navigation: [...document.querySelectorAll('#site-nav a')].map((link) => link.textContent.trim()).join('|'),
  };
}

/** What the scripts listen to: a script that never hears a key or a finger cannot ask for one. */
async function scripts(site, files, say) {
  const names = [...files.keys()].filter((path) => path.endsWith('.js'));
  const texts = await Promise.all(names.map((name) => readFile(join(site.folder, name), 'utf8')));
  const hears = (events) => names.filter((_, at) => new RegExp(`["'\`](${events})["'\`]`).test(texts[at]));
  say('no-key-listeners', hears('keydown|keyup|keypress'), `${names.length}個のスクリプトがキーを受け取らないことを確認`, true);
  say('no-pointer-listeners', hears('pointer\\w+|touch\\w+|mousedown|mousemove|mouseup|devicemotion|deviceorientation|drag\\w*'), `${names.length}個のスクリプトが指や端末の動きを受け取らないことを確認`, true);
}

async function keyboard(browser, server, files, kinds, say) {
  const { page, close } = await openPage(browser, server.origin);
  const [faults, skips] = [[], []];
  for (const path of kinds) {
    await page.goto(server.at(path), { waitUntil: 'load' });
    const address = page.url();
    const walked = await walkByKeyboard(page, 400);
    faults.push(...walked.faults.map((fault) => `${path} ${fault}`));
    const unreached = await page.evaluate(() => {
      const usable = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')];
      const shown = usable.filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.type !== 'hidden' && !one.closest('svg') && !one.closest('iframe'));
      return shown.filter((one) => !one.dataset.walked).map((one) => one.outerHTML.slice(0, 70));
    });
    if (walked.stops.length < 400) faults.push(...unreached.slice(0, 3).map((one) => `${path} に届かない ${one}`));
    if (page.url() !== address) faults.push(`${path} がフォーカスだけで変わった`);
    const isEmbed = path.includes('embed/');
    if (isEmbed) continue;
    await page.goto(server.at(path), { waitUntil: 'load' });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    if ((await page.evaluate(() => document.activeElement?.id)) !== 'main') skips.push(`${path} の本文へ移れない`);
  }
  await close();
  say('keyboard', faults, `Tabキーだけで${kinds.length}種類のページを一巡し、位置が見え、閉じ込められず、勝手に変わらないことを確認`);
  say('skip', skips, `「本文へ移動」で本文へ移ることを${kinds.length}種類のページで確認`);
}

/** The one place where a reader types a number: a wrong one is told with how to mend it, and nothing jumps. */
async function whatIf(browser, server, files, say) {
  if (!files.has('outlook/index.html')) return;
  const { page, close } = await openPage(browser, server.origin);
  await page.goto(server.at('outlook/index.html'), { waitUntil: 'load' });
  const field = page.locator('.what-if-lever input[type=number]').first();
  if ((await field.count()) > 0) {
    const sliders = await page.locator('.what-if-lever').evaluateAll((levers) => levers.filter((lever) => !lever.querySelector('input[type=number]')).length);
    say('slider-has-field', sliders ? [`${sliders}個のつまみに数の欄がない`] : [], '引きずるつまみには、必ず数を入れる欄があることを確認');
    await field.fill('999999');
    const told = await page.locator('.field-error:visible').first().innerText().catch(() => '');
    const marked = await field.getAttribute('aria-invalid');
    const faults = [];
    if (marked !== 'true') faults.push('誤りの印がない');
    if (!/\d.*まで/.test(told)) faults.push(`直し方がない：${told}`);
    say('errors', faults, '範囲の外の金額に、誤りと直し方が示されることを確認');
    const path = new URL(page.url()).pathname;
    await field.fill('1');
    say('input', new URL(page.url()).pathname === path && (await field.evaluate((one) => one === document.activeElement)) ? [] : ['入力で移動した'], '金額を入れても別のページや場所へ移らないことを確認');
  }
  await close();
}

async function announcements(browser, server, say) {
  const { page, close } = await openPage(browser, server.origin);
  await page.goto(server.at('search/index.html'), { waitUntil: 'load' });
  await page.locator('#q').fill('事業');
  await page.keyboard.press('Enter');
  const status = page.locator('[role=status]').filter({ hasText: /\d/ });
  const faults = await status.first().waitFor({ timeout: 10_000 }).then(() => [], () => ['検索の件数が知らされない']);
  say('status', faults, '検索の件数が role=status で知らされることを確認');
  await close();
}
