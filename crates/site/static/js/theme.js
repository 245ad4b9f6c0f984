// Sets the chosen theme before the page is painted (表示テーマ). A classic script in <head>, so that nothing flashes.
(() => {
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be switched off; the page then follows the system's setting.
  }
})();
