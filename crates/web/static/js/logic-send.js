// Operations on their way to the server: one after another, none lost when the line breaks or the session ends (送信).
import { announce } from "./announce.js";
import { askToSignIn } from "./sheet-session.js";

const REQUEST_MS = 20_000;
const LONGEST_WAIT_MS = 30_000;

export class Sender {
  constructor(editor) {
    this.editor = editor;
    this.waiting = [];
    this.underWay = false;
    this.failures = 0;
    this.timer = 0;
    addEventListener("online", () => this.flush());
    addEventListener("beforeunload", (event) => {
      if (this.isIdle) return;
      this.flush();
      event.preventDefault();
    });
  }

  get isIdle() {
    return !this.underWay && this.waiting.length === 0;
  }

  /** Puts an operation in line. One that began from the page as it is now is sent with the newest revision by then. */
  put(fields, focus) {
    const pairs = fields instanceof URLSearchParams ? [...fields] : Object.entries(fields);
    const from = Number(pairs.find(([name]) => name === "revision")?.[1] ?? this.editor.revision);
    this.waiting.push({ pairs, focus, from, isFresh: from === this.editor.revision });
    return this.flush();
  }

  async flush() {
    clearTimeout(this.timer);
    if (this.underWay) return;
    this.underWay = true;
    this.showBusy();
    try {
      while (this.waiting.length && (await this.send(this.waiting[0])));
    } finally {
      this.underWay = false;
      this.showBusy();
    }
  }

  /** Marks the page while something is on its way, for whoever drives it; not aria-busy, which would silence it while off line. */
  showBusy() {
    this.editor.root.toggleAttribute("data-busy", !this.isIdle);
  }

  /** Sends one; resolves to whether the next may follow. */
  async send(one) {
    const { editor } = this;
    const body = new URLSearchParams(one.pairs.filter(([name]) => !["revision", "account"].includes(name)));
    body.set("revision", one.isFresh ? editor.revision : one.from);
    body.set("account", editor.account);
    editor.status(editor.words.saidBusy);
    let answer;
    try {
      const response = await fetch(`${editor.address}/operations`, {
        method: "POST",
        headers: { "x-henkaku-fetch": "1", accept: "application/json" },
        body,
        signal: AbortSignal.timeout?.(REQUEST_MS),
      });
      answer = { status: response.status, json: await response.json().catch(() => ({})) };
    } catch {
      return this.failed();
    }
    if (answer.status === 401) {
      editor.status(editor.words.saidSignedOut);
      askToSignIn({ saver: this, live: editor.live }, answer.json.problem);
      return false;
    }
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return this.failed();
    this.failures = 0;
    this.waiting.shift();
    if (answer.json.figure === undefined) return this.refused(answer.json.problem);
    editor.apply(answer.json);
    if (answer.status === 200) {
      editor.status(editor.words.saidSaved);
      announce(answer.json.said);
    } else {
      // What was to follow was meant for a model that did not come about.
      this.waiting.length = 0;
      editor.status("");
      const notice = editor.part("message").querySelector(".notice");
      notice?.scrollIntoView({ block: "nearest" });
      announce(notice?.querySelector(".notice-title, li")?.textContent ?? "");
    }
    if (!this.waiting.length) editor.focus(answer.status === 200 ? one.focus : "message");
    return true;
  }

  /** No way to the server, or it has trouble of its own: the operation stays, and it is tried again by itself. */
  failed() {
    this.failures += 1;
    this.editor.status(this.editor.words.saidOffline);
    this.timer = setTimeout(() => this.flush(), Math.min(LONGEST_WAIT_MS, 1000 * 2 ** Math.min(this.failures, 5)));
    return false;
  }

  /** The server takes none of it: it is said, and what waited is given up. */
  refused(problem) {
    this.waiting.length = 0;
    const text = problem ? `${problem.what} ${problem.hint} (${problem.code})` : this.editor.words.saidGone;
    this.editor.status(text);
    announce(text);
    return false;
  }
}
