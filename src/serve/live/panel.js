// What the preview has to say: a panel over the last good page, a small count of findings, and a bar for what is amiss with itself.
const panel = (() => {
  const CLOSED = "leafcutter-closed";
  const DISMISSED = "leafcutter-dismissed";

  // A short name of a long text, to know it again by.
  const digest = (text) => [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.codePointAt(0)) | 0, text.length).toString(36);

  const host = make("div", { id: "lc-live" });
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];

  const title = make("h2", { id: "title", tabIndex: -1 });
  const lead = make("p", { className: "lead" });
  const failed = make("p", { className: "failed" });
  const grave = make("ol");
  const folded = make("ol");
  const fold = make("details", {}, make("summary"), folded);
  const more = make("p", { className: "more" });
  const close = make("button", { type: "button", className: "close", "aria-keyshortcuts": "Escape" }, "Close", make("kbd", { "aria-hidden": "true" }, "Esc"));
  const body = make("div", { className: "body", tabIndex: 0, role: "group", "aria-label": "Findings" }, failed, grave, fold, more);
  const box = make("section", { className: "panel", role: "dialog", "aria-modal": "false", "aria-labelledby": "title", hidden: true },
    make("header", {}, make("div", {}, title, lead), close), body);
  const pill = make("button", { type: "button", className: "pill", "aria-haspopup": "dialog" });
  const dismiss = make("button", { type: "button", className: "dismiss", "aria-label": "Hide the count of findings" }, "×");
  const corner = make("aside", { className: "corner", "aria-label": "Preview", hidden: true }, pill, dismiss);
  const bar = make("div", { className: "bar", role: "status", hidden: true });
  const voice = make("p", { className: "aloud", role: "status" });
  root.append(box, corner, bar, voice);

  let state;
  let key = "";
  let isGrave = false;
  let wanted = false;
  const sayings = new Map();

  const heading = ({ made, failed, counts }) => {
    if (failed || !made) return "The site could not be made anew";
    return counts.error ? counted(counts.error, "error") : counted(counts.warning, "warning");
  };
  const subtitle = ({ made, failed }) => {
    if (failed || !made) return "What you see is the last site that could be made. It goes on by itself once this is mended.";
    return isGrave ? "The site was made all the same. This goes by itself once it is mended." : "The site was made all the same.";
  };
  const fill = () => {
    const { findings, counts } = state;
    const hints = findings.filter(({ severity }) => severity === "hint");
    title.textContent = heading(state);
    lead.textContent = subtitle(state);
    failed.textContent = state.failed ?? "";
    failed.hidden = !state.failed;
    grave.replaceChildren(...findings.filter((finding) => !hints.includes(finding)).map(findingOf));
    folded.replaceChildren(...hints.map(findingOf));
    fold.hidden = !hints.length;
    fold.firstChild.textContent = counted(counts.hint, "hint");
    const left = counts.error + counts.warning + counts.hint - findings.length;
    more.hidden = left <= 0;
    more.textContent = `${counted(left, "more finding")}: leafcutter check lists all.`;
  };
  const count = ({ counts, failed, made }) => {
    const parts = [["error", counts.error], ["warning", counts.warning]].filter(([, count]) => count).map(([noun, count]) => counted(count, noun));
    return parts.join(", ") || (failed || !made ? "No site" : "");
  };

  const paint = () => {
    if (box.hidden === wanted) box.hidden = !wanted;
    pill.textContent = state ? count(state) : "";
    pill.classList.toggle("grave", isGrave);
    corner.hidden = wanted || !pill.textContent || (!isGrave && memory.get(DISMISSED) !== null);
    dismiss.hidden = isGrave;
    if (box.hidden && corner.hidden && bar.hidden) host.remove();
    else if (!host.isConnected) document.body.append(host);
  };
  const shut = () => {
    const inside = box.contains(root.activeElement);
    wanted = false;
    if (isGrave) memory.set(CLOSED, digest(key));
    paint();
    if (inside && !corner.hidden) pill.focus();
  };
  close.onclick = shut;
  pill.onclick = () => {
    wanted = true;
    paint();
    title.focus();
  };
  dismiss.onclick = () => {
    memory.set(DISMISSED, "yes");
    paint();
  };
  // Whatever else is open, or has a use for the key, has it first.
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || box.hidden || document.querySelector("dialog[open]")) return;
    shut();
    event.preventDefault();
  });

  return {
    // The findings of the build that is shown.
    show(next) {
      const { made, failed, findings, counts } = next;
      const now = made && !failed && !findings.length ? "" : JSON.stringify([made, failed, findings, counts]);
      state = next;
      if (now === key) return paint();
      const focused = box.contains(root.activeElement);
      const wasGrave = isGrave;
      key = now;
      isGrave = !made || failed !== null || counts.error > 0;
      // Whoever reads the warnings goes on reading them; nothing that is mended stays.
      const closed = memory.get(CLOSED);
      wanted = isGrave ? closed === null || closed !== digest(key) : wanted && !wasGrave && counts.warning > 0;
      fill();
      paint();
      voice.textContent = wanted && isGrave ? title.textContent : "";
      if (focused && wanted) title.focus();
    },
    // A line about the preview itself, by its name; without text it goes.
    say(name, text) {
      if ((sayings.get(name) ?? null) === (text ?? null)) return;
      if (text) sayings.set(name, text);
      else sayings.delete(name);
      bar.replaceChildren(...[...sayings.values()].map((saying) => make("p", {}, saying)));
      bar.hidden = sayings.size === 0;
      paint();
    },
  };
})();
