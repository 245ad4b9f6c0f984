// Copy a link, print, drop a file: buttons that need a script stay hidden until there is one (小さな補助).
import { announce } from "./announce.js";

export function addCopyButtons() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = button.dataset.copy || location.href;
      try {
        await navigator.clipboard.writeText(text);
        announce(button.dataset.said);
      } catch {
        announce(text);
      }
    });
  }
}

export function addPrintButtons() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

export function allowDrop() {
  for (const area of document.querySelectorAll("[data-drop]")) {
    const input = area.querySelector("input[type=file]");
    const mark = (over) => area.classList.toggle("is-over", over);
    area.addEventListener("dragover", (event) => {
      event.preventDefault();
      mark(true);
    });
    area.addEventListener("dragleave", () => mark(false));
    area.addEventListener("drop", (event) => {
      event.preventDefault();
      mark(false);
      if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
  }
}
