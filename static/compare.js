// The notes on two services side by side, taken from their own pages.
// A classic script, not a module: browsers refuse modules on pages opened from disk.
{
  const form = document.getElementById("lc-compare");
  const sides = document.getElementById("lc-sides");
  const said = document.getElementById("lc-compared");
  const selects = [document.getElementById("lc-a"), document.getElementById("lc-b")];
  const pages = new Map();

  const fetched = (href) => {
    if (!pages.has(href)) {
      const page = fetch(href)
        .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
        .then((html) => new DOMParser().parseFromString(html, "text/html"));
      page.catch(() => pages.delete(href));
      pages.set(href, page);
    }
    return pages.get(href);
  };

  const element = (name, className, text = "") => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };

  const link = (href, text) => {
    const made = element("a", "", text);
    made.href = href;
    return made;
  };

  // A page's notes without what would run, or have an id twice. Links within the page lead to it.
  const note = (original, href) => {
    const copy = document.importNode(original, true);
    for (const unwanted of copy.querySelectorAll("script, style, iframe, object, embed, .anchor, .copy")) unwanted.remove();
    for (const inside of [copy, ...copy.querySelectorAll("*")]) {
      inside.removeAttribute("id");
      inside.removeAttribute("name");
      if (inside.getAttribute("href")?.startsWith("#")) inside.setAttribute("href", href + inside.getAttribute("href"));
    }
    return copy;
  };

  const side = (page, href, title, letter) => {
    const made = element("section", "side");
    const head = element("h2", "");
    head.append(link(href, title));
    const contents = element("ol", "contents-list");
    const notes = [];
    for (const section of page.querySelectorAll(".section")) {
      const original = section.querySelector(".note");
      if (!original) continue;
      const copy = note(original, href);
      const heading = section.querySelector(":scope > h2");
      if (heading) copy.prepend(element("h2", "", heading.firstChild?.textContent ?? ""));
      notes.push(copy);
    }
    for (const heading of notes.flatMap((copy) => [...copy.querySelectorAll("h2, h3")])) {
      heading.id = `lc-${letter}-${contents.children.length}`;
      const entry = element("li", "");
      entry.dataset.level = heading.localName.slice(1);
      entry.append(link(`#${heading.id}`, heading.textContent));
      contents.append(entry);
    }
    made.append(head, ...(contents.children.length > 1 ? [contents] : []), ...notes);
    return made;
  };

  const title = (select) => select.selectedOptions[0].textContent;

  const show = async (before = "Fetching both pages …") => {
    const hrefs = selects.map((select) => select.value);
    const titles = selects.map(title);
    said.textContent = before;
    try {
      const [a, b] = await Promise.all(hrefs.map(fetched));
      if (hrefs.some((href, at) => href !== selects[at].value)) return;
      const both = [side(a, hrefs[0], titles[0], "a"), side(b, hrefs[1], titles[1], "b")];
      if (!both.every((one, at) => one.isEqualNode(sides.children[at]))) sides.replaceChildren(...both);
      sides.hidden = false;
      said.textContent = "";
    } catch {
      sides.hidden = true;
      const why = location.protocol === "file:"
        ? "Browsers forbid a page that is opened from disk to read others; both can be opened: "
        : "The pages could not be fetched; both can be opened: ";
      said.replaceChildren(why, link(hrefs[0], titles[0]), ", ", link(hrefs[1], titles[1]), ".");
    }
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = new URLSearchParams(selects.map((select) => [select.name, select.value]));
    try {
      history.replaceState(null, "", `?${query}`);
    } catch { /* the address stays as it is */ }
    show();
  });
  // Pages may have changed while a preview shows them.
  document.addEventListener("leafcutter:shown", () => {
    pages.clear();
    if (!sides.hidden) show("");
  });
  const asked = new URLSearchParams(location.search);
  let known = 0;
  for (const select of selects) {
    const wanted = [...select.options].find((option) => option.value === asked.get(select.name));
    if (wanted) {
      select.value = wanted.value;
      known += 1;
    }
  }
  if (known === 2) show();
}
