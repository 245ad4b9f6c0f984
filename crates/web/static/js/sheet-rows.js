// Measures and indicators: one more, one less, without a page load (取組・指標の追加と削除).
import { announce } from "./announce.js";

const MOST = 20;

export class Rows {
  constructor(sheet) {
    this.sheet = sheet;
    // What stood in the rows that were removed here.
    this.before = new WeakMap();
    sheet.form.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-add], button[data-remove], button[data-put-back]");
      if (!button) return;
      event.preventDefault();
      if (button.dataset.add) this.add(button.dataset.add);
      else if (button.dataset.remove) this.remove(button.closest("[data-row]"));
      else this.putBack(button.closest("[data-row]"));
    });
  }

  list(kind) {
    return this.sheet.form.querySelector(`[data-rows="${kind}"]`);
  }

  row(kind, id) {
    return this.sheet.form.querySelector(`[data-row="${kind}.${CSS.escape(id)}"]`);
  }

  ids(kind) {
    return [...(this.list(kind)?.querySelectorAll("[data-row]") ?? [])].map((row) => row.dataset.row.slice(kind.length + 1));
  }

  add(kind) {
    const ids = this.ids(kind);
    if (ids.length >= MOST) return announce(this.sheet.words.full);
    const letter = kind[0];
    const highest = Math.max(0, ...ids.map((id) => (/^[a-z]\d+$/.test(id) && id[0] === letter ? Number(id.slice(1)) : 0)));
    const row = this.make(kind, `${letter}${highest + 1}`);
    row.dataset.isNew = "1";
    row.querySelector("textarea, input:not([type=hidden])")?.focus();
  }

  make(kind, id) {
    const template = document.querySelector(`template[data-row-template="${kind}"]`);
    const list = this.list(kind);
    if (!template || !list) return null;
    const number = /^[mk]\d+$/.test(id) ? id.slice(1) : `「${id}」`;
    const html = template.innerHTML.replaceAll("「NEW-ID」", number).replaceAll("NEW-ID", id);
    list.insertAdjacentHTML("beforeend", html);
    const row = list.lastElementChild;
    this.sheet.adopt(row);
    return row;
  }

  /** The row a field belongs to, made if somebody else has just added it. */
  makeFor(name) {
    const [, kind, id] = /^(measure|kpi)\.(.+)\.[a-z-]+$/.exec(name) ?? [];
    if (kind && !this.row(kind, id)) this.make(kind, id);
    return this.sheet.fields.get(name);
  }

  fieldsOf(row) {
    return [...row.querySelectorAll("[data-field]")].map((box) => this.sheet.fields.get(box.dataset.field)).filter(Boolean);
  }

  /** The other fields of the rows that these fields stand in. */
  siblings(fields) {
    const rows = new Set(fields.map((field) => field.box.closest("[data-row]")).filter(Boolean));
    const among = new Set(fields);
    return [...rows].flatMap((row) => this.fieldsOf(row)).filter((field) => !among.has(field));
  }

  remove(row) {
    this.before.set(row, new Map(this.fieldsOf(row).map((field) => [field, field.value])));
    for (const field of this.before.get(row).keys()) {
      field.value = "";
      this.sheet.saver.touch(field);
    }
    row.classList.add("is-gone");
    row.querySelector("[data-put-back]").hidden = false;
    row.querySelector("[data-put-back]").focus();
    announce(this.sheet.words.removed);
  }

  putBack(row) {
    for (const [field, text] of this.before.get(row) ?? []) {
      field.value = text;
      this.sheet.saver.touch(field);
    }
    row.classList.remove("is-gone");
    row.querySelector("[data-put-back]").hidden = true;
    row.querySelector("textarea, input:not([type=hidden])")?.focus();
  }

  /** Rows that somebody else removed, and nobody writes in here, go. */
  dropEmpty() {
    for (const row of this.sheet.form.querySelectorAll("[data-row]:not(.is-gone, [data-is-new])")) {
      const fields = this.fieldsOf(row);
      if (fields.length && fields.every((field) => !field.value && !field.base && !field.hasFocus)) {
        for (const field of fields) this.sheet.fields.delete(field.name);
        row.remove();
      }
    }
  }

  /** Two people added a row under one number at once: mine takes the next number. Gives the fields that moved. */
  renumberMadeTwice(conflicts) {
    const moved = new Set();
    for (const row of this.sheet.form.querySelectorAll("[data-row][data-is-new]")) {
      const [kind] = row.dataset.row.split(".");
      const fields = this.fieldsOf(row);
      const names = fields.map((field) => field.name);
      const ours = conflicts.filter((conflict) => conflict.name.startsWith(`${row.dataset.row}.`));
      if (!ours.length || fields.some((field) => field.base)) continue;
      const texts = fields.map((field) => [field.name.split(".").pop(), field.value]);
      const focused = fields.find((field) => field.hasFocus)?.name.split(".").pop();
      // The other person's row takes this place; mine goes to the end with a number of its own.
      for (const field of fields) {
        field.value = "";
        this.sheet.drafts.drop(field.name);
      }
      delete row.dataset.isNew;
      for (const conflict of ours) {
        const field = this.sheet.fields.get(conflict.name);
        field.base = conflict.theirs;
        field.value = conflict.theirs;
      }
      for (const name of [...names, ...ours.map((conflict) => conflict.name)]) moved.add(name);
      this.add(kind);
      const fresh = this.list(kind).lastElementChild;
      for (const [part, text] of texts) {
        const field = this.sheet.fields.get(`${fresh.dataset.row}.${part}`);
        if (!field || !text) continue;
        field.value = text;
        this.sheet.saver.touch(field);
      }
      if (focused) this.sheet.fields.get(`${fresh.dataset.row}.${focused}`)?.controls[0]?.focus();
    }
    return moved;
  }
}
