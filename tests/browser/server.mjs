// Starts the real server on a free port with an empty data folder of its own, and stops it again.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const binary = process.env.HENKAKU_BIN ?? join(root, 'target/debug/henkaku');
const START_MS = 60_000;
const EDITION_MS = 180_000;

/**
 * Starts a server filled with the illustrative programs, or with what `prepare` puts into its data folder. Only where
 * `edition` is wished are the examples published as well, and then this waits for it. Gives its origin, its data folder and `stop`.
 */
export async function startServer({ args = ['--demo', '--local-operator'], prepare = async () => {}, edition = false } = {}) {
  const all = args.includes('--demo') && !edition ? [...args, '--without-demo-edition'] : args;
  // Another process may take a free port before the server does: then try the next one.
  let lastError;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const data = await mkdtemp(join(tmpdir(), 'henkaku-browser-'));
    try {
      await prepare(data);
      const server = await startOn(await freePort(), data, all);
      if (edition) await waitForEdition(server);
      return server;
    } catch (error) {
      await rm(data, { recursive: true, force: true });
      lastError = error;
    }
  }
  throw lastError;
}

/** The examples are published behind the running server; unoptimised that takes a while. */
async function waitForEdition(server) {
  const deadline = Date.now() + EDITION_MS;
  while (Date.now() < deadline) {
    const answer = await fetch(`${server.origin}/api/published`);
    if (answer.status === 200) return;
    await new Promise((next) => setTimeout(next, 500));
  }
  await server.stop();
  throw new Error(`no edition after ${EDITION_MS / 1000} s`);
}

/** Runs a command of the program on a data folder; it must succeed. Gives what it printed. */
export function run(data, args, input = '') {
  const done = spawnSync(binary, [...args, '--data', data], { cwd: data, env: ownSettings(), input, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`henkaku ${args.join(' ')}: ${done.stdout}${done.stderr}`);
  return done.stdout;
}

/** The settings around the tests, without those that would lead the program elsewhere. */
function ownSettings() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HENKAKU_')));
}

async function startOn(port, data, args) {
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn(
    binary,
    ['serve', '--data', data, '--plan', join(root, 'plans/kitakyushu'), '--listen', `127.0.0.1:${port}`, ...args],
    { cwd: data, env: ownSettings(), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let log = '';
  const note = (text) => {
    log = (log + text).slice(-4000);
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  child.on('error', (error) => note(String(error)));

  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null && child.pid) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const hurry = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(hurry);
    }
    await rm(data, { recursive: true, force: true });
  };
  const deadline = Date.now() + START_MS;
  while (!(await isHealthy(origin))) {
    if (!child.pid || child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`the server did not start (${binary}):\n${log}`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  return { origin, data, stop, log: () => log };
}

async function isHealthy(origin) {
  try {
    return (await fetch(`${origin}/health`)).ok;
  } catch {
    return false;
  }
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
