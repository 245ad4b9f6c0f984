// Every kind of page that can be reached from the front page by links, one of each kind.

const MOST_PAGES = 200;
// A list can be filtered in endless ways; so many of them are looked at, the rest are the same page.
const MOST_QUERIES = 3;

// Below these stands one page for each thing, beside pages of the list itself.
const OF_ONE_KIND = [['/programs', ['new']], ['/imports', ['new']], ['/clusters', ['new']], ['/chain/figures', []]];

/**
 * Follows same-origin links from `start`. Gives `pages` (HTML, one path per kind) and `broken` (links that do not answer
 * with 200). Two addresses are of one kind when they differ only in ids and in the values of their queries.
 */
export async function crawl(origin, start = ['/'], most = MOST_PAGES) {
  const pages = [];
  const broken = [];
  const seen = new Set();
  const waiting = start.map((path) => ({ path, from: '(start)' }));
  while (waiting.length > 0 && pages.length < most) {
    const { path, from } = waiting.shift();
    const kind = kindOf(path);
    const [plain, query] = kind.split('?');
    const alike = [...seen].filter((other) => other.startsWith(`${plain}?`)).length;
    if (seen.has(kind) || (query && alike >= MOST_QUERIES)) continue;
    seen.add(kind);
    const response = await fetch(origin + path);
    const isHtml = (response.headers.get('content-type') ?? '').includes('text/html');
    const body = isHtml ? await response.text() : await response.arrayBuffer();
    if (response.status !== 200) {
      broken.push(`${path} answers ${response.status} (linked from ${from})`);
    } else if (isHtml) {
      pages.push({ path, response, html: body });
      for (const [, address] of body.matchAll(/<(?:a|link)\b[^>]*\shref="([^"]*)"/gi)) {
        const url = new URL(address.replaceAll('&amp;', '&').replaceAll('&#38;', '&'), origin + path);
        if (url.origin === origin) waiting.push({ path: url.pathname + url.search, from: path });
      }
    }
  }
  return { pages, broken };
}

/** `/programs/KQ-0012?year=2024` → `/programs/{}?year`. */
export function kindOf(path) {
  const url = new URL(path, 'http://x');
  const parts = url.pathname.split('/').map((part, at, all) => {
    const isId = /\d/.test(part) && part !== 'v1' && !part.startsWith('table-') && !part.includes('.');
    const isChild = at > 0 && part !== '' && OF_ONE_KIND.some(([parent, own]) => all.slice(0, at).join('/').endsWith(parent) && !own.includes(part));
    return isId || isChild ? '{}' : part;
  });
  const keys = [...new Set([...url.searchParams].filter(([, value]) => value !== '').map(([key]) => key))].sort();
  return parts.join('/') + (keys.length > 0 ? `?${keys.join('&')}` : '');
}
