// Where the preview was asked to lead (`--follow`): to the page that changed, and there to what changed on it.
const follow = (() => {
  const BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, pre, tr, dt, dd, summary";
  const KEY = "leafcutter-follow";
  const MARKED = "leafcutter-changed";
  const SECONDS = 1.5;
  const STYLE = `
    @keyframes leafcutter-changed { from { background-color: light-dark(oklch(90% .13 112), oklch(45% .09 112)); } }
    .${MARKED} { animation: leafcutter-changed ${SECONDS}s ease-in; border-radius: .2rem; }
    @media (prefers-reduced-motion: reduce) {
      .${MARKED} { animation: none; outline: .16rem solid light-dark(oklch(55% .12 112), oklch(75% .12 112)); outline-offset: .2rem; }
    }`;
  const here = () => decodeURIComponent(location.pathname.slice(base.length)) || "index.html";

  let marked;
  const mark = (element) => {
    clearTimeout(marked?.timer);
    marked?.element.classList.remove(MARKED);
    // Asking for its size lets a mark that was there already begin anew.
    element.getBoundingClientRect();
    element.classList.add(MARKED);
    marked = { element, timer: setTimeout(() => element.classList.remove(MARKED), SECONDS * 1000) };
  };
  const reach = (index) => {
    const block = page.all(`main :is(${BLOCKS})`)[index];
    if (!block) return;
    for (let fold = block; (fold = fold.parentElement?.closest("details"));) fold.open = true;
    const { top, bottom } = block.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) block.scrollIntoView({ block: "center", behavior: "instant" });
    mark(block);
  };

  if (own.follow === undefined) return { lead() {}, arrive() {} };
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  document.adoptedStyleSheets.push(sheet);
  return {
    lead([first, ...others]) {
      if (!first) return;
      const change = [first, ...others].find(({ page }) => page === here());
      if (change) return reach(change.block);
      // Whoever types or searches is not led away.
      if (document.querySelector("dialog[open]") || document.activeElement?.matches("input, textarea, select, [contenteditable]")) return;
      memory.set(KEY, JSON.stringify(first));
      location.assign(base + encodeURI(first.page));
    },
    // Goes on to the block for which the page was opened.
    arrive() {
      const { page, block } = JSON.parse(memory.take(KEY) ?? "{}");
      if (page === here()) reach(block);
    },
  };
})();
