// Comforts of a page of notes: code and heading links that copy themselves, the place in view in the contents, and key
// points that stay as the reader left them.
// A classic script, not a module: browsers refuse modules on pages opened from disk.
{
  const copy = async (text, element, words) => {
    const before = element.textContent;
    try {
      await navigator.clipboard.writeText(text);
      element.textContent = words;
    } catch {
      element.textContent = "Copying is not allowed here";
    }
    setTimeout(() => { element.textContent = before; }, 1500);
  };

  const addButtons = () => {
    for (const block of document.querySelectorAll(".note .code:not(:has(> .copy))")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.setAttribute("aria-live", "polite");
      button.addEventListener("click", () => copy(block.querySelector("code").textContent, button, "Copied"));
      block.append(button);
    }
  };
  if (navigator.clipboard) {
    addButtons();
    const said = document.createElement("p");
    said.className = "said";
    said.setAttribute("role", "status");
    document.querySelector("main").append(said);
    document.addEventListener("click", ({ target }) => {
      const anchor = target.closest(".note .anchor, .section > h2 > .anchor");
      // The link is followed as well: the address bar shows what was copied.
      if (anchor) copy(anchor.href, said, "Link copied");
    });
  }

  const KEY = "leafcutter-key-points";
  const points = document.querySelector("details.key-points");
  try {
    // What is being read stays in its place: below the top, nothing opens by itself.
    if (points && localStorage.getItem(KEY) === "open" && scrollY === 0 && !location.hash) points.open = true;
  } catch { /* they begin closed */ }
  document.addEventListener("click", ({ target }) => {
    const clicked = target.closest("details.key-points > summary");
    if (!clicked) return;
    try {
      localStorage.setItem(KEY, clicked.parentElement.open ? "closed" : "open");
    } catch { /* for this page alone */ }
  });

  let links, targets;
  const gather = () => {
    links = [...document.querySelectorAll(".contents-list a")];
    targets = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1)))).filter(Boolean);
  };
  const mark = () => {
    if (targets.length === 0) return;
    const passed = targets.filter((target) => target.getBoundingClientRect().top < innerHeight / 3);
    const id = (passed.at(-1) ?? targets[0]).id;
    for (const link of links) {
      if (decodeURIComponent(link.hash.slice(1)) === id) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  };
  // Once a frame at most: scrolling fires far more often than anything can be seen.
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; mark(); });
  }, { passive: true });
  gather();
  mark();

  // A preview changes the page in its place.
  document.addEventListener("leafcutter:patched", () => {
    if (navigator.clipboard) addButtons();
    gather();
    mark();
  });
}
