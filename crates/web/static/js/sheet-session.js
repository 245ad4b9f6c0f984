// The session ended while somebody was typing: sign in beside it, then go on as if nothing had happened (再サインイン).

/** Opens the dialog; when the person is back, what waits is saved. */
export function askToSignIn(sheet, problem) {
  const dialog = document.querySelector("[data-session]");
  if (!dialog || dialog.open) return;
  const reason = dialog.querySelector("[data-session-reason]");
  if (reason && problem) reason.textContent = problem.hint;
  dialog.showModal();
  if (dialog.dataset.wired) return;
  dialog.dataset.wired = "1";
  const again = async () => {
    if (!dialog.open || document.visibilityState !== "visible") return;
    dialog.close();
    await sheet.saver.flush();
    sheet.live.wake();
  };
  dialog.querySelector("[data-session-again]").addEventListener("click", again);
  // Back from the tab in which they signed in: try at once; the dialog opens again if that was too early.
  document.addEventListener("visibilitychange", again);
}
