// Says something to people who use a screen reader, and shows it in the corner for a moment (読み上げ).
let region;

export function announce(text) {
  if (!region) {
    region = document.createElement("p");
    region.className = "status-live";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = text;
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => (region.textContent = ""), 4000);
}
