// What one looks at stays where it is in the window, however much above it grows or shrinks: `hold(change)`.
const hold = (() => {
  const MOST = 12;

  // The innermost elements in view, from above; those that begin above the window come last.
  const inView = (element, found = []) => {
    for (const child of element.children) {
      if (found.length >= MOST) break;
      const { top, bottom } = child.getBoundingClientRect();
      if (top >= innerHeight) break;
      if (bottom <= 0 || getComputedStyle(child).position === "fixed") continue;
      const before = found.length;
      inView(child, found);
      if (found.length === before) found.push({ element: child, top });
    }
    return found;
  };

  return (change) => {
    const places = scrollY > 0 ? inView(document.querySelector("main") ?? document.body) : [];
    places.sort((a, b) => (a.top < 0) - (b.top < 0));
    // The browser's own way of doing this would move the page a second time.
    const { style } = document.documentElement;
    if (places.length) style.overflowAnchor = "none";
    const changed = change();
    const place = places.find(({ element }) => element.isConnected && element.getClientRects().length);
    if (place) {
      const moved = place.element.getBoundingClientRect().top - place.top;
      if (moved) scrollBy({ top: moved, behavior: "instant" });
    }
    if (places.length) {
      requestAnimationFrame(() => {
        style.removeProperty("overflow-anchor");
        if (!style.length) document.documentElement.removeAttribute("style");
      });
    }
    return changed;
  };
})();
