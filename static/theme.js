// The theme that a reader chose holds before anything is painted: this script stands in the head, and is waited for.
{
  const KEY = "leafcutter-theme";
  const WORDS = { system: "as the system", light: "light", dark: "dark" };
  // Asked for each time: a preview puts a newer one in its place.
  const sheet = () => document.getElementById("lc-dark");
  const wish = sheet().media;
  // From the system's theme to the other one, then to the system's own by choice, then back to the system's.
  const next = () => {
    const [same, other] = matchMedia("(prefers-color-scheme: dark)").matches ? ["dark", "light"] : ["light", "dark"];
    return { system: other, [other]: same, [same]: "system" }[theme];
  };
  let theme = "system";
  // Where nothing may be stored, a choice holds for the page that it was made on.
  try { theme = localStorage.getItem(KEY) ?? theme; } catch {}
  if (!Object.hasOwn(WORDS, theme)) theme = "system";

  const apply = () => {
    sheet().media = { system: wish, light: "not all", dark: "screen" }[theme];
    document.documentElement.dataset.theme = theme;
    const button = document.getElementById("lc-theme");
    if (!button) return;
    button.hidden = false;
    button.title = `Theme: ${WORDS[theme]}`;
    button.setAttribute("aria-label", `Theme: ${WORDS[theme]}. Change to ${WORDS[next()]}`);
  };

  apply();
  document.addEventListener("DOMContentLoaded", () => {
    apply();
    document.getElementById("lc-theme")?.addEventListener("click", () => {
      theme = next();
      try { localStorage.setItem(KEY, theme); } catch {}
      apply();
    });
  });
  addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    theme = Object.hasOwn(WORDS, event.newValue ?? "") ? event.newValue : "system";
    apply();
  });
}
