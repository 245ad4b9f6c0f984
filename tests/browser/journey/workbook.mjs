// The workbook off line: where a text stands in it, and another text in its place, typed in LibreOffice.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

import { root } from '../server.mjs';

export function hasLibreOffice() {
  const works = (program, args) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;
  return works('sh', ['-c', 'command -v soffice']) && works('/usr/bin/python3', ['-c', 'import uno']);
}

/** The names of the pages of a workbook. */
export async function pagesOf(path) {
  const files = unzipSync(await readFile(path));
  return [...strFromU8(files['xl/workbook.xml']).matchAll(/<sheet [^>]*name="([^"]+)"/g)].map(([, name]) => name);
}

/** Where a text stands: the page's name and the cell. */
export async function findText(path, text) {
  const files = unzipSync(await readFile(path));
  const number = texts(files).indexOf(text);
  const names = await pagesOf(path);
  for (const [place, name] of names.entries()) {
    const sheet = strFromU8(files[`xl/worksheets/sheet${place + 1}.xml`]);
    const cell = new RegExp(`<c r="([A-Z]+\\d+)"[^>]*t="s"[^>]*><v>${number}</v>`).exec(sheet);
    if (cell) return { page: name, cell: cell[1] };
  }
  throw new Error(`the workbook does not hold ${text}`);
}

/** Types another text in the place of one, in LibreOffice where it is there, otherwise in the file itself. */
export async function retype(path, target, profile, before, after) {
  const { page, cell } = await findText(path, before);
  if (!hasLibreOffice()) {
    const files = unzipSync(await readFile(path));
    const strings = strFromU8(files['xl/sharedStrings.xml']);
    await writeFile(target, zipSync({ ...files, 'xl/sharedStrings.xml': strToU8(strings.replace(`>${before}<`, `>${after}<`)) }));
    return;
  }
  const script = join(root, 'cases/review_workbook/edit.py');
  const done = spawnSync('/usr/bin/python3', [script, path, target, profile, `${page}!${cell}=${after}`], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`LibreOffice: ${done.stdout}${done.stderr}`);
}

function texts(files) {
  const items = strFromU8(files['xl/sharedStrings.xml']).matchAll(/<si>(.*?)<\/si>/gs);
  return [...items].map(([, item]) => [...item.matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map(([, text]) => text).join(''));
}
