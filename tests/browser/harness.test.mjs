// The checks themselves: a good page passes, and each fault of a bad one is found.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { PHONE, openBrowser, openPage } from './browser.mjs';
import { checkAxe, checkResponse, checkStructure, checkWidth } from './checks.mjs';
import { crawl, kindOf } from './crawl.mjs';

const POLICY = "default-src 'self'";
const GOOD = `<!doctype html><html lang="ja"><head><title>良い頁</title><link rel="icon" href="/icon.svg"></head><body>
<main><h1>事業一覧</h1>
<figure><figcaption>事業費</figcaption><svg role="img" width="9" height="9"><title>事業費の推移</title></svg>
<table><caption>事業費</caption><tr><th scope="col">年度</th></tr><tr><td>2024</td></tr></table></figure>
<p>最初の事業は<a href="/programs/A-1">道路の修繕</a>です。</p><p>次の事業は<a href="/programs/A-2">橋の点検</a>です。</p>
<p>ここには<a href="/missing">何もない</a>はずです。</p></main></body></html>`;
const BAD = `<!doctype html><html lang="en"><head><title></title></head><body>
<h1>a</h1><h1 style="color:#eee;background:#fff">淡い見出し</h1><div class="wide"><img src="/icon.svg"></div>
<figure><svg role="img" width="900" height="9"></svg></figure><script>throw new Error('x')</script>
<img src="http://127.0.0.2:9/x.png" alt=""></body></html>`;

let origin;
let server;
let browser;

before(async () => {
  const answers = { '/': GOOD, '/bad': BAD, '/programs/A-1': GOOD, '/programs/A-2': GOOD };
  server = createServer((request, response) => {
    if (request.url === '/icon.svg') {
      response.writeHead(200, { 'content-type': 'image/svg+xml' });
      response.end('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>');
      return;
    }
    const body = answers[request.url];
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    if (request.url !== '/bad') Object.assign(headers, { 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff' });
    response.writeHead(body ? 200 : 404, headers);
    response.end(body ?? 'nothing here');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`a good page has no faults, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, { timeout: 60_000 }, async () => {
    const response = await fetch(origin);
    assert.deepEqual(checkResponse('/', response, await response.text()), []);
    const { page, troubles, close } = await openPage(browser, origin, { viewport: PHONE, javaScriptEnabled });
    await page.goto(origin);
    assert.deepEqual(await checkStructure(page), []);
    assert.deepEqual(await checkWidth(page), []);
    // axe-core is a script: where scripts are off it would wait for ever.
    if (javaScriptEnabled) assert.deepEqual(await checkAxe(page), []);
    assert.deepEqual(troubles, []);
    await close();
  });
}

test('each fault of a bad page is found', { timeout: 60_000 }, async () => {
  const response = await fetch(`${origin}/bad`);
  const sent = checkResponse('/bad', response, await response.text()).join('\n');
  for (const fault of ['content-security-policy', 'nosniff', 'html lang is en', 'inline style', 'inline script']) {
    assert.ok(sent.includes(fault), `${fault} in:\n${sent}`);
  }
  const { page, troubles, close } = await openPage(browser, origin, { viewport: PHONE });
  await page.goto(`${origin}/bad`, { waitUntil: 'load' });
  const built = (await checkStructure(page)).join('\n');
  for (const fault of ['2 h1', 'no title', 'without a title', 'without its table', 'without its caption']) {
    assert.ok(built.includes(fault), `${fault} in:\n${built}`);
  }
  assert.match((await checkWidth(page)).join(), /px wide on 360 px/);
  assert.match((await checkAxe(page)).join(), /axe image-alt/);
  assert.match((await checkAxe(page, ['color-contrast'])).join(), /axe color-contrast/);
  assert.match(troubles.join('\n'), /exception: x/);
  assert.match(troubles.join('\n'), /other origin: http:\/\/127\.0\.0\.2:9/);
  await close();
});

test('links are followed, one page of each kind, and broken ones are told', async () => {
  const { pages, broken } = await crawl(origin);
  assert.deepEqual(pages.map(({ path }) => path), ['/', '/programs/A-1']);
  assert.deepEqual(broken, ['/missing answers 404 (linked from /)']);
});

test('addresses of one kind', () => {
  assert.equal(kindOf('/programs/KQ-0012'), '/programs/{}');
  assert.equal(kindOf('/en/imports/3'), '/en/imports/{}');
  assert.equal(kindOf('/imports/new'), '/imports/new');
  assert.equal(kindOf('/clusters/new'), '/clusters/new');
  assert.equal(kindOf('/clusters/fees-review/analysis'), '/clusters/{}/analysis');
  assert.equal(kindOf('/chain/figures/fund/2028'), '/chain/figures/{}/{}');
  assert.equal(kindOf('/figures/table-1-1'), '/figures/table-1-1');
  assert.equal(kindOf('/programs?year=2024&q=&sort=name'), '/programs?sort&year');
});
