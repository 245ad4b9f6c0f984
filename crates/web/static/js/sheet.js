// The review sheet while people write it (点検シート): the page works without any of this; with it nothing waits for a button.
import { announce } from "./announce.js";
import { wire } from "./sheet-conflict.js";
import { Drafts, offerDrafts } from "./sheet-drafts.js";
import { Field } from "./sheet-field.js";
import { Live } from "./sheet-live.js";
import { Rows } from "./sheet-rows.js";
import { Saver } from "./sheet-save.js";
import { Status } from "./sheet-status.js";

class Sheet {
  constructor(form) {
    this.form = form;
    this.words = form.dataset;
    this.address = form.dataset.address;
    this.account = form.dataset.account;
    this.revision = Number(form.dataset.revision);
    this.isClosed = false;
    this.fields = new Map();
    this.drafts = new Drafts(this.account, this.address);
    this.status = new Status(document.querySelector("[data-status]"));
    this.adopt(form);
    this.rows = new Rows(this);
    this.saver = new Saver(this);
    this.live = new Live(this);
    this.listen();
    for (const field of this.fields.values()) if (field.isContested) wire(this, field, field.base);
    this.status.say("rest");
    offerDrafts(this);
    this.live.next();
  }

  /** Takes the fields within an element into account. */
  adopt(element) {
    for (const box of element.querySelectorAll("[data-field]")) {
      const field = new Field(box);
      if (field.controls.length) this.fields.set(field.name, field);
    }
  }

  /** The page now knows the sheet as it stood at this revision. */
  heardOf(revision) {
    this.revision = revision;
    this.form.elements.revision.value = revision;
  }

  fieldOf(target) {
    const box = target.closest?.("[data-field]");
    const field = box && this.fields.get(box.dataset.field);
    return field?.controls.includes(target) ? field : undefined;
  }

  listen() {
    const { form, saver } = this;
    const typed = (event) => {
      const field = this.fieldOf(event.target);
      if (!field) return;
      saver.held.delete(field);
      field.box.classList.remove("is-news");
      saver.touch(field);
    };
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    form.addEventListener("focusout", (event) => {
      const field = this.fieldOf(event.target);
      if (!field) return;
      saver.leave(field);
      this.live.leave(field);
    });
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("pagehide", () => saver.flush());
  }

  /** Save buttons save what waits; one that leads on does so once everything is saved. */
  async submit(event) {
    if (this.isLeaving) return;
    const button = event.submitter;
    event.preventDefault();
    this.saver.held.clear();
    const isSaved = await this.saver.flush();
    if (!isSaved) {
      const first = this.saver.dirty[0];
      first?.box.scrollIntoView({ block: "center" });
      (first?.conflict?.querySelector("button") ?? first?.controls[0])?.focus();
      return;
    }
    // Comments and files travel with the whole form; what is in it is saved already.
    if (button?.hasAttribute("formaction")) {
      this.isLeaving = true;
      // Not within the event that was just stopped: a form does not begin to send twice at once.
      setTimeout(() => this.form.requestSubmit(button));
    } else if (button?.dataset.then) location.assign(button.dataset.then);
    else {
      this.status.rest();
      announce(this.status.line.textContent);
    }
  }

  /** Nothing can be saved here any more; what was typed stays to be read and copied. */
  close(problem) {
    this.isClosed = true;
    this.status.say("closed");
    const notice = document.querySelector("[role=alert][data-closed]");
    if (!notice || !notice.hidden) return;
    notice.hidden = false;
    const what = notice.querySelector("[data-closed-what]");
    if (what && problem) what.textContent = `${problem.what} ${problem.hint}`;
    notice.querySelector("[data-closed-kept]").hidden = this.saver.dirty.length === 0;
    notice.scrollIntoView({ block: "nearest" });
  }
}

// A comment led to stands in a thread that is folded.
document.querySelector(":target")?.closest("details")?.setAttribute("open", "");
const form = document.querySelector("form[data-sheet]");
if (form) new Sheet(form);
