// Brings what others change into this page, gently: never into a field that is being written (ほかの人の変更).
import { announce } from "./announce.js";
import { clean } from "./sheet-field.js";
import { askToSignIn } from "./sheet-session.js";

const BUSY_MS = 4500;
const IDLE_MS = 20_000;
const IDLE_AFTER_MS = 120_000;
// Asking keeps a session alive, so a page nobody touches stops asking: signing out by itself still works.
const REST_AFTER_MS = 600_000;

export class Live {
  constructor(sheet) {
    this.sheet = sheet;
    this.timer = 0;
    this.failures = 0;
    this.lastMove = Date.now();
    // Texts that came while their field had the focus; they wait until it is left.
    this.waiting = new Map();
    for (const kind of ["pointerdown", "keydown", "scroll"]) {
      addEventListener(kind, () => this.moved(), { passive: true });
    }
    document.addEventListener("visibilitychange", () => this.wake());
  }

  moved() {
    const wasResting = Date.now() - this.lastMove > REST_AFTER_MS;
    this.lastMove = Date.now();
    if (wasResting) this.wake();
  }

  wake() {
    clearTimeout(this.timer);
    if (document.visibilityState === "visible" && !this.sheet.isClosed) this.timer = setTimeout(() => this.ask(), 300);
  }

  next() {
    clearTimeout(this.timer);
    if (document.visibilityState !== "visible" || this.sheet.isClosed) return;
    if (Date.now() - this.lastMove > REST_AFTER_MS) return;
    const calm = Date.now() - this.lastMove > IDLE_AFTER_MS ? IDLE_MS : BUSY_MS;
    this.timer = setTimeout(() => this.ask(), Math.min(60_000, calm * 2 ** Math.min(this.failures, 4)));
  }

  async ask() {
    const { sheet } = this;
    if (sheet.saver.underWay) return this.next();
    try {
      const response = await fetch(`${sheet.address}/changes?since=${sheet.revision}&account=${sheet.account}`, {
        headers: { "x-henkaku-fetch": "1", accept: "application/json" },
      });
      const answer = await response.json().catch(() => ({}));
      if (response.status === 401) return askToSignIn(sheet, answer.problem);
      if (!response.ok) throw new Error(response.status);
      this.failures = 0;
      // A save that went out meanwhile knows more.
      if (!sheet.saver.underWay) this.apply(answer);
      if (sheet.status.state === "offline") sheet.saver.flush();
    } catch {
      this.failures += 1;
    }
    this.next();
  }

  /** Takes an answer of the server: others' texts, what is missing, results, advice. */
  apply(answer) {
    const { sheet } = this;
    const heard = [];
    for (const change of answer.changes ?? []) {
      const field = sheet.fields.get(change.name) ?? (change.text && sheet.rows.makeFor(change.name));
      if (!field || clean(field.base) === clean(change.text)) continue;
      if (field.isDirty || field.isContested) continue;
      if (field.hasFocus && field.isText) this.waiting.set(field, change);
      else this.put(field, change, heard);
    }
    sheet.rows.dropEmpty();
    if (answer.revision > sheet.revision) sheet.heardOf(answer.revision);
    if (answer.missing) showMissing(sheet, answer.missing);
    for (const [id, html] of Object.entries(answer.kpis ?? {})) {
      const place = sheet.form.querySelector(`[data-kpi-result="${CSS.escape(id)}"]`);
      if (place) place.innerHTML = html;
    }
    const advice = document.querySelector("[data-advice]");
    if (advice && typeof answer.advice === "string" && advice.dataset.said !== answer.advice) {
      // What is open stays open.
      const open = new Set([...advice.querySelectorAll("details[open]")].map((one) => one.id));
      advice.dataset.said = answer.advice;
      advice.innerHTML = answer.advice;
      for (const one of advice.querySelectorAll("details")) one.open = open.has(one.id);
    }
    for (const [name, count] of Object.entries(answer.threads ?? {})) {
      const mark = document.querySelector(`[data-thread-count="${CSS.escape(name)}"]`);
      if (!mark || mark.textContent === count) continue;
      mark.textContent = count;
      mark.closest("details")?.querySelector("[data-thread-news]")?.removeAttribute("hidden");
    }
    if (heard.length) announce(sheet.words.news.replace("{who}", heard[0].by).replace("{what}", heard.map((one) => one.label).join("、")));
    if (answer.closed) sheet.close(answer.closed);
  }

  put(field, change, heard) {
    field.base = change.text;
    field.value = change.text;
    field.setAuthor(change.meta, true);
    heard?.push({ by: change.by, label: field.label });
  }

  /** The field was left untouched: now the other person's text may come in. */
  leave(field) {
    const change = this.waiting.get(field);
    this.waiting.delete(field);
    if (change && !field.isDirty && !field.isContested) this.put(field, change);
  }
}

function showMissing(sheet, missing) {
  const by = new Map(missing.map((one) => [one.name, one.what]));
  for (const field of sheet.fields.values()) field.setMissing(by.get(field.name));
  for (const place of document.querySelectorAll("[data-missing-list]")) {
    const what = by.get(place.dataset.missingList);
    place.hidden = what === undefined;
    place.textContent = what ?? "";
  }
  for (const count of document.querySelectorAll("[data-missing-count]")) {
    const text = missing.length ? sheet.words.missing.replace("{count}", missing.length) : sheet.words.complete;
    if (count.textContent !== text) count.textContent = text;
    count.dataset.count = missing.length;
  }
}
