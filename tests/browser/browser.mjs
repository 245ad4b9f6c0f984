// The system's Chromium with an empty profile, and pages that remember what went wrong in them.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 360, height: 740 };
// Without motion: a colour looked at half-way through its transition is nobody's fault.
const CALM = { viewport: DESKTOP, locale: 'ja-JP', colorScheme: 'light', reducedMotion: 'reduce' };

export async function openBrowser() {
  return chromium.launch({ executablePath: chromiumPath(), headless: true, args: FLAGS });
}

/**
 * A page whose `troubles` grow by each console error, uncaught exception, failed request, and request to another
 * origin than `origin`. `close` closes its context.
 */
export async function openPage(browser, origin, options = {}) {
  const context = await browser.newContext({ ...CALM, ...options });
  const page = await context.newPage();
  const troubles = [];
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`exception: ${error.message}`));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    // A download and a page left early end a request this way; neither is a fault.
    if (reason !== 'net::ERR_ABORTED') troubles.push(`request failed: ${request.url()} ${reason}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== origin) troubles.push(`other origin: ${url}`);
  });
  return { page, troubles, close: () => context.close() };
}

function chromiumPath() {
  if (process.env.HENKAKU_CHROMIUM) return process.env.HENKAKU_CHROMIUM;
  for (const name of NAMES) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here; look on.
      }
    }
  }
  throw new Error('no Chromium found: apt-get install chromium');
}
