// A chart of the public site inside somebody else's page, and the what-if in a real browser: keyboard, fragment, live words.
//
// `HENKAKU_SITE` names the folder of a written site (`henkaku publish site OUT`, or the crate's example); without it each test
// says that it was left out. Run from tests/browser, where Playwright is installed.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { readFile, readdir } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { after, before, test } from 'node:test';

const folder = process.env.HENKAKU_SITE;
const skip = folder ? false : 'HENKAKU_SITE names no written site';
const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.csv': 'text/csv', '.json': 'application/json' };
const { openBrowser, openPage, PHONE } = skip ? {} : await import('../browser/browser.mjs');

let browser;
const servers = [];

/** A server of plain files, or of one page; gives its origin. */
async function serve(answer) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    try {
      const { type, body } = await answer(path);
      response.writeHead(200, { 'content-type': type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  servers.push(server);
  return `http://127.0.0.1:${server.address().port}`;
}

let origin;
let ids;
before(async () => {
  if (skip) return;
  browser = await openBrowser();
  origin = await serve(async (path) => {
    const file = join(folder, normalize(path.endsWith('/') ? `${path}index.html` : path));
    return { type: TYPES[extname(file)] ?? 'application/octet-stream', body: await readFile(file) };
  });
  ids = (await readdir(join(folder, 'embed'))).filter((name) => name.endsWith('.html')).map((name) => name.slice(0, -5));
});
after(async () => {
  await browser?.close();
  for (const server of servers) server.close();
});

test('a foreign page shows a chart by its one line, as a frame and as an image', { skip }, async () => {
  const { page: index, close: closeIndex } = await openPage(browser, origin);
  await index.goto(`${origin}/embeds/index.html`);
  const lines = await index.$$eval('input.embed-code', (inputs) => inputs.slice(0, 2).map((input) => input.value));
  await closeIndex();
  assert.match(lines[0], /^<iframe src="[^"]*embed\/[^"]+\.html" title="[^"]+"/);
  assert.match(lines[1], /^<img src="[^"]*embed\/[^"]+\.svg" alt="[^"]+"/);
  // The lines name the address the site will have; here it has another.
  const here = lines.map((line) => line.replace(/src="[^"]*?(embed\/)/, `src="${origin}/$1`));
  const foreign = await serve(() => ({ type: 'text/html; charset=utf-8', body: `<!doctype html><html lang="ja"><title>よそのページ</title><h1>よそ</h1>${here.join('\n')}</html>` }));
  const context = await browser.newContext();
  const page = await context.newPage();
  const failed = [];
  page.on('requestfailed', (request) => failed.push(request.url()));
  page.on('console', (message) => message.type() === 'error' && !message.text().includes('favicon') && failed.push(message.text()));
  await page.goto(foreign);
  assert.notEqual(new URL(foreign).origin, origin);
  const frame = await (await page.waitForSelector('iframe')).contentFrame();
  await frame.waitForSelector('figure svg');
  assert.ok((await frame.textContent('figcaption')).trim().length > 0);
  assert.match(await frame.textContent('main'), /第\d+版/);
  const [width, drawn] = await page.$eval('img', async (image) => {
    image.loading = 'eager';
    await image.decode();
    return [image.naturalWidth, image.complete];
  });
  assert.ok(drawn && width > 100, `the image is ${width} px wide`);
  assert.deepEqual(failed.filter((one) => !one.includes('404')), []);
  await context.close();
});

test('every embedded page is drawn on a phone without a script, and is not wider than it', { skip }, async () => {
  const { page, troubles, close } = await openPage(browser, origin, { viewport: PHONE, javaScriptEnabled: false });
  for (const id of ids) {
    await page.goto(`${origin}/embed/${id}.html`);
    assert.equal(await page.locator('figure svg:visible').count() > 0, true, `${id} shows no picture`);
    assert.equal(await page.locator('h1').count(), 1, id);
  }
  assert.deepEqual(troubles, []);
  await close();
});

test('what if: keyboard, number, table, spoken words and a link that keeps the amounts', { skip }, async () => {
  const { page, troubles, close } = await openPage(browser, origin);
  await page.goto(`${origin}/outlook/index.html`);
  const range = page.locator('.what-if-levers input[type=range]').first();
  const number = page.locator('.what-if-levers input[type=number]').first();
  await range.focus();
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowRight');
  const amount = Number(await range.inputValue());
  assert.equal(amount, 3);
  assert.equal(await number.inputValue(), '3');
  assert.match(await range.getAttribute('aria-valuetext'), /^3億円$/);
  assert.match(page.url(), /#[\w-]+=3$/);
  // The words come once the slider rests.
  await page.waitForFunction(() => /3億円/.test(document.querySelector('[data-what-if-summary]').textContent));
  assert.equal(await page.locator('[data-what-if-summary]').getAttribute('aria-live'), 'polite');
  // The table says what the engine's arithmetic gives, from the page's own published values.
  const agreed = await page.evaluate(() => {
    const root = document.querySelector('[data-what-if]');
    const model = JSON.parse(root.dataset.whatIf);
    const expected = globalThis.henkakuWhatIf.moved(model, model.levers.map((lever, at) => (at === 0 ? 3 : 0)));
    const cells = [...root.querySelectorAll('[data-cell=value]')];
    return cells.every((cell) => {
      const figure = model.figures.findIndex((one) => one.id === cell.dataset.of);
      return cell.textContent === globalThis.henkakuWhatIf.shown(expected[figure][Number(cell.dataset.at)]);
    }) && cells.length;
  });
  assert.ok(agreed > 0, 'no cell was compared');
  // Opened by somebody else, the link shows the same amounts; a wrong amount is refused with words.
  const link = page.url();
  const other = await openPage(browser, origin);
  await other.page.goto(link);
  assert.equal(await other.page.locator('.what-if-levers input[type=number]').first().inputValue(), '3');
  await other.page.locator('.what-if-levers input[type=number]').first().fill('999999');
  assert.equal(await other.page.locator('.what-if-lever [role=alert]').first().isVisible(), true);
  assert.equal(new URL(other.page.url()).hash, new URL(link).hash, 'what is no amount changes nothing');
  await other.page.locator('[data-what-if-reset]').click();
  assert.equal(new URL(other.page.url()).hash, '');
  await other.close();
  assert.deepEqual(troubles, []);
  await close();
});

test('without JavaScript worked examples stand there and nothing dead is shown', { skip }, async () => {
  const { page, close } = await openPage(browser, origin, { javaScriptEnabled: false });
  await page.goto(`${origin}/outlook/index.html`);
  assert.equal(await page.locator('.what-if-levers').isVisible(), false);
  assert.equal(await page.locator('[data-what-if-still]').isVisible(), true);
  assert.ok(await page.locator('#examples-h').isVisible());
  await close();
});
