// The beginning of what a link leads to, shown while the pointer or the focus rests on it.
// Pages opened from disk may not be read by scripts: there, links do without.
if (location.protocol !== "file:") {
  const REST = 350;
  const LEAVE = 200;
  const BLOCKS = 6;
  const pages = new Map();
  let card, link, timer;

  const fetched = (url) => {
    const { pathname } = url;
    if (!pages.has(pathname)) {
      const page = fetch(pathname)
        .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
        .then((html) => new DOMParser().parseFromString(html, "text/html"));
      page.catch(() => pages.delete(pathname));
      pages.set(pathname, page);
    }
    return pages.get(pathname);
  };

  // The blocks to show: those under a heading, around a place in the text, or at the beginning of the page.
  const blocks = (page, id) => {
    const target = id ? page.getElementById(id) : null;
    const block = target?.closest(".note > *");
    let first = block ?? (target?.closest(".section") ?? page).querySelector(".note > *");
    const heading = first?.matches("h2, h3, h4, h5, h6") ? first : null;
    if (heading && heading === block) first = heading.nextElementSibling;
    const shown = [];
    for (let at = first; at && shown.length < BLOCKS; at = at.nextElementSibling) {
      if (at !== first && at.matches("h2, h3, h4, h5, h6")) break;
      shown.push(at);
    }
    return { title: heading === block ? heading?.firstChild?.textContent : null, shown };
  };

  const fill = (page, url) => {
    const { title, shown } = blocks(page, decodeURIComponent(url.hash.slice(1)));
    const name = page.querySelector("h1")?.textContent ?? "";
    const head = document.createElement("p");
    head.className = "preview-title";
    head.textContent = title && title !== name ? `${name} › ${title}` : name;
    const text = document.createElement("div");
    text.className = "note";
    for (const block of shown) text.append(document.importNode(block, true));
    for (const element of text.querySelectorAll("script, style, iframe, .anchor, .copy")) element.remove();
    for (const element of [...text.querySelectorAll("*")]) {
      for (const name of ["id", "href", "tabindex", "name"]) element.removeAttribute(name);
    }
    card.replaceChildren(head, text);
    return shown.length > 0;
  };

  const place = () => {
    const [line] = link.getClientRects();
    if (!line) return hide();
    const { width, height } = card.getBoundingClientRect();
    const room = document.documentElement.clientWidth - width - 16;
    card.style.left = `${Math.max(16, Math.min(line.left, room))}px`;
    const below = line.bottom + 8;
    card.style.top = `${below + height < innerHeight ? below : Math.max(8, line.top - height - 8)}px`;
  };

  const hide = () => {
    clearTimeout(timer);
    link?.removeAttribute("aria-describedby");
    link = null;
    if (card) card.hidden = true;
  };

  const show = async (wanted) => {
    const url = new URL(wanted.href);
    const page = await fetched(url).catch(() => null);
    if (!page || link !== wanted) return;
    if (!card) {
      card = document.createElement("div");
      card.id = "lc-preview";
      card.className = "preview";
      card.setAttribute("role", "tooltip");
      card.hidden = true;
      card.addEventListener("pointerenter", () => clearTimeout(timer));
      card.addEventListener("pointerleave", () => { timer = setTimeout(hide, LEAVE); });
      document.body.append(card);
    }
    if (!fill(page, url)) return hide();
    card.hidden = false;
    // What does not fit fades out.
    card.classList.toggle("preview-full", card.scrollHeight > card.clientHeight);
    wanted.setAttribute("aria-describedby", card.id);
    place();
  };

  const leads = (target) => {
    const found = target.closest?.(".note a[href], .tile a, .siblings a, .mentions a, .turn a, .places a, .row a");
    if (!found || found.matches(".anchor") || found.origin !== location.origin) return null;
    return found.pathname.endsWith(".html") && !(found.pathname === location.pathname && !found.hash) ? found : null;
  };

  const begin = (event) => {
    if (event.pointerType === "touch") return;
    const wanted = leads(event.target);
    if (!wanted || wanted === link) {
      if (wanted) clearTimeout(timer);
      return;
    }
    hide();
    link = wanted;
    timer = setTimeout(show, REST, wanted);
  };

  const end = (event) => {
    if (link && leads(event.target) === link) {
      clearTimeout(timer);
      timer = setTimeout(hide, LEAVE);
    }
  };

  // Pages may have changed while a preview shows them.
  document.addEventListener("leafcutter:shown", () => pages.clear());
  document.addEventListener("pointerover", begin);
  document.addEventListener("pointerout", end);
  document.addEventListener("focusin", (event) => { if (event.target.matches(":focus-visible")) begin(event); });
  document.addEventListener("focusout", end);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  addEventListener("scroll", () => { if (card && !card.hidden) hide(); }, { passive: true });
}
