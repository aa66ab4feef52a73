// Style sheets, pictures and scripts of the page: `files.renew(etags)` takes over those that are new.
const files = (() => {
  // The marks of the files that the page was loaded with or has taken over; unknown before the first news.
  let known;
  // The marks of those that changed since: what is put in later asks for them too.
  const fresh = new Map();

  const pathOf = (address) => {
    const { origin, pathname } = new URL(address, document.baseURI);
    return origin === location.origin && pathname.startsWith(base) ? decodeURIComponent(pathname.slice(base.length)) : null;
  };
  const renewed = (address) => {
    const etag = fresh.get(pathOf(address));
    if (!etag) return null;
    const url = new URL(address, document.baseURI);
    if (url.searchParams.get("v") === etag) return null;
    url.searchParams.set("v", etag);
    return url.href;
  };

  // The old sheet holds until the new one is there, so that the page is never without.
  const swap = (link, href) => {
    const next = link.cloneNode();
    next.href = href;
    page.replaced(link, next);
    next.onload = next.onerror = () => {
      next.media = link.media;
      link.remove();
    };
    link.after(next);
  };
  const renewLinks = () => {
    for (const link of page.all("link[href]")) {
      const href = link.isConnected && renewed(link.href);
      if (!href) continue;
      if (link.relList.contains("stylesheet")) swap(link, href);
      else link.href = href;
    }
  };
  const renewPictures = () => {
    for (const element of document.querySelectorAll("img[src], source[src], video[src], audio[src], video[poster], object[data]")) {
      for (const name of ["src", "poster", "data"]) {
        const address = element.getAttribute(name) && renewed(element.getAttribute(name));
        if (address) element.setAttribute(name, address);
      }
    }
  };

  return {
    // Whether it could be done without loading the page anew, as a changed script wants it.
    renew(etags) {
      const changed = new Set(Object.keys(etags).filter((path) => etags[path] !== known?.[path]));
      const scripts = [...document.scripts].filter(({ src }) => src && known && changed.has(pathOf(src)));
      if (scripts.length) return false;
      for (const path of changed) fresh.set(path, etags[path]);
      known = etags;
      renewLinks();
      renewPictures();
      return true;
    },
    // The page shows these already.
    learn(etags) { known ??= etags; },
  };
})();
