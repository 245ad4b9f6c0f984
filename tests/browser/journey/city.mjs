// A small city before its review: programs from a file, people by command, the review opened by command.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { run } from '../server.mjs';

export const FIRST_PASSWORD = 'hajimete no aikotoba 2025';
export const BUREAU = '都市整備局';
export const SECTION = '公園管理課';
export const PROGRAM = '街区公園の草刈りと樹木の手入れ';
/** The fiscal year under review: the one we are in, so that nothing is late and nothing is frozen. */
export const YEAR = fiscalYear(new Date());

export const PEOPLE = {
  reform: { name: '変革 友美', role: 'reform-office' },
  finance: { name: '財政 修', role: 'finance' },
  headquarters: { name: '本部 和子', role: 'headquarters' },
  owner1: { name: '公園 太郎', role: 'owner', department: `${BUREAU}＞${SECTION}` },
  owner2: { name: '緑川 さくら', role: 'owner', department: `${BUREAU}＞${SECTION}` },
  section: { name: '課長 実', role: 'section-head', department: `${BUREAU}＞${SECTION}` },
  bureau: { name: '局長 恵', role: 'department-head', department: BUREAU },
  other: { name: '総務 健', role: 'owner', department: '総務局＞総務課' },
};

const PROGRAMS = [
  '事業番号,事業名,年度,部局,課,方向性,事業費（円）,国庫支出金（円）,一般財源（円）',
  `0101,${PROGRAM},${YEAR - 1},${BUREAU},${SECTION},継続,48000000,8000000,40000000`,
  `0102,公園の遊具の点検,${YEAR - 1},${BUREAU},${SECTION},継続,12000000,0,12000000`,
  `0201,文書の保存,${YEAR - 1},総務局,総務課,継続,3000000,0,3000000`,
];

/** Fills a data folder. */
export async function foundCity(data) {
  await writeFile(join(data, 'programs.csv'), `\ufeff${PROGRAMS.join('\r\n')}\r\n`);
  run(data, ['import', 'programs', 'programs.csv', '--mapping', 'standard']);
  for (const [login, { name, role, department }] of Object.entries(PEOPLE)) {
    const duty = ['--role', role, ...(department ? ['--department', department] : [])];
    run(data, ['people', 'add', login, '--name', name, ...duty, '--password-stdin'], `${FIRST_PASSWORD}\n`);
  }
  const due = ['05-31', '06-30', '07-31', '08-31', '09-30', '10-31'].map((day) => `${YEAR + 1}-${day}`).join(',');
  const days = ['--open', `${YEAR}-04-01`, '--due', due, '--freeze', 'none'];
  run(data, ['review', 'open', '--year', String(YEAR), '--source-year', String(YEAR - 1), ...days]);
}

function fiscalYear(today) {
  const inJapan = new Date(today.getTime() + 9 * 3_600_000);
  return inJapan.getUTCFullYear() - (inJapan.getUTCMonth() < 3 ? 1 : 0);
}
