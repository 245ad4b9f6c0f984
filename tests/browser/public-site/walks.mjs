// What people do with a page besides looking at it: walk it by keyboard, enlarge its text, print it, read it on a phone. Each check
// gives back a list of faults in words; an empty list is a good page.

/** Every stop of the Tab key: what it is, whether it shows that it is there, whether it is covered. At most `most` stops. */
export async function walkByKeyboard(page, most = 60) {
  const stops = [];
  await page.evaluate(() => document.activeElement?.blur());
  for (let at = 0; at < most; at += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const focused = document.activeElement;
      if (!focused || focused === document.body) return null;
      const box = focused.getBoundingClientRect();
      // A card whose link is focused shows it around the whole card, so what stands around counts as well.
      const isMarked = (one) => getComputedStyle(one).outlineStyle !== 'none' && parseFloat(getComputedStyle(one).outlineWidth) >= 1;
      let shows = isMarked(focused);
      for (let around = focused.parentElement; !shows && around && around !== document.body; around = around.parentElement) shows = isMarked(around);
      focused.dataset.walked = String(Number(focused.dataset.walked ?? 0) + 1);
      return {
        tag: focused.tagName.toLowerCase(),
        href: focused.getAttribute('href'),
        text: (focused.getAttribute('aria-label') || focused.textContent || focused.id).trim().slice(0, 40),
        again: focused.dataset.walked !== '1',
        shows,
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0,
      };
    });
    if (!stop || stop.again) break;
    stops.push(stop);
  }
  const faults = stops.filter((stop) => !stop.shows).map((stop) => `focus does not show: ${stop.tag} ${stop.text}`);
  faults.push(...stops.filter((stop) => !stop.seen).map((stop) => `focus is out of sight: ${stop.tag} ${stop.text}`));
  return { stops, faults };
}

/** Links and buttons of at least 24 by 24 px, or in a line of text, or far enough from the next (WCAG 2.2, 2.5.8). */
export async function checkTargets(page) {
  return page.evaluate(() => {
    const LEAST = 24;
    const found = [...document.querySelectorAll('a[href], button, summary, input, select, textarea')];
    const boxes = found
      .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && one.type !== 'hidden')
      .map((one) => ({ one, box: one.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && box.height > 1);
    const isInText = (one) => {
      const holder = one.closest('p, li, dd, td, th, figcaption, caption, summary');
      if (!holder || one.matches('button, input, select, textarea')) return false;
      const own = (one.textContent ?? '').trim().length;
      return (holder.textContent ?? '').trim().length > own || getComputedStyle(one).display === 'inline';
    };
    const isSmall = ({ box }) => box.width < LEAST || box.height < LEAST;
    const middle = ({ box }) => [box.left + box.width / 2, box.top + box.height / 2];
    const near = (a, b) => {
      const [[x, y], [u, v]] = [middle(a), middle(b)];
      return Math.hypot(x - u, y - v) < LEAST;
    };
    const faults = [];
    for (const small of boxes.filter(isSmall)) {
      if (isInText(small.one) || small.one.matches('.skip')) continue;
      if (boxes.some((other) => other !== small && !other.one.contains(small.one) && !small.one.contains(other.one) && near(small, other))) {
        const { width, height } = small.box;
        faults.push(`a target of ${Math.round(width)}×${Math.round(height)} px beside another: ${small.one.outerHTML.slice(0, 100)}`);
      }
    }
    return faults.slice(0, 5);
  });
}

/** Text with the spacing a reader may set (WCAG 1.4.12): nothing is cut off. */
export async function checkSpacing(page) {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });
  const cut = await page.evaluate(() => {
    const hides = (one) => ['hidden', 'clip'].includes(getComputedStyle(one).overflowY) || ['hidden', 'clip'].includes(getComputedStyle(one).overflowX);
    const found = [...document.querySelectorAll('main *, header *, footer *')].filter(
      (one) => !one.closest('svg') && !one.closest('.vh') && hides(one) && one.textContent.trim() && one.clientWidth > 2 && (one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2),
    );
    return found.slice(0, 5).map((one) => `cut off with more space between letters: ${one.outerHTML.slice(0, 100)}`);
  });
  await page.evaluate(() => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1);
  });
  return cut;
}

/** The page as it is printed: what is said stays, what only moves the page goes, and it fits A4. */
export async function checkPrint(page) {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 718, height: 1000 });
  const faults = await page.evaluate(() => {
    const shows = (one) => one.checkVisibility({ visibilityProperty: true });
    const faults = [];
    if (![...document.querySelectorAll('h1')].some(shows)) faults.push('print: the heading is not there');
    for (const one of document.querySelectorAll('nav.site-nav, .nav-toggle, [data-theme-switch]')) {
      if (shows(one) && one.getBoundingClientRect().height > 0) faults.push(`print: ${one.outerHTML.slice(0, 60)}`);
    }
    if (document.documentElement.scrollWidth > 719) faults.push(`print: ${document.documentElement.scrollWidth} px wide on A4`);
    const ground = getComputedStyle(document.body).backgroundColor;
    if (!['rgb(255, 255, 255)', 'rgba(0, 0, 0, 0)'].includes(ground)) faults.push(`print: on ${ground}`);
    return faults;
  });
  await page.emulateMedia({ media: null });
  return faults;
}
