// Two people changed one field: both texts stand side by side and a person decides (競合).

/** Shows both texts under the field. The markup comes from the server, the same as without a script. */
export function showConflict(sheet, field, conflict) {
  if (field.isContested) field.conflict.remove();
  field.box.insertAdjacentHTML("beforeend", conflict.html);
  field.box.classList.add("is-contested");
  wire(sheet, field, conflict.theirs);
}

/** Gives the buttons of a conflict their work without a page load. */
export function wire(sheet, field, theirs) {
  const block = field.conflict;
  const settle = (text, hold) => {
    // From now on the other person's text is what mine replaces, knowingly.
    field.base = theirs;
    field.value = text;
    block.remove();
    field.box.classList.remove("is-contested");
    sheet.saver.touch(field, hold);
    field.controls.find((control) => control.type !== "radio" || control.checked)?.focus();
  };
  block.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-choose]");
    if (!button) return;
    event.preventDefault();
    const mine = field.value;
    if (button.dataset.choose === "mine") settle(mine, false);
    else if (button.dataset.choose === "theirs") settle(theirs, false);
    // Nothing is sent until the person has brought the two texts together.
    else settle(`${mine}\n${theirs}`, true);
  });
  if (!block.contains(document.activeElement)) block.scrollIntoView?.({ block: "nearest" });
}
