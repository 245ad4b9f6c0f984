// The logic model under people's hands: the page works without any of this; with it nothing waits for a page load (編集画面).
import { announce } from "./announce.js";
import { Keys } from "./logic-keys.js";
import { Live } from "./logic-live.js";
import { Panel } from "./logic-panel.js";
import { Picture } from "./logic-picture.js";
import { Pointer } from "./logic-pointer.js";
import { Sender } from "./logic-send.js";

class Editor {
  constructor(root) {
    this.root = root;
    this.words = root.dataset;
    this.address = root.dataset.address;
    this.account = root.dataset.account;
    this.revision = Number(root.dataset.revision);
    this.selected = root.dataset.node || null;
    this.part = (name) => root.querySelector(`[data-lm-${name}]`);
    this.sender = new Sender(this);
    this.picture = new Picture(this);
    this.panel = new Panel(this);
    this.pointer = new Pointer(this);
    this.keys = new Keys(this);
    this.live = new Live(this);
    this.picture.adopt();
    this.picture.reveal(this.selected);
    const fit = this.part("fit");
    fit.hidden = false;
    fit.addEventListener("click", () => this.fit());
  }

  /** Sends one operation; `focus` says where the focus goes when it is done. */
  operate(fields, focus = "picture") {
    return this.sender.put(fields, focus);
  }

  /** A node becomes the one the panel is about. */
  select(id, { focus = false, panel = "" } = {}) {
    this.selected = id === null ? null : String(id);
    this.picture.mark();
    if (focus) this.picture.focus(this.selected);
    const address = new URL(location.href);
    if (this.selected) address.searchParams.set("node", this.selected);
    else address.searchParams.delete("node");
    for (const spent of ["done", "what", "add"]) address.searchParams.delete(spent);
    history.replaceState(null, "", address);
    this.panel.show(this.selected, panel);
  }

  /** Takes an answer of the server: the picture laid out anew, the lists, and the panel unless somebody is writing in it. */
  apply(answer, { keepsPanel = false } = {}) {
    this.revision = answer.revision;
    if (answer.node !== null && answer.node !== undefined) this.selected = String(answer.node);
    const scrolled = this.part("figure").querySelector(".chart-scroll")?.scrollLeft ?? 0;
    this.part("figure").innerHTML = answer.figure;
    const frame = this.part("figure").querySelector(".chart-scroll");
    if (frame) frame.scrollLeft = scrolled;
    this.part("outline").innerHTML = answer.outline;
    this.part("bar").innerHTML = answer.bar;
    this.part("message").innerHTML = answer.message;
    this.picture.adopt();
    if (this.selected && !this.picture.has(this.selected)) this.selected = null;
    this.picture.mark();
    if (!keepsPanel) this.panel.put(answer.panel);
    const empty = this.part("empty");
    if (empty) empty.hidden = this.picture.ids().length > 0;
  }

  /** Where the focus goes after an operation. */
  focus(where) {
    if (where === "picture" && this.selected && this.picture.focus(this.selected)) return;
    if (where === "label" && this.panel.focusLabel()) return;
    if (typeof where === "function" && where()) return;
    if (this.part("message").querySelector("button, a")) return void this.part("message").querySelector("button, a").focus();
    this.panel.focusHeading();
  }

  fit() {
    const isFit = this.picture.fit();
    this.part("fit").setAttribute("aria-pressed", String(isFit));
    announce(isFit ? this.words.saidFit : this.words.saidReal);
  }

  status(text) {
    this.part("status").textContent = text;
  }
}

const root = document.querySelector("[data-logic-editor]");
if (root) new Editor(root);
