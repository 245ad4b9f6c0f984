// A filter takes effect as soon as it is changed; without this, its button does the same (絞り込みの即時反映).
import { announce } from "./announce.js";

export function submitFiltersOnChange() {
  for (const form of document.querySelectorAll("form[data-auto-submit]")) {
    dropEmptyFields(form);
    // With arrow keys a list passes over every value on the way: then only Enter or the button sends.
    let byKeyboard = false;
    form.addEventListener("keydown", () => (byKeyboard = true));
    form.addEventListener("pointerdown", () => (byKeyboard = false));
    form.addEventListener("change", (event) => {
      // Text is sent by Enter or the button: a person may still be typing.
      if (!event.target.matches("select, input[type=checkbox], input[type=radio]")) return;
      if (byKeyboard) return;
      announce(form.dataset.autoSubmit);
      try {
        sessionStorage.setItem("filtered", event.target.id);
      } catch {
        // The focus then starts at the top of the new page.
      }
      form.requestSubmit();
    });
  }
  returnToFilter();
}

// Keeps the address short: `?year=2026` rather than `?q=&year=2026&dept=`.
function dropEmptyFields(form) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });
}

// After the page came back: the same control has the focus, and the number of results is said.
function returnToFilter() {
  let id;
  try {
    id = sessionStorage.getItem("filtered");
    sessionStorage.removeItem("filtered");
  } catch {
    return;
  }
  if (!id) return;
  const control = document.getElementById(id);
  control?.closest("details")?.setAttribute("open", "");
  control?.focus({ preventScroll: true });
  const count = document.querySelector("[data-result-count]");
  if (count) announce(count.textContent.trim());
}
