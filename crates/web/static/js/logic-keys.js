// The editor by keys alone (キー操作). Single letters count only while a node has the focus, so they get in nobody's way.
import { announce } from "./announce.js";
import { COLUMNS, OUTSIDE } from "./logic-picture.js";

export class Keys {
  constructor(editor) {
    this.editor = editor;
    // The node an arrow starts from, and the one it would lead to, while somebody is connecting.
    this.from = null;
    this.to = null;
    // On the document: while a new picture is put in, the focus may stand nowhere, and undo must not be lost.
    document.addEventListener("keydown", (event) => this.press(event));
  }

  press(event) {
    const group = event.target.closest?.("g[data-node]");
    const isTyping = event.target.closest?.("input, textarea, select");
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !isTyping) {
      const key = event.key.toLowerCase();
      const op = key === "z" ? (event.shiftKey ? "redo" : "undo") : key === "y" ? "redo" : null;
      if (!op) return;
      event.preventDefault();
      this.editor.operate({ op, stay: this.editor.selected ?? "" });
      return;
    }
    if (event.key === "Escape" && !group && event.target.closest?.("[data-lm-panel]") && this.editor.selected) {
      event.preventDefault();
      this.editor.picture.focus(this.editor.selected);
      return;
    }
    if (!group || event.ctrlKey || event.metaKey) return;
    if (this.onNode(event, group.dataset.node)) event.preventDefault();
  }

  /** A key on a node; tells whether it meant something. */
  onNode(event, id) {
    const { editor } = this;
    const { key } = event;
    if (key.startsWith("Arrow")) {
      if (event.altKey) return this.move(id, key);
      if (this.from) return this.aim(editor.picture.next(this.to ?? id, key));
      const next = editor.picture.next(id, key);
      if (next) editor.select(next, { focus: true });
      return true;
    }
    if (event.altKey) return false;
    if (this.from) {
      if (key === "Enter" || key === " ") return this.connect();
      if (key === "Escape") return this.cancel();
      return false;
    }
    switch (key) {
      case "Enter":
      case "F2":
        editor.select(id, { panel: "label" });
        return true;
      case " ":
        editor.select(id, { panel: "heading" });
        return true;
      case "Home":
      case "End":
        return this.toEnd(id, key);
      case "Delete":
      case "Backspace":
        editor.operate({ op: "remove", node: id }, () => this.focusBeside(id));
        return true;
      case "c":
      case "C":
        return this.begin(id);
      case "a":
      case "A":
        return this.add(id, event.shiftKey);
      case "f":
      case "F":
        editor.fit();
        return true;
      case "?":
        editor.part("help").open = true;
        editor.part("help").querySelector("summary").focus();
        return true;
      default:
        return false;
    }
  }

  /** Alt with an arrow: to the column beside, or up and down within the column. */
  move(id, key) {
    const { editor } = this;
    if (key === "ArrowUp" || key === "ArrowDown") {
      editor.operate({ op: key === "ArrowUp" ? "up" : "down", node: id });
      return true;
    }
    const kind = editor.picture.nodes().find((node) => node.id === id)?.kind;
    const kinds = [...COLUMNS, OUTSIDE];
    const to = kinds[kinds.indexOf(kind) + (key === "ArrowLeft" ? -1 : 1)];
    if (to) editor.operate({ op: "move", node: id, kind: to, before: "" });
    return true;
  }

  add(id, goesOn) {
    const { editor } = this;
    const kind = editor.picture.nodes().find((node) => node.id === id)?.kind;
    const next = COLUMNS[Math.min(COLUMNS.indexOf(kind) + 1, COLUMNS.length - 1)];
    const fields = { op: "add", kind: goesOn && kind !== OUTSIDE ? next : kind, label: editor.words.saidNew };
    if (goesOn) fields.from = id;
    editor.operate(fields, "label");
    return true;
  }

  begin(id) {
    this.from = id;
    this.to = null;
    this.editor.root.classList.add("is-connecting");
    this.editor.status(this.editor.words.saidConnect);
    announce(this.editor.words.saidConnect);
    return this.aim(this.editor.picture.next(id, "ArrowRight"));
  }

  aim(id) {
    if (!id) return true;
    this.to = id;
    this.editor.picture.aim(id);
    const name = this.editor.picture.group(id)?.getAttribute("aria-label") ?? id;
    announce(this.editor.words.saidTarget.replace("{what}", name));
    return true;
  }

  connect() {
    const { from, to } = this;
    this.end();
    if (to && to !== from) this.editor.operate({ op: "connect", from, to });
    return true;
  }

  cancel() {
    this.end();
    this.editor.status("");
    announce(this.editor.words.saidCancelled);
    return true;
  }

  end() {
    this.from = this.to = null;
    this.editor.root.classList.remove("is-connecting");
    this.editor.picture.aim(null);
  }

  toEnd(id, key) {
    const kind = this.editor.picture.nodes().find((node) => node.id === id)?.kind;
    const column = this.editor.picture.column(kind);
    const end = key === "Home" ? column[0] : column.at(-1);
    if (end) this.editor.select(end.id, { focus: true });
    return true;
  }

  /** After a node went: the focus goes to one that is left. */
  focusBeside(gone) {
    const { picture } = this.editor;
    const ids = picture.ids();
    const beside = ids.find((id) => Number(id) > Number(gone)) ?? ids.at(-1);
    if (!beside) return false;
    this.editor.select(beside, { focus: true });
    return true;
  }
}
