// One field of the sheet: its control, what the server last had of it, and what stands beside it (欄).

/** A text as the server keeps it: line ends are \n, blanks at the end go. */
export function clean(text) {
  return text.replace(/\r\n?/g, "\n").trimEnd();
}

export class Field {
  constructor(box) {
    this.box = box;
    this.name = box.dataset.field;
    this.controls = [...box.querySelectorAll("input, select, textarea")].filter(
      (control) => control.name === `f.${this.name}`,
    );
    // What both sides started from: the text the server had when this page last heard of the field. The page's own
    // markup says it, also where the browser put back what was typed before a reload.
    this.base = box.dataset.base ?? this.markedText();
    // What was last taken as it is typed; the server may keep it written more neatly.
    this.taken = null;
  }

  markedText() {
    const [first] = this.controls;
    if (!first) return "";
    if (first.type === "radio") return this.controls.find((control) => control.defaultChecked)?.value ?? "";
    if (first.type === "checkbox") return first.defaultChecked ? first.value : "";
    if (first.matches("select")) return [...first.options].find((option) => option.defaultSelected)?.value ?? "";
    return first.defaultValue;
  }

  get label() {
    return this.box.dataset.label ?? this.name;
  }

  /** Whether people write in it freely, so that two texts can be brought together by hand. */
  get isText() {
    return this.controls[0]?.matches("textarea, input[type=text]") ?? false;
  }

  get hasFocus() {
    return this.controls.includes(document.activeElement);
  }

  get value() {
    const [first] = this.controls;
    if (!first) return "";
    if (first.type === "radio") return this.controls.find((control) => control.checked)?.value ?? "";
    if (first.type === "checkbox") return first.checked ? first.value : "";
    return first.value;
  }

  set value(text) {
    const [first] = this.controls;
    if (!first) return;
    if (first.type === "radio") {
      for (const control of this.controls) control.checked = control.value === text;
    } else if (first.type === "checkbox") {
      first.checked = text !== "";
    } else if (first.value !== text) {
      first.value = text;
    }
    this.taken = null;
  }

  get isDirty() {
    return this.value !== this.taken && clean(this.value) !== clean(this.base);
  }

  get conflict() {
    return this.box.querySelector(".sf-conflict");
  }

  /** Whether it waits for a person to decide between two texts. */
  get isContested() {
    return this.conflict !== null;
  }

  /** The server took `sent`, and keeps it as `text`. */
  wasTaken(sent, text) {
    this.base = text;
    if (this.value === sent) {
      // Under the cursor nothing is rewritten; it is tidied when the field is left.
      if (this.hasFocus && this.isText) this.taken = sent;
      else this.value = text;
    }
    this.setProblem(null);
  }

  /** Writes the text neatly once the field is left. */
  tidy() {
    if (this.taken !== null && this.taken === this.value) this.value = this.base;
  }

  /** Says who wrote it last. */
  setAuthor(text, isNew) {
    const meta = this.box.querySelector(".sf-meta");
    if (meta) meta.textContent = text;
    this.box.classList.toggle("is-news", isNew);
  }

  setMissing(what) {
    const mark = this.box.querySelector(".sf-missing");
    if (!mark) return;
    mark.hidden = what === undefined;
    mark.textContent = what ?? "";
  }

  setProblem(problem) {
    const place = this.box.querySelector(".sf-problem");
    for (const control of this.controls) {
      if (problem) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
    if (!place) return;
    place.hidden = !problem;
    place.textContent = problem ? `${problem.what} ${problem.hint}（${problem.code}）` : "";
  }
}
