// A public site on a disk, made once for a test file of the demonstration's edition, and a plain web server that holds it.
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, relative, sep } from 'node:path';

import { run, startServer } from '../server.mjs';

/** Where the site lies on its server: never at the top, so that a link from the root of the server is found out. */
export const BELOW = '/kouhyou/r6/';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.csv': 'text/csv; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml',
  '.pdf': 'application/pdf',
};

/**
 * Writes a site into a folder of its own: the demonstration publishes an edition at its first start. Gives the folder and `remove`.
 * `HENKAKU_SITE` names a site that is there already, for whoever works on it.
 */
export async function makeSite({ accessibility } = {}) {
  if (process.env.HENKAKU_SITE) return { folder: process.env.HENKAKU_SITE, remove: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'henkaku-site-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const server = await startServer({ args: ['--demo'], edition: true });
  try {
    const more = accessibility ? ['--accessibility', accessibility] : [];
    run(server.data, ['publish', 'site', join(folder, 'site'), ...more]);
    return { folder: join(folder, 'site'), remove };
  } catch (error) {
    await remove();
    throw error;
  } finally {
    await server.stop();
  }
}

/** Serves a folder as any web server would, below [`BELOW`] and nowhere else. Gives origin, address of the site and `stop`. */
export async function serveFolder(folder) {
  const server = createServer(async (request, response) => {
    const refuse = () => response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    if (!path.startsWith(BELOW) || path.includes('..')) return refuse();
    let file = join(folder, path.slice(BELOW.length));
    try {
      if ((await stat(file)).isDirectory()) file = join(file, 'index.html');
      const body = await readFile(file);
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-length': body.length });
      return response.end(request.method === 'HEAD' ? undefined : body);
    } catch {
      return refuse();
    }
  });
  return listen(server);
}

/** A page of somebody else on another port that holds these lines of HTML. */
export async function serveForeignPage(lines) {
  const html = `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>よその頁</title></head><body><main><h1>よその頁</h1>${lines.join('')}</main></body></html>`;
  const server = createServer((request, response) => {
    if (new URL(request.url, 'http://x').pathname !== '/') return response.writeHead(204).end();
    return response.writeHead(200, { 'content-type': TYPES['.html'] }).end(html);
  });
  return listen(server);
}

async function listen(server) {
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return { origin, at: (path) => origin + BELOW + path, stop };
}

/** Every file of a folder with its bytes, by its path with `/`. */
export async function listFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sized = files.map(async (entry) => {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    return [relative(folder, path).split(sep).join('/'), (await stat(path)).size];
  });
  return new Map((await Promise.all(sized)).sort());
}

/**
 * One page of every kind: of each folder its index and, of all its other pages, the largest, which has the most in it. What is
 * made as one kind by one template is looked at once.
 */
export function kindsOfPages(files) {
  const kinds = new Map();
  for (const [path, bytes] of files) {
    if (!path.endsWith('.html')) continue;
    const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
    const isIndex = folder === '' || folder === 'en/' || path.endsWith('/index.html');
    const kind = isIndex ? path : `${folder}*`;
    if (bytes > (kinds.get(kind)?.bytes ?? -1)) kinds.set(kind, { path, bytes });
  }
  return [...kinds.values()].map(({ path }) => path);
}
