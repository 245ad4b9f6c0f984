// Saves what is typed, field by field, and never lets go of a text before the server has it (自動保存).
import { showConflict } from "./sheet-conflict.js";
import { askToSignIn } from "./sheet-session.js";

const PAUSE_MS = 800;
const LONGEST_WAIT_MS = 30_000;
const REQUEST_MS = 20_000;

export class Saver {
  constructor(sheet) {
    this.sheet = sheet;
    this.timer = 0;
    this.failures = 0;
    this.underWay = null;
    // Fields the person is bringing together by hand: saved when they are left.
    this.held = new Set();
    addEventListener("online", () => this.flush());
    addEventListener("beforeunload", (event) => {
      if (this.isIdle) return;
      this.flush();
      event.preventDefault();
    });
    // A tab that is put away may never come back.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.flush();
    });
  }

  get dirty() {
    return [...this.sheet.fields.values()].filter((field) => field.isDirty);
  }

  /** Whether everything typed is with the server. */
  get isIdle() {
    return !this.underWay && this.dirty.length === 0;
  }

  /** Something was typed or chosen. */
  touch(field, hold = false) {
    if (hold) this.held.add(field);
    if (!field.isDirty) {
      this.sheet.drafts.drop(field.name);
      field.setProblem(null);
      if (this.isIdle) this.sheet.status.rest();
      return;
    }
    this.sheet.drafts.keep(field);
    this.sheet.status.say("typing");
    this.schedule(PAUSE_MS);
  }

  /** The field was left: what stands in it counts. */
  leave(field) {
    this.held.delete(field);
    if (field.isDirty) this.schedule(0);
    else field.tidy();
  }

  schedule(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), ms);
  }

  /** Sends what is not saved yet; resolves to whether everything is. */
  async flush() {
    clearTimeout(this.timer);
    if (this.underWay) await this.underWay;
    const ready = this.dirty.filter((field) => !field.isContested && !this.held.has(field));
    if (!ready.length || this.sheet.isClosed) return this.dirty.length === 0;
    this.underWay = this.send(ready).finally(() => (this.underWay = null));
    await this.underWay;
    return this.dirty.length === 0;
  }

  async send(ready) {
    const { sheet } = this;
    const sent = new Map(ready.map((field) => [field.name, field.value]));
    const body = new URLSearchParams({ account: sheet.account, revision: sheet.revision });
    const put = (field, text) => {
      body.append(`f.${field.name}`, text);
      body.append(`b.${field.name}`, field.base);
    };
    for (const field of ready) put(field, field.value);
    // A measure or indicator is merged as a whole, so what stands beside a changed field goes along as it is known.
    for (const field of sheet.rows.siblings(ready)) put(field, field.base);
    sheet.status.say("saving");
    let answer;
    try {
      const response = await fetch(`${sheet.address}/fields`, {
        method: "POST",
        headers: { "x-henkaku-fetch": "1", accept: "application/json" },
        body,
        keepalive: body.toString().length < 60_000,
        signal: AbortSignal.timeout?.(REQUEST_MS),
      });
      answer = { status: response.status, json: await response.json().catch(() => ({})) };
    } catch {
      return this.failed();
    }
    if (answer.status === 401) {
      sheet.status.say("signedOut");
      askToSignIn(sheet, answer.json.problem);
      return;
    }
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return this.failed();
    this.failures = 0;
    if (answer.status !== 200) return sheet.close(answer.json.problem);
    this.took(sent, answer.json);
  }

  /** No way to the server, or it has trouble of its own: the texts stay, and it is tried again by itself. */
  failed() {
    this.failures += 1;
    this.sheet.status.say("offline");
    this.schedule(Math.min(LONGEST_WAIT_MS, 1000 * 2 ** Math.min(this.failures, 5)));
  }

  took(sent, answer) {
    const { sheet } = this;
    for (const saved of answer.saved) {
      const field = sheet.fields.get(saved.name);
      if (!field) continue;
      field.wasTaken(sent.get(saved.name) ?? saved.text, saved.text);
      field.setAuthor(saved.meta, false);
      if (field.isDirty) this.sheet.drafts.keep(field);
      else this.sheet.drafts.drop(saved.name);
    }
    const renumbered = sheet.rows.renumberMadeTwice(answer.conflicts);
    for (const conflict of answer.conflicts) {
      const field = sheet.fields.get(conflict.name);
      if (field && !renumbered.has(conflict.name)) showConflict(sheet, field, conflict);
    }
    for (const problem of answer.problems) {
      const field = sheet.fields.get(problem.name);
      field?.setProblem(problem);
      // It is sent again when it is changed, not over and over as it is.
      if (field) this.held.add(field);
    }
    sheet.live.apply(answer);
    sheet.status.time = answer.at;
    if (answer.conflicts.length > renumbered.size) sheet.status.say("conflict");
    else if (answer.problems.length) sheet.status.say("problem");
    else if (this.dirty.length) this.schedule(PAUSE_MS);
    else sheet.status.saved(answer.at);
  }
}
