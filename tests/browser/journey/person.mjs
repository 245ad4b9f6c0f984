// Somebody at a browser of their own: signs in for the first time, opens pages, writes into the sheet.
import assert from 'node:assert/strict';

import { openPage } from '../browser.mjs';
import { checkAxe, checkStructure, checkWidth } from '../checks.mjs';
import { FIRST_PASSWORD, PEOPLE, YEAR } from './city.mjs';

const WAIT_MS = 20_000;

/** Signs somebody in for the first time: the password that was given has to be changed before anything else. */
export async function arrive(browser, origin, login, options = {}) {
  const person = new Person(login, origin, await openPage(browser, origin, options));
  const { page } = person;
  await page.goto(`${origin}/my-work`);
  await page.goto(`${origin}/sign-in?next=/my-work`);
  await page.getByLabel('利用者名').fill(login);
  await page.getByLabel('パスワード').fill(FIRST_PASSWORD);
  await Promise.all([page.waitForURL('**/account/password'), page.getByRole('button', { name: 'サインインする' }).click()]);
  const own = `${login} ga kimeta aikotoba`;
  await page.locator('[name=present-password]').fill(FIRST_PASSWORD);
  await page.locator('[name=new-password]').fill(own);
  await page.locator('[name=new-password-again]').fill(own);
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'パスワードを変える' }).click()]);
  // Before anybody signed in, the page of one's own work was refused, and Chromium says so in its console.
  person.troubles.length = 0;
  return person;
}

class Person {
  constructor(login, origin, { page, troubles, close }) {
    Object.assign(this, { login, origin, page, troubles, close, name: PEOPLE[login].name });
  }

  async open(path) {
    const response = await this.page.goto(`${this.origin}${path}`);
    assert.equal(response.status(), 200, `${path} as ${this.login}`);
    return this.page;
  }

  /** What the page says. */
  async reads(path) {
    await this.open(path);
    return this.page.locator('main').innerText();
  }

  /** The page, its structure, its width and what axe-core finds. */
  async findsSound() {
    const faults = [...(await checkStructure(this.page)), ...(await checkWidth(this.page)), ...(await checkAxe(this.page))];
    assert.deepEqual(faults, [], `${this.page.url()} as ${this.login}`);
  }

  /** Opens a sheet from one's own work, as people do. */
  async opensFromMyWork(program) {
    await this.open('/my-work');
    await this.page.locator('.work-list').getByRole('link', { name: program, exact: true }).first().click();
    await this.page.waitForURL(`**/reviews/${YEAR}/sheets/*`);
    return new URL(this.page.url()).pathname;
  }

  box(field) {
    return this.page.locator(`[data-field="${field}"]`);
  }

  field(field) {
    return this.box(field).locator(`[name="f.${field}"]`);
  }

  /** Types a text, or chooses one, and waits until the server has it. */
  async writes(field, text) {
    const control = this.field(field).first();
    const kind = await control.evaluate((one) => (one.tagName === 'SELECT' ? 'select' : one.type));
    if (kind === 'select') await control.selectOption(text);
    else if (kind === 'radio') await this.box(field).locator(`input[value="${text}"]`).check();
    else if (kind === 'checkbox') await control.setChecked(text === 'yes');
    else await control.fill(text);
    await this.page.locator('h1').click();
    await this.isSaved();
  }

  async isSaved() {
    await this.page.waitForTimeout(50);
    await this.page.waitForFunction(() => document.querySelector('.sheet-bar').dataset.state === 'saved', null, {
      timeout: WAIT_MS,
    });
  }

  /** Waits until a field shows a text without a load of the page. */
  async sees(field, text) {
    const wanted = [field, text];
    await this.page.waitForFunction(
      ([field, text]) => document.querySelector(`[data-field="${field}"] [name="f.${field}"]`)?.value === text,
      wanted,
      { timeout: WAIT_MS },
    );
  }

  /** Goes on from the sheet to a step, and takes it; `fill` writes what the step asks for. */
  async takes(button, confirm, fill = async () => {}) {
    const { page } = this;
    await Promise.all([page.waitForURL('**/act?*'), page.getByRole('button', { name: button, exact: true }).click()]);
    await fill(page);
    await this.findsSound();
    await Promise.all([page.waitForURL('**?done=*'), page.getByRole('button', { name: confirm, exact: true }).click()]);
    return page.locator('.notice-success').innerText();
  }

  /** The counts of the board's last row by heading. */
  async board() {
    await this.open(`/reviews/${YEAR}`);
    return this.page.locator('.review-table tfoot td.num').evaluateAll((cells) =>
      Object.fromEntries(cells.map((cell) => [cell.dataset.label, Number(cell.textContent.replace(/[^\d].*$/s, ''))])),
    );
  }
}
