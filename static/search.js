// Search as readers meet it: the dialog, the page of results, and the words marked on the page that one lands on.
// A classic script, not a module: browsers refuse modules on pages opened from disk. What notes say and what was typed
// become text nodes, never HTML.
{
  const base = document.currentScript.getAttribute("src").replace(/[^/]*$/, "");
  const mac = /Mac|iP/.test(navigator.platform);
  const came = performance.getEntriesByType("navigation")[0]?.type;
  const byId = (id) => document.getElementById(id);
  const main = byId("lc-main");
  const box = byId("lc-query");
  const here = main?.dataset.href && { service: main.dataset.href, title: main.querySelector("h1").textContent };

  const set = (element, settings) => {
    for (const [name, value] of Object.entries(settings)) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    return element;
  };
  const make = (tag, settings, ...children) => {
    const element = set(document.createElement(tag), settings);
    element.append(...children);
    return element;
  };
  const kbd = (name) => make("kbd", { "aria-hidden": true }, name);
  const small = (text) => make("small", {}, text);
  const hued = (hue, element) => {
    element.style.setProperty("--hue", hue);
    return element;
  };
  const monogram = ({ monogram, hue }) =>
    hued(hue, make("span", { className: "monogram", "aria-hidden": true, "data-letters": monogram.length }, monogram));
  const counted = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
  // A click that asks for another tab or window is the browser's.
  const elsewhere = (event) => event.ctrlKey || event.metaKey || event.shiftKey;
  const query = (values) => {
    const text = String(new URLSearchParams(Object.entries(values).filter(([, value]) => value)));
    return text && "?" + text;
  };
  const results = (q, { service, category }) => base + "search.html" + query({ q, service, category });
  const landing = (href, q) => {
    const [path, place] = href.split("#");
    return base + path + query({ q }) + (place ? "#" + place : "");
  };
  const keep = (state, url) => {
    try {
      history.replaceState({ ...history.state, ...state }, "", url);
    } catch {
      // Some browsers let no page that was opened from disk change its address.
    }
  };

  // Nothing of the index is asked for before somebody searches.
  let loading;
  const script = () => loading ??= new Promise((resolve, reject) => {
    const onload = () => resolve(globalThis.LeafcutterSearch);
    const onerror = () => reject(loading = null);
    document.head.append(make("script", { src: base + "search-engine.js", onload, onerror }));
  });

  // A box and what is found by it: on the page (`full`) as links; the dialog makes options of them.
  const finder = ({ input, facets, list, said, shown, step, limit = step, scope = {}, full }) => {
    let turn = 0;
    let timer;
    const voice = make("p", { className: "aloud", role: "status" });
    said.after(voice);

    const narrow = (to) => {
      scope = to;
      limit = step;
      // Where a keyboard would cover the results, it is not called up.
      if (!matchMedia("(pointer: coarse)").matches) input.focus();
      self.find();
    };
    const scoped = (to, settings, ...label) => make("a", {
      href: results(input.value.trim(), to),
      onclick: (event) => {
        if (elsewhere(event)) return;
        event.preventDefault();
        narrow(to);
      },
      ...settings,
    }, ...label);
    const facet = (to, on, ...label) => {
      const next = on ? {} : to;
      return full
        ? scoped(next, { className: "facet", "aria-current": on }, ...label)
        : make("button", { type: "button", className: "facet", "aria-pressed": on, onclick: () => narrow(next) }, ...label);
    };
    const facetsOf = ({ services = [], categories = [] }) => {
      const { service, category, title } = scope;
      const named = (name, all, chosen, choice) => {
        const others = all.length > 1 ? all.filter((one) => !chosen(one)).map(choice) : [];
        return others.length ? [make("div", { role: "group", "aria-label": name }, make("p", { "aria-hidden": true }, name), ...others)] : [];
      };
      const own = !full && !title && here;
      return [
        ...title ? [facet(scope, true, title, make("span", { "aria-hidden": true }, "×"))] : [],
        ...own ? [facet(here, false, `Only in ${here.title}`, kbd("Tab"))] : [],
        ...named("Services", services, ({ page }) => page.href === service || own && page.href === here.service, ({ page, count }) =>
          facet({ service: page.href, title: page.title }, false, monogram(page), page.title, small(count))),
        ...named("Categories", categories, ({ name }) => name === category, ({ name, hue, count }) =>
          hued(hue, facet({ category: name, title: name }, false, name, small(count)))),
      ];
    };

    const row = (page, ...lead) => make("a", { className: "go", href: landing(page.href) },
      monogram(page), make("span", {}, ...lead, make("b", {}, page.title)), small(page.category));
    const group = (name, heading, rows) => make("div", { className: "group", role: "group", "aria-label": name },
      make("h2", { "aria-hidden": !full }, ...heading), ...rows);
    const found = (q, { page, sections, more }) => {
      const { href, title } = page;
      const rows = sections.map(({ href, path, excerpt }) => make("a", { className: "hit", href: landing(href, q) },
        ...path.length ? [make("b", {}, path.join(" › "))] : [],
        make("span", {}, ...excerpt.map(({ text, mark }) => mark ? make("mark", {}, text) : text))));
      if (more && href !== scope.service) rows.push(scoped({ service: href, title }, { className: "go" }, `${counted(more, "more section")} in ${title}`));
      return group(title, [monogram(page), full ? make("a", { href: landing(href, q) }, title) : title, small(page.category)], rows);
    };
    const quoted = (words, last) => words.map((word) => `“${word}”`).join(` ${last} `);
    const told = ({ total, pages, shown, unknown, apart, rest, goTo }) => [
      shown && `Showing results for “${shown}”.`,
      total && unknown.length && `Nothing has ${quoted(unknown, "or")}; left out.`,
      total && apart.length && `No section has all of these; without ${quoted(apart, "and")}:`,
      total ? `${counted(total, "section")} on ${counted(pages, "page")}` : !goTo.length && `Nothing in ${scope.title ?? "these notes"} has “${rest}”.`,
    ].filter(Boolean).join(" ");

    // A typed `s3: lifecycle` becomes a facet and `lifecycle`; `s3:` alone may become a word of its own yet.
    const adopt = ({ scope: { service, serviceTitle, category }, rest }, text) => {
      if (!service && !category) return;
      if (!scope.title) {
        const space = text.slice(text.trimEnd().length);
        if (!rest && !space) return;
        const before = text.length - input.selectionEnd;
        input.value = rest && rest + space;
        input.selectionStart = input.selectionEnd = Math.max(0, input.value.length - before);
      }
      scope = { service, category, title: [serviceTitle, category].filter(Boolean).join(", ") || scope.title };
    };
    const find = async () => {
      // What is answered later than the next question is dropped.
      const mine = ++turn;
      const text = input.value;
      let answer, failed, services = [];
      try {
        const engine = await (await script()).load(base);
        if (text.trim()) answer = await engine.search(text, { ...scope, limit });
        if (!full && !answer?.total && !answer?.goTo.length) services = await engine.services();
      } catch {
        failed = "The search could not be loaded. It is tried again as you type.";
      }
      if (mine !== turn) return;
      if (answer) adopt(answer, text);
      said.textContent = failed ?? (answer ? told(answer) : "");
      clearTimeout(timer);
      timer = setTimeout(() => { voice.textContent = said.textContent; }, 600);
      facets.replaceChildren(...facetsOf(answer ?? {}));
      facets.hidden = !facets.firstChild;
      const { goTo = [], groups = [], pages, shown: instead, rest } = answer ?? {};
      const rows = [...goTo.map((page) => row(page, "Go to ")), ...groups.map((one) => found(instead ?? rest, one))];
      if (answer && !rows.length && scope.title) rows.push(scoped({}, { className: "go" }, `Search all notes for “${rest}”`));
      if (services.length) rows.push(group("Services", ["Services"], services.map((page) => row(page))));
      if (full && (pages > groups.length || scope.service && groups[0]?.more)) {
        const onclick = () => self.find(limit += step);
        rows.push(make("button", { type: "button", className: "facet", onclick }, "Show more"));
      }
      list.replaceChildren(...rows);
      shown(answer, limit);
    };
    const self = {
      get scope() { return scope; },
      narrow,
      find: () => self.latest = find(),
    };
    input.addEventListener("input", () => {
      limit = step;
      self.find();
    });
    return self;
  };

  const makeDialog = () => {
    let options = [];
    let active = -1;
    let walking = false;
    const input = make("input", {
      type: "text", role: "combobox", inputMode: "search", enterKeyHint: "go", autocomplete: "off", autocapitalize: "none", spellcheck: false, autofocus: true,
      placeholder: "Search the notes", "aria-label": "Search the notes", "aria-autocomplete": "list", "aria-controls": "lc-hits", "aria-expanded": false,
    });
    const facets = make("div", { className: "facets", role: "group", "aria-label": "Narrow the results" });
    const said = make("p", { className: "search-said" });
    const help = make("p", { className: "search-help" }, "Words find titles, headings, text and code. ", make("code", {}, "s3: lifecycle"), " looks in one service only.");
    const list = make("div", { id: "lc-hits", className: "results", role: "listbox", "aria-label": "Results" });
    const all = make("a", {}, "All results");
    const close = make("button", { type: "button", className: "search-close", onclick: () => dialog.close() }, kbd("Esc"), make("span", {}, "Close"));
    const hint = (words, ...keys) => make("span", {}, ...keys.map(kbd), words);
    const dialog = make("dialog", { className: "search", "aria-label": "Search" },
      make("div", { className: "search-box" }, input, close), facets, said, help, list,
      make("p", { className: "search-foot" }, hint("choose", "↑", "↓"), hint("open", "↵"), hint("in a new tab", mac ? "⌘ ↵" : "Ctrl ↵"), all));
    document.body.append(dialog);

    const activate = (index) => {
      options[active]?.setAttribute("aria-selected", false);
      active = index;
      options[active]?.setAttribute("aria-selected", true);
      input.setAttribute("aria-activedescendant", options[active]?.id ?? "");
    };
    const shown = (answer) => {
      options = [...list.querySelectorAll("a")];
      options.forEach((option, index) => set(option, { id: `lc-hit-${index}`, role: "option", tabIndex: -1, "aria-selected": false }));
      list.hidden = !options.length;
      list.scrollTop = 0;
      input.setAttribute("aria-expanded", !list.hidden);
      help.hidden = Boolean(answer);
      all.hidden = !answer?.total;
      all.href = results(input.value.trim(), search.scope);
      activate(answer && (answer.total || answer.goTo.length || search.scope.title) ? 0 : -1);
    };
    const search = finder({ input, facets, list, said, shown, step: 12 });

    const choose = async (event) => {
      await search.latest;
      if (elsewhere(event)) open(options[active]?.href);
      else options[active]?.click();
    };
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const last = options.length - 1;
      const to = {
        ArrowDown: active < last ? active + 1 : 0,
        ArrowUp: active > 0 ? active - 1 : last,
        // Among the options they go to the ends of the list; while typing, to those of the text.
        ...walking && { Home: 0, End: last },
      }[event.key];
      if (to >= 0) {
        walking = true;
        activate(to);
        options[to]?.scrollIntoView({ block: "nearest", behavior: "instant" });
      } else if (event.key === "Enter") choose(event);
      else if (event.key === "Tab" && !event.shiftKey && here && !search.scope.title) search.narrow(here);
      else if (event.key === "Backspace" && !input.value && search.scope.title) search.narrow({});
      else return;
      event.preventDefault();
    });
    input.addEventListener("input", () => { walking = false; });
    list.addEventListener("pointermove", (event) => {
      const index = options.indexOf(event.target.closest("a"));
      if (index >= 0 && index !== active) activate(index);
    });
    // Who comes back from what was found finds the list again.
    list.addEventListener("click", (event) => {
      if (!event.defaultPrevented) keep({ search: { text: input.value, scope: search.scope } });
    });
    dialog.addEventListener("close", () => keep({ search: null }));
    // A list that nobody walks through follows the notes, as far as a preview tells of them.
    document.addEventListener("leafcutter:shown", () => {
      if (dialog.open && !walking) search.narrow(search.scope);
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    return (kept) => {
      if (!dialog.open) dialog.showModal();
      if (kept) input.value = kept.text;
      input.select();
      search.narrow(kept?.scope ?? search.scope);
    };
  };

  // The notes may have changed while a preview shows them.
  document.addEventListener("leafcutter:shown", () => globalThis.LeafcutterSearch?.forget());

  let showDialog;
  const openSearch = (event, kept) => {
    event?.preventDefault();
    if (box) box.select();
    else (showDialog ??= makeDialog())(kept);
  };
  addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event;
    const slash = key === "/" && !ctrlKey && !metaKey && !altKey && !target.closest?.("input, textarea, select, [contenteditable]");
    if (slash || key?.toLowerCase() === "k" && (mac ? metaKey : ctrlKey) && !altKey && !shiftKey) openSearch(event);
  });
  for (const button of document.querySelectorAll(".search-button")) {
    set(button, {
      role: "button", "aria-haspopup": "dialog", "aria-keyshortcuts": `/ ${mac ? "Meta" : "Control"}+K`,
      onclick: (event) => elsewhere(event) || openSearch(event),
      onkeydown: (event) => event.key === " " && openSearch(event),
    }).append(kbd(mac ? "⌘ K" : "Ctrl K"));
  }
  if (came === "back_forward" && history.state?.search) openSearch(null, history.state.search);

  const asked = new URLSearchParams(location.search);
  const words = asked.get("q") ?? "";
  if (box) {
    const title = document.title;
    const [service, category] = [asked.get("service"), asked.get("category")];
    let { y, limit } = history.state ?? {};
    const list = byId("lc-hits");
    const shown = (answer, limit) => {
      const text = box.value.trim();
      byId("lc-index").hidden = answer?.total > 0;
      document.title = text ? `${text} · ${title}` : title;
      keep({ limit, y: 0 }, results(text, search.scope));
      if (y) scrollTo({ top: y, behavior: "instant" });
      y = 0;
    };
    const search = finder({
      input: box, facets: byId("lc-facets"), list, said: byId("lc-said"), shown, step: 20, limit, full: true,
      scope: { service, category, title: category ?? service },
    });
    list.addEventListener("click", () => keep({ y: scrollY }));
    box.form.addEventListener("submit", (event) => search.find(event.preventDefault()));
    box.value = words;
    if (words) search.find();
    else box.focus();
  } else if (main && words) {
    script().then(({ marks }) => land(marks), () => {});
  }

  // What is within a block is read as one text, for a phrase may begin in bold and end in a link: a mark is a list of ranges.
  const INLINE = "a, abbr, b, code, del, em, i, ins, kbd, mark, s, small, span, strong, sub, sup, u";
  function rangesOf(marks) {
    const blocks = [];
    const nodes = document.createTreeWalker(main, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    let block;
    for (let node; (node = nodes.nextNode());) {
      if (node.nodeName === "BR") block = null;
      if (!node.data) continue;
      const around = !node.parentElement.closest("nav, button, script, style, svg, math, .facts, .origin, .extra")
        && node.parentElement.closest(`:not(${INLINE})`);
      if (around && around !== block) blocks.push([]);
      if (around) blocks.at(-1).push(node);
      block = around;
    }
    return blocks.flatMap((texts) => {
      let from = 0;
      const placed = texts.map((text) => ({ text, from: (from += text.length) - text.length }));
      return marks(texts.map(({ data }) => data).join(""), words).map(([start, end]) =>
        placed.filter(({ text, from }) => from < end && start < from + text.length).map(({ text, from }) => {
          const range = new Range();
          range.setStart(text, Math.max(start - from, 0));
          range.setEnd(text, Math.min(end - from, text.length));
          return range;
        }));
    });
  }

  const cleared = (found) => `Clear ${counted(found.length, "mark")}`;

  // The words that led here are marked until Esc, or the button that says so.
  function land(marks) {
    const found = rangesOf(marks), ranges = found.flat();
    if (!ranges.length) return;
    if (came === "navigate") reach(ranges);

    const marked = [];
    if (globalThis.Highlight) {
      CSS.highlights.set("search", new Highlight(...ranges));
    } else {
      // From the last, so that the places of the others stay.
      for (const range of ranges.toReversed()) range.surroundContents(marked[marked.push(make("mark", {})) - 1]);
    }
    // A preview changes the page in its place: what has come is marked as well.
    const mark = () => {
      if (!globalThis.Highlight) return;
      const found = rangesOf(marks);
      CSS.highlights.set("search", new Highlight(...found.flat()));
      bar.firstChild.data = cleared(found);
    };
    const clear = () => {
      document.removeEventListener("leafcutter:patched", mark);
      CSS.highlights?.delete("search");
      for (const mark of marked) mark.replaceWith(...mark.childNodes);
      bar.remove();
      removeEventListener("keydown", escape);
      asked.delete("q");
      keep({}, location.pathname + query(Object.fromEntries(asked)) + location.hash);
    };
    const escape = (event) => {
      if (event.key === "Escape" && !document.querySelector("dialog[open]")) clear();
    };
    const bar = make("button", { type: "button", className: "found-bar", onclick: clear }, cleared(found), kbd("Esc"));
    main.append(bar);
    document.addEventListener("leafcutter:patched", mark);
    addEventListener("keydown", escape);
  }

  // Goes on to the first mark of the section that was meant, where that is below the window or folded away.
  function reach(ranges) {
    const places = [...main.querySelectorAll(":is(h2, h3, h4, h5, h6)[id], .section")];
    const place = main.querySelector(":target") ?? places[0];
    const next = places[places.indexOf(place) + 1];
    const first = ranges.find((range) => !(place && range.comparePoint(place, 0) > 0) && !(next && range.comparePoint(next, 0) < 0));
    if (!first) return;
    const around = first.startContainer.parentElement;
    for (let fold = around; (fold = fold.parentElement?.closest("details"));) fold.open = true;
    if (first.getBoundingClientRect().bottom > innerHeight) around.scrollIntoView({ block: "center" });
  }
}
