// The page in view, changed where the server changed it and nowhere else: `page.change(next)`.
// What a reader opened or typed, and what scripts added or set, is not of the server and stays as it is.
const page = (() => {
  // The page as the server gave it, and of each of its nodes the one in view. It is taken before deferred scripts run.
  const given = document.documentElement.cloneNode(true);
  const shown = new WeakMap();
  const pair = (node, twin) => {
    shown.set(node, twin);
    node.childNodes.forEach((child, i) => pair(child, twin.childNodes[i]));
  };
  pair(given, document.documentElement);

  const OWN = 'script[src*="__leafcutter/"]';
  const withoutOwn = (root) => {
    for (const script of root.querySelectorAll(OWN)) script.remove();
    return root;
  };
  withoutOwn(given);

  // A script in the head has run already, and may have set attributes of the root, or of what it finds by an id:
  // what the server gave of these is known from the next page only.
  let early = [given, ...given.querySelectorAll("head [id]")];
  const learn = (next) => {
    for (const node of early) {
      const now = node === given ? next : next.querySelector(`head #${CSS.escape(node.id)}`);
      if (!now) continue;
      for (const { name } of [...node.attributes]) if (!now.hasAttribute(name)) node.removeAttribute(name);
      for (const { name, value } of now.attributes) if (name !== "href" && name !== "lang") node.setAttribute(name, value);
    }
    early = [];
  };

  const change = (was, now) => {
    if (was.isEqualNode(now)) return;
    if (was.nodeType !== Node.ELEMENT_NODE) return changeText(was, now);
    changeAttributes(was, now);
    // Where scripts run, nobody sees what it holds.
    if (was.localName !== "noscript") changeChildren(was, now);
  };

  // The characters that stay are not touched, so that a selection in them holds.
  const changeText = (was, now) => {
    const [a, b] = [was.data, now.data];
    was.data = b;
    const text = shown.get(was);
    if (text.data !== a) return;
    const most = Math.min(a.length, b.length);
    let [start, end] = [0, 0];
    while (start < most && a[start] === b[start]) start++;
    while (end < most - start && a.at(-1 - end) === b.at(-1 - end)) end++;
    text.replaceData(start, a.length - end - start, b.slice(start, b.length - end));
  };

  const changeAttributes = (was, now) => {
    const element = shown.get(was);
    const kept = [...was.classList];
    const wanted = [...now.classList];
    for (const name of new Set([...was.getAttributeNames(), ...now.getAttributeNames()])) {
      const value = now.getAttribute(name);
      if (value === was.getAttribute(name)) continue;
      if (name === "class") {
        element.classList.remove(...kept.filter((one) => !wanted.includes(one)));
        element.classList.add(...wanted);
      } else if (value === null) element.removeAttribute(name);
      else element.setAttribute(name, value);
      if (value === null) was.removeAttribute(name);
      else was.setAttribute(name, value);
    }
  };

  const changeChildren = (was, now) => {
    const [old, next] = [[...was.childNodes], [...now.childNodes]];
    const most = Math.min(old.length, next.length);
    let [start, end] = [0, 0];
    while (start < most && old[start].isEqualNode(next[start])) start++;
    while (end < most - start && old.at(-1 - end).isEqualNode(next.at(-1 - end))) end++;
    const [before, after] = [old.slice(start, old.length - end), next.slice(start, next.length - end)];
    const pairs = new Map(align(before, after).map(([node, same]) => [same, node]));
    const kept = new Set(pairs.values());
    for (const node of before) {
      if (kept.has(node)) continue;
      shown.get(node).remove();
      node.remove();
    }
    let last = old[start - 1];
    for (const node of after) {
      const same = pairs.get(node);
      if (same) change(same, node);
      else insert(node, was, last);
      last = same ?? node;
    }
  };

  const insert = (node, parent, last) => {
    const twin = document.importNode(node, true);
    pair(node, twin);
    if (last) last.after(node);
    else parent.prepend(node);
    const neighbour = last && shown.get(last);
    const home = shown.get(parent);
    if (neighbour?.parentNode === home) neighbour.after(twin);
    else home.prepend(twin);
  };

  // What a browser reads once: where any of it changed, the page has to be loaded anew.
  const once = (root) => [...root.querySelectorAll("script, base, meta[http-equiv]")].map((node) => node.outerHTML).join("\n");

  return {
    // Whether it could be changed without loading it anew.
    change(html) {
      const next = withoutOwn(new DOMParser().parseFromString(html, "text/html").documentElement);
      if (once(next) !== once(given)) return false;
      learn(next);
      change(given, next);
      return true;
    },
    // The elements in view that stand for those of the server which match.
    all: (selector) => [...given.querySelectorAll(selector)].map((node) => shown.get(node)),
    // From now on `twin` stands where `element` did.
    replaced(element, twin) {
      const node = [...given.querySelectorAll(element.localName)].find((node) => shown.get(node) === element);
      if (node) shown.set(node, twin);
    },
  };
})();
