// A public site on a disk, made once for a test file: of the demonstration's edition by the program itself, or, where that is
// not built, of the illustrative edition by the small example of the room `site`. And a plain web server that holds it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, relative, sep } from 'node:path';

import { root, run, startServer } from '../server.mjs';

const EXAMPLE = process.env.HENKAKU_SITE_EXAMPLE ?? join(root, 'target/debug/examples/example_site');
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
 * Writes a site into a folder of its own. Gives the folder, who made it (`program` or `example`) and `remove`.
 * `HENKAKU_SITE` names a site that is there already, for whoever works on it.
 */
export async function makeSite({ accessibility } = {}) {
  if (process.env.HENKAKU_SITE) return { folder: process.env.HENKAKU_SITE, by: 'given', remove: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'henkaku-site-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const failure = await byProgram(join(folder, 'site'), accessibility);
    if (!failure) return { folder: join(folder, 'site'), by: 'program', remove };
    console.log(`the site is made by the example, because: ${failure}`);
    if (!existsSync(EXAMPLE)) throw new Error(`neither the program nor ${EXAMPLE} makes a site: ${failure}`);
    const more = accessibility ? [accessibility] : [];
    const done = spawnSync(EXAMPLE, [join(folder, 'site'), '400', ...more], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`${EXAMPLE}: ${done.stderr}`);
    return { folder: join(folder, 'site'), by: 'example', remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** By the program: its demonstration publishes an edition at the first start. Gives why it could not, if so. */
async function byProgram(out, accessibility) {
  // Asked first, because filling a database takes half a minute.
  try {
    if (!run(root, ['publish', 'site', '--help']).includes('--accessibility')) return 'publish site knows no --accessibility';
  } catch (error) {
    return String(error.message).split('\n')[0];
  }
  const server = await startServer({ args: ['--demo'], edition: true });
  try {
    const more = accessibility ? ['--accessibility', accessibility] : [];
    run(server.data, ['publish', 'site', out, ...more]);
    return '';
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
