// What was typed and is not saved yet, kept in this browser until it is (下書きの控え).
// One entry a sheet, field and account, so that nobody sees what another person typed at a shared machine.

import { clean } from "./sheet-field.js";

export class Drafts {
  constructor(account, sheet) {
    this.prefix = `henkaku:sheet:${account}:${sheet}:`;
  }

  keep(field) {
    const entry = { text: field.value, base: field.base, at: Date.now() };
    try {
      localStorage.setItem(this.prefix + field.name, JSON.stringify(entry));
    } catch {
      // Storage is full or switched off: the text still stands in its field.
    }
  }

  drop(name) {
    try {
      localStorage.removeItem(this.prefix + name);
    } catch {
      // As above.
    }
  }

  /** Every text kept of this sheet, by field. */
  all() {
    const found = new Map();
    try {
      for (let at = 0; at < localStorage.length; at += 1) {
        const key = localStorage.key(at);
        if (!key.startsWith(this.prefix)) continue;
        const entry = JSON.parse(localStorage.getItem(key));
        if (typeof entry?.text === "string") found.set(key.slice(this.prefix.length), entry);
      }
    } catch {
      // What cannot be read is not offered.
    }
    return found;
  }
}

/** Offers what an earlier visit left behind; nothing is put back, or thrown away, without being asked. */
export function offerDrafts(sheet) {
  const left = new Map();
  for (const [name, entry] of sheet.drafts.all()) {
    const field = sheet.fields.get(name);
    if (field && clean(field.value) === clean(entry.text)) sheet.drafts.drop(name);
    else left.set(name, entry);
  }
  const notice = document.querySelector("[data-drafts]");
  if (!left.size || !notice) return;
  const list = notice.querySelector("ul");
  for (const [name, entry] of left) {
    const item = document.createElement("li");
    const label = document.createElement("b");
    label.textContent = sheet.fields.get(name)?.label ?? name;
    const text = document.createElement("q");
    text.textContent = entry.text;
    item.append(label, " ", new Date(entry.at).toLocaleString(document.documentElement.lang), text);
    list.append(item);
  }
  notice.hidden = false;
  const done = () => {
    notice.hidden = true;
    sheet.form.querySelector("h2, h3")?.focus?.();
  };
  notice.querySelector("[data-restore]").addEventListener("click", () => {
    for (const [name, entry] of left) {
      const field = sheet.fields.get(name) ?? sheet.rows.makeFor(name);
      if (!field) continue;
      // With the text it started from: where somebody changed the field since, both texts are shown.
      field.base = entry.base;
      field.value = entry.text;
      sheet.saver.touch(field);
    }
    done();
  });
  notice.querySelector("[data-discard]").addEventListener("click", () => {
    for (const name of left.keys()) sheet.drafts.drop(name);
    done();
  });
}
