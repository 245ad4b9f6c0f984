// What a page costs on a slow phone: a processor four times slower, 1.6 Mbit/s, 150 ms there and back, nothing in the cache.
import { PHONE } from '../browser.mjs';

const SLOWER = 4;
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };

/** Opens a page so; gives the bytes that came over the wire, the largest contentful paint (ms), the layout shift, and requests. */
export async function measure(browser, address) {
  const context = await browser.newContext({ viewport: PHONE, locale: 'ja-JP', deviceScaleFactor: 2, isMobile: true, hasTouch: true });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    await session.send('Network.emulateNetworkConditions', NETWORK);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    let bytes = 0;
    const requests = [];
    session.on('Network.loadingFinished', (event) => {
      bytes += event.encodedDataLength;
    });
    session.on('Network.requestWillBeSent', (event) => requests.push(event.request.url));
    await page.addInitScript(() => {
      window.seen = { paint: 0, shift: 0 };
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.seen.paint = entry.startTime;
      }).observe({ type: 'largest-contentful-paint', buffered: true });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.seen.shift += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(address, { waitUntil: 'networkidle' });
    const { paint, shift } = await page.evaluate(() => window.seen);
    // A browser that was too busy to tell says nothing, which is not zero.
    return { bytes, paint: Math.round(paint) || Infinity, shift, requests };
  } finally {
    await context.close();
  }
}
