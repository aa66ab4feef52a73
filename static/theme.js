// The theme that a reader chose holds before anything is painted: this script stands in the head, and is waited for.
{
  const KEY = "leafcutter-theme";
  const NEXT = { system: "light", light: "dark", dark: "system" };
  const WORDS = { system: "as the system", light: "light", dark: "dark" };
  const sheet = document.getElementById("lc-dark");
  const wish = sheet.media;
  let theme = "system";
  // Where nothing may be stored, a choice holds for the page that it was made on.
  try { theme = localStorage.getItem(KEY) ?? theme; } catch {}
  if (!Object.hasOwn(NEXT, theme)) theme = "system";

  const apply = () => {
    sheet.media = { system: wish, light: "not all", dark: "screen" }[theme];
    document.documentElement.dataset.theme = theme;
    const button = document.getElementById("lc-theme");
    if (!button) return;
    button.hidden = false;
    button.title = `Theme: ${WORDS[theme]}`;
    button.setAttribute("aria-label", `Theme: ${WORDS[theme]}. Change to ${WORDS[NEXT[theme]]}`);
  };

  apply();
  document.addEventListener("DOMContentLoaded", () => {
    apply();
    document.getElementById("lc-theme")?.addEventListener("click", () => {
      theme = NEXT[theme];
      try { localStorage.setItem(KEY, theme); } catch {}
      apply();
    });
  });
  addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    theme = Object.hasOwn(NEXT, event.newValue ?? "") ? event.newValue : "system";
    apply();
  });
}
