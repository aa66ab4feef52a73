// Loads the page again when a newer build of the site is shown.
(() => {
  const build = Number(document.currentScript.dataset.build);
  const events = new EventSource(`/__leafcutter/events?since=${build}`);
  events.onmessage = (event) => {
    if (Number(event.data) !== build) location.reload();
  };
  addEventListener("pagehide", () => events.close());
})();
