// A finding as an element. Everything that notes say becomes text.
const make = (tag, settings = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(settings)) {
    if (value === null || value === undefined || value === false) continue;
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
};
const counted = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

const findingOf = (() => {
  const WORDS = { error: "Error", warning: "Warning", hint: "Hint" };

  const copied = async (event, text) => {
    const button = event.currentTarget;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Copying is not allowed here";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  };
  // An editor's address names a scheme of its own; one that would run here is none.
  const leads = (address) => URL.canParse(address ?? "") && !/^(javascript|data|blob):/.test(new URL(address).protocol);

  const place = ({ file, line, column, open, rule }) => {
    const where = [file, line, column].filter((part) => part !== null && part !== undefined).join(":");
    const name = leads(open) ? make("a", { href: open }, where) : make("span", {}, where);
    const copy = make("button", { type: "button", className: "copy", "aria-label": `Copy ${where}`, onclick: (event) => copied(event, where) }, "Copy");
    return make("p", { className: "place" }, ...file ? [name, leads(open) ? null : copy] : [], make("span", { className: "rule" }, rule));
  };
  const lines = ({ excerpt, line, label }) => make("div", { className: "excerpt" }, ...excerpt.flatMap(({ line: number, text }) => {
    const meant = number === line;
    const shown = make("div", { className: meant ? "line meant" : "line" },
      make("span", { className: "number" }, String(number)), make("span", { className: "words" }, text));
    const said = meant && label && make("div", { className: "line meant" }, make("span"), make("span", { className: "label" }, label));
    return said ? [shown, said] : [shown];
  }));

  return (finding) => make("li", { className: `finding ${finding.severity}` },
    make("p", { className: "message" }, make("span", { className: "severity" }, WORDS[finding.severity] ?? finding.severity), finding.message),
    place(finding),
    finding.excerpt?.length ? lines(finding) : finding.label ? make("p", { className: "label" }, finding.label) : null,
    finding.help ? make("p", { className: "help" }, finding.help) : null);
})();
