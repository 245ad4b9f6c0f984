// Brings what others change into this page, never into a form that is being written (ほかの人の変更).
import { announce } from "./announce.js";
import { askToSignIn } from "./sheet-session.js";

const BUSY_MS = 5000;
const IDLE_MS = 20_000;
const IDLE_AFTER_MS = 120_000;
// Asking keeps nobody signed in; still a page nobody touches stops asking.
const REST_AFTER_MS = 600_000;

export class Live {
  constructor(editor) {
    this.editor = editor;
    this.timer = 0;
    this.failures = 0;
    this.lastMove = Date.now();
    for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, () => this.moved(), { passive: true });
    document.addEventListener("visibilitychange", () => this.wake());
    this.next();
  }

  moved() {
    const wasResting = Date.now() - this.lastMove > REST_AFTER_MS;
    this.lastMove = Date.now();
    if (wasResting) this.wake();
  }

  wake() {
    clearTimeout(this.timer);
    if (document.visibilityState === "visible") this.timer = setTimeout(() => this.ask(), 300);
  }

  next() {
    clearTimeout(this.timer);
    if (document.visibilityState !== "visible" || Date.now() - this.lastMove > REST_AFTER_MS) return;
    const calm = Date.now() - this.lastMove > IDLE_AFTER_MS ? IDLE_MS : BUSY_MS;
    this.timer = setTimeout(() => this.ask(), Math.min(60_000, calm * 2 ** Math.min(this.failures, 4)));
  }

  async ask() {
    const { editor } = this;
    if (!editor.sender.isIdle || editor.pointer.drag || editor.keys.from) return this.next();
    const query = new URLSearchParams({ since: editor.revision, account: editor.account, node: editor.selected ?? "" });
    try {
      const response = await fetch(`${editor.address}/changes?${query}`, { headers: { "x-henkaku-fetch": "1", accept: "application/json" } });
      const answer = await response.json().catch(() => ({}));
      if (response.status === 401) return askToSignIn({ saver: editor.sender, live: this }, answer.problem);
      if (!response.ok) throw new Error(response.status);
      this.failures = 0;
      // An operation that went out meanwhile knows more; nothing of what others did is taken while one is dragged.
      if (answer.figure !== undefined && editor.sender.isIdle && !editor.pointer.drag && answer.revision > editor.revision) this.take(answer);
    } catch {
      this.failures += 1;
    }
    this.next();
  }

  take(answer) {
    const { editor } = this;
    const hadFocus = document.activeElement?.closest?.("g[data-node]")?.dataset.node;
    const isWriting = editor.panel.isDirty || Boolean(document.activeElement?.closest?.("[data-lm-panel] :is(input, textarea, select)"));
    const message = editor.part("message").innerHTML;
    editor.apply(answer, { keepsPanel: isWriting });
    // What was said to this person is not over because somebody else did something.
    editor.part("message").innerHTML = message;
    if (hadFocus) editor.picture.focus(hadFocus);
    announce(answer.said);
  }
}
