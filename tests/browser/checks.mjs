// What every page must be. Each check gives back a list of faults in words; an empty list is a good page.
import AxeBuilder from '@axe-core/playwright';

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Status, type, language, security policy, and nothing inline, as the server sent it. */
export function checkResponse(path, response, html) {
  const faults = [];
  if (response.status !== 200) faults.push(`status ${response.status}`);
  const policy = response.headers.get('content-security-policy') ?? '';
  if (!policy) faults.push('no content-security-policy');
  if (/unsafe-inline|unsafe-eval/.test(policy)) faults.push(`a policy that allows what it should stop: ${policy}`);
  if (response.headers.get('x-content-type-options') !== 'nosniff') faults.push('no x-content-type-options: nosniff');
  const wanted = path === '/en' || path.startsWith('/en/') ? 'en' : 'ja';
  const lang = /<html\b[^>]*\blang="?([\w-]+)/i.exec(html)?.[1];
  if (lang !== wanted) faults.push(`html lang is ${lang}, not ${wanted}`);
  for (const [tag] of html.matchAll(/<[a-z][^>]*>/gi)) {
    if (/^<style\b/i.test(tag) || /\sstyle\s*=/i.test(tag)) faults.push(`inline style: ${tag}`);
    if (/^<script\b/i.test(tag) && !/\ssrc\s*=|\stype="?[\w/+]*json/i.test(tag)) faults.push(`inline script: ${tag}`);
    if (/\son[a-z]{3,}\s*=/i.test(tag)) faults.push(`inline handler: ${tag}`);
  }
  return faults;
}

/** One heading of the first level, a title, charts with words and numbers; as the browser built it. */
export async function checkStructure(page) {
  return page.evaluate(() => {
    const faults = [];
    const headings = document.querySelectorAll('h1').length;
    if (headings !== 1) faults.push(`${headings} h1`);
    if (!document.title.trim()) faults.push('no title');
    const isHidden = (element) => element.closest('[aria-hidden="true"], [role="presentation"], button, a') !== null;
    const nameOf = (element) => {
      const ids = (element.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean);
      const byId = ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
      const own = element.querySelector(':scope > title')?.textContent ?? '';
      return (element.getAttribute('aria-label') || byId || own || element.getAttribute('alt') || '').trim();
    };
    const hasTable = (element) => {
      const figure = element.closest('figure');
      if (figure?.querySelector('table')) return true;
      const details = element.closest('[aria-details]')?.getAttribute('aria-details');
      const target = details ? document.getElementById(details) : null;
      // A small chart in a table's cell shows the numbers of its own row.
      return Boolean(target && (target.matches('table') || target.querySelector('table'))) || Boolean(element.closest('td, th'));
    };
    const charts = [...document.querySelectorAll('figure svg, svg[role="img"], figure img[src*=".svg"]')];
    for (const chart of charts.filter((one) => !isHidden(one) && !one.parentElement.closest('svg'))) {
      const name = nameOf(chart);
      if (!name) faults.push(`a chart without a title: ${chart.outerHTML.slice(0, 80)}`);
      if (!hasTable(chart)) faults.push(`a chart without its table: ${name || chart.outerHTML.slice(0, 80)}`);
    }
    for (const figure of document.querySelectorAll('figure')) {
      if (!figure.querySelector('figcaption')?.textContent.trim()) faults.push('a figure without its caption');
    }
    return faults;
  });
}

/** Nothing to scroll sideways: wide tables scroll inside their own box. */
export async function checkWidth(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll('*')].find((one) => one.getBoundingClientRect().right > clientWidth + 1);
    return [`the page is ${scrollWidth} px wide on ${clientWidth} px: ${wide?.outerHTML.slice(0, 120) ?? '?'}`];
  });
}

/** What axe-core finds, a line a place. With `rules`, only those rules are asked. */
export async function checkAxe(page, rules) {
  const builder = new AxeBuilder({ page });
  const { violations } = await (rules ? builder.withRules(rules) : builder.withTags(AXE_TAGS)).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 3).map((node) => `axe ${id}: ${help}: ${node.target.join(' ')} ${node.html.slice(0, 120)}`),
  );
}
