// The panel beside the picture: the server's own forms, sent without a page load (編集パネル).

const PAUSE_MS = 150;

export class Panel {
  constructor(editor) {
    this.editor = editor;
    this.box = editor.part("panel");
    this.timer = 0;
    this.asked = 0;
    /** Forms on their way: what stands in them is no longer unsent. */
    this.sent = new WeakSet();
    editor.root.addEventListener("submit", (event) => this.submit(event));
    editor.root.addEventListener("input", (event) => this.sent.delete(event.target.form));
    editor.root.addEventListener("click", (event) => this.click(event));
  }

  get node() {
    return this.box.querySelector("[data-lm-node]")?.dataset.lmNode ?? null;
  }

  /** Whether something was typed that is not sent yet. */
  get isDirty() {
    const main = this.box.querySelector("form[data-lm-main]");
    return Boolean(main) && [...main.elements].some(isChanged);
  }

  /** Shows a node's forms, unless they are there already. What was typed for another is sent first. */
  show(id, focus = "") {
    clearTimeout(this.timer);
    if (this.node === id) return this.focus(focus);
    if (this.isDirty) {
      const main = this.box.querySelector("form[data-lm-main]");
      // The node that was chosen meanwhile stays the chosen one.
      this.editor.operate(new URLSearchParams(new FormData(main)), () => {
        this.editor.select(id, { focus: true });
        return true;
      });
      return;
    }
    this.box.setAttribute("aria-busy", "true");
    this.timer = setTimeout(() => this.load(id, focus), focus ? 0 : PAUSE_MS);
  }

  async load(id, focus) {
    const { editor } = this;
    const number = ++this.asked;
    const query = new URLSearchParams({ account: editor.account, node: id ?? "" });
    try {
      const response = await fetch(`${editor.address}/panel?${query}`, { headers: { "x-henkaku-fetch": "1", accept: "application/json" } });
      const answer = await response.json();
      // A newer wish went out meanwhile, or somebody began to type.
      if (number !== this.asked || !response.ok || this.isDirty) return;
      this.put(answer.panel);
      this.focus(focus);
    } catch {
      // The forms that stand there stay; the next press asks again.
    } finally {
      this.box.removeAttribute("aria-busy");
    }
  }

  put(html) {
    this.asked += 1;
    clearTimeout(this.timer);
    this.box.removeAttribute("aria-busy");
    const node = this.node;
    const unsent = this.unsent();
    this.box.innerHTML = html;
    if (node !== this.node) return;
    for (const { id, value } of unsent) {
      const control = this.box.querySelector(`#${CSS.escape(id)}`);
      if (control) control.value = value;
    }
  }

  /** What was chosen or typed in the forms that were not sent: the answer to another form must not take it away. */
  unsent() {
    const forms = [...this.box.querySelectorAll("form")].filter((form) => !this.sent.has(form));
    return forms.flatMap((form) =>
      [...form.elements]
        .filter((control) => control.id && control.type !== "checkbox" && isChanged(control))
        .map(({ id, value }) => ({ id, value })),
    );
  }

  focus(where) {
    if (where === "label") this.focusLabel();
    else if (where === "heading") this.focusHeading();
  }

  focusLabel() {
    const label = this.box.querySelector("#lme-label");
    label?.focus();
    label?.select();
    return Boolean(label);
  }

  focusHeading() {
    this.box.querySelector("#lme-h")?.focus();
    return true;
  }

  submit(event) {
    const form = event.target.closest("form[data-lm-form]");
    if (!form) return;
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form, event.submitter));
    const op = fields.get("op");
    this.sent.add(form);
    if (form.hasAttribute("data-lm-main")) return void this.editor.operate(fields, "picture");
    // Buttons pressed again and again keep the focus; after everything else the node has it.
    const again = ["up", "down", "undo", "redo"].includes(op) ? () => this.focusButton(op) : () => this.focusHeading();
    this.editor.operate(fields, again);
  }

  focusButton(op) {
    const button = this.editor.root.querySelector(`button[name="op"][value="${op}"]:not(:disabled)`);
    if (!button) return this.focusHeading();
    button.focus();
    return true;
  }

  click(event) {
    const link = event.target.closest("a[data-lm-go], a[data-lm-add-to], a[data-lm-close], a[data-lm-dismiss]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.dataset.lmGo) this.editor.select(link.dataset.lmGo, { panel: "heading" });
    else if (link.dataset.lmAddTo) this.add(link.dataset.lmAddTo);
    else if (link.hasAttribute("data-lm-dismiss")) {
      this.editor.part("message").replaceChildren();
      const { selected } = this.editor;
      this.box.replaceChildren();
      this.load(selected, "heading");
    } else {
      const last = this.editor.selected;
      this.editor.select(null);
      this.editor.picture.focus(last);
    }
  }

  /** Opens the form that adds a node, with its column chosen. */
  add(kind) {
    const form = this.box.querySelector("form[data-lm-add]");
    if (!form) return;
    form.closest("details").open = true;
    form.elements.kind.value = kind;
    form.elements.label.focus();
    form.scrollIntoView({ block: "nearest" });
  }
}

function isChanged(control) {
  if (control.type === "checkbox") return control.checked !== control.defaultChecked;
  if (control.tagName === "SELECT") {
    const was = [...control.options].find((option) => option.defaultSelected) ?? control.options[0];
    return Boolean(was) && control.value !== was.value;
  }
  return control.type !== "hidden" && "defaultValue" in control && control.value !== control.defaultValue;
}
