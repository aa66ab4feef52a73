// The line to the server: `wire(news)` tells of every newer build, for as long as the page can be seen.
// A page that is out of sight keeps no line open: a browser has only a few for each host.
const wire = (() => {
  const SOON = 500;
  const LATE = 5000;
  // So long the server may be away before it is said.
  const PATIENCE = 2000;
  // Where no line is free, news are asked for this often, and a line after so many times.
  const TURN = 2000;
  const TURNS = 5;

  return ({ build, heard, look, away }) => {
    let source, timer, alarm;
    let failures = 0;
    let turns = 0;

    const later = (act, time) => {
      clearTimeout(timer);
      timer = setTimeout(act, time);
    };
    const hangUp = () => {
      clearTimeout(timer);
      source?.close();
      source = null;
    };
    const back = () => {
      clearTimeout(alarm);
      alarm = null;
      failures = 0;
      away(false);
    };
    const lost = () => {
      alarm ??= setTimeout(away, PATIENCE, true);
      later(call, Math.min(SOON * 2 ** failures++, LATE));
    };

    const call = () => {
      if (document.hidden) return;
      hangUp();
      source = new EventSource(`${base}__leafcutter/events?since=${build()}`);
      const mine = source;
      let open = false;
      mine.onopen = () => {
        open = true;
        turns = 0;
        look().then(back, () => {});
      };
      mine.onmessage = ({ data }) => heard(Number(data)).catch(() => {
        if (mine !== source) return;
        hangUp();
        lost();
      });
      mine.onerror = () => {
        if (mine !== source) return;
        hangUp();
        // The server ended, or it has no line left and answers all the same.
        look().then(() => {
          back();
          if (open) later(call, SOON);
          else later(poll, TURN);
        }, lost);
      };
    };
    const poll = () => {
      if (document.hidden) return;
      if (++turns % TURNS === 0) call();
      else look().then(() => later(poll, TURN), lost);
    };
    const again = () => {
      failures = 0;
      if (document.hidden) hangUp();
      else if (!source) call();
    };

    document.addEventListener("visibilitychange", again);
    addEventListener("online", again);
    addEventListener("pageshow", again);
    addEventListener("pagehide", () => {
      clearTimeout(alarm);
      hangUp();
    });
    call();
  };
})();
