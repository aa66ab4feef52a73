// News of a build: the page and the state are asked for at the same time, and what changed is put into the page in view.
{
  const GONE = "This page is no longer part of the site. What you see is how it was last.";
  const AWAY = "The preview is not running.";
  const WAIT = 10_000;
  const wasMissing = performance.getEntriesByType("navigation")[0]?.responseStatus === 404;

  let { etag } = own;
  let shown = Number(own.build);
  let wanted = shown;
  let busy = false;

  const ask = (address, headers = {}) => fetch(address, { headers, cache: "no-store", signal: AbortSignal.timeout(WAIT) });
  const askState = async () => {
    const answer = await ask(`${base}__leafcutter/state`);
    if (!answer.ok) throw new Error(`the state: ${answer.status}`);
    return answer.json();
  };
  const askPage = async () => {
    const answer = await ask(location.pathname, { "If-None-Match": `"${etag}"` });
    return { status: answer.status, moved: answer.redirected, mark: answer.headers.get("ETag"), html: answer.status === 304 ? "" : await answer.text() };
  };

  // Whether the page in view is that of the answer now, without having been loaded anew.
  const apply = ({ status, mark, html, moved }) => {
    if (moved) return true;
    const isGone = status === 404 && !wasMissing;
    panel.say("gone", isGone ? GONE : null);
    const isNew = (status === 200 || (status === 404 && wasMissing)) && mark !== `"${etag}"`;
    const done = !isNew || hold(() => {
      if (!page.change(html)) return false;
      document.dispatchEvent(new CustomEvent("leafcutter:patched"));
      return true;
    });
    if (!done) return false;
    if (isNew && mark) etag = mark.replaceAll('"', "");
    return true;
  };
  // Painted, it is told: a frame begins, and has been painted when the next task runs.
  const tell = (build, since) => requestAnimationFrame(() => setTimeout(() => {
    const detail = { build, took: performance.now() - since };
    document.dispatchEvent(new CustomEvent("leafcutter:shown", { detail }));
  }));

  // The lists of a site come with a later build than its pages: to each change is led once.
  let led = shown;
  const catchUp = async (build, since = performance.now()) => {
    wanted = build;
    if (busy) return;
    busy = true;
    try {
      while (wanted !== shown && !document.hidden) {
        const target = wanted;
        // Asked for at once, but the text does not wait for what is told of it.
        const told = askState();
        told.catch(() => {});
        if (!apply(await askPage())) return location.reload();
        const state = await told;
        if (state.base !== base) return location.replace(state.base + location.pathname.slice(base.length) + location.hash);
        if (!files.renew(state.files)) return location.reload();
        shown = target;
        panel.show(state);
        if (state.changed_by > led) follow.lead(state.changed);
        led = Math.max(led, state.changed_by);
        tell(target, since);
      }
    } finally {
      busy = false;
    }
  };
  const look = async () => {
    const state = await askState();
    if (state.build !== shown) return catchUp(state.build);
    files.learn(state.files);
    panel.show(state);
  };

  follow.arrive();
  wire({
    build: () => shown,
    look,
    heard: catchUp,
    away: (isAway) => panel.say("away", isAway ? AWAY : null),
  });
}
