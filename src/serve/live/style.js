// How the preview's own parts look: in a shadow tree, so that neither the site's style sheets nor these reach into each other.
const STYLE = `
:host {
  all: initial; color-scheme: inherit; position: static; display: block;
  --paper: light-dark(oklch(99.7% .002 125), oklch(22.5% .013 155));
  --sunk: light-dark(oklch(97% .007 125), oklch(19% .012 155));
  --line: light-dark(oklch(88% .014 135), oklch(35% .018 152));
  --ink: light-dark(oklch(26% .02 150), oklch(91% .014 135));
  --soft: light-dark(oklch(45% .022 150), oklch(75% .02 140));
  --leaf: light-dark(oklch(45.5% .115 145), oklch(81% .125 140));
  --error: light-dark(oklch(46% .16 25), oklch(80% .115 25));
  --error-tint: light-dark(oklch(95% .032 25), oklch(30% .06 25));
  --warning: light-dark(oklch(46% .1 70), oklch(82% .11 80));
  --warning-tint: light-dark(oklch(95.5% .045 85), oklch(30% .045 80));
  --hint: light-dark(oklch(45% .08 245), oklch(82% .07 240));
  --hint-tint: light-dark(oklch(95.5% .02 240), oklch(29% .035 245));
  --text: Seravek, "Segoe UI", "Noto Sans", Ubuntu, "Open Sans", Roboto, system-ui, sans-serif;
  --display: "Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", P052, "Noto Serif", Georgia, serif;
  --mono: ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "Noto Sans Mono", "DejaVu Sans Mono", monospace;
  --shadow: 0 .1rem .3rem oklch(20% .02 150 / .1), 0 1rem 3rem oklch(20% .02 150 / .22);
}
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, p, ol, ul { margin: 0; padding: 0; list-style: none; }
:focus-visible { outline: .16rem solid var(--leaf); outline-offset: .12rem; border-radius: .3rem; }
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
.aloud { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.panel {
  position: fixed; z-index: 2147483646; left: 0; right: 0; bottom: 1rem; margin-inline: auto;
  display: flex; flex-direction: column; width: min(46rem, 100% - 2rem); max-height: min(36rem, 70vh);
  font: 400 .9375rem/1.5 var(--text); color: var(--ink); background: var(--paper); overflow-wrap: anywhere;
  border: 1px solid var(--line); border-radius: 1.4rem .4rem 1.4rem .4rem; box-shadow: var(--shadow); overflow: hidden;
  animation: come .18s ease-out;
}
@keyframes come { from { opacity: 0; transform: translateY(.6rem); } }
header { display: flex; align-items: flex-start; gap: 1rem; padding: 1rem 1rem .8rem 1.4rem; border-bottom: 1px solid var(--line); }
header div { flex: 1; min-width: 0; }
h2 { font: 600 1.1875rem/1.3 var(--display); }
h2:focus { outline: none; }
.lead { color: var(--soft); font-size: .875rem; text-wrap: pretty; }
.close, .dismiss {
  flex: none; display: inline-flex; align-items: center; justify-content: center; gap: .45rem; min-height: 2rem; padding: .15rem .6rem;
  font-size: .8125rem; color: var(--soft); border: 1px solid var(--line); border-radius: .7em .25em .7em .25em;
}
:is(.close, .dismiss, .copy):hover { color: var(--leaf); border-color: var(--leaf); }
kbd { font: 400 .75rem/1.4 var(--text); padding: 0 .35em; border: 1px solid var(--line); border-radius: .3em; }
.body { overflow-y: auto; overscroll-behavior: contain; padding: 0 1.4rem 1.2rem; scrollbar-width: thin; }
.failed { margin-top: 1rem; padding: .7rem .9rem; font: 400 .8438rem/1.55 var(--mono); white-space: pre-wrap; background: var(--sunk); border-left: .2rem solid var(--error); border-radius: .15rem .6rem .6rem .15rem; }
.finding { padding-block: 1rem; }
.finding + .finding { border-top: 1px solid var(--line); }
.message { font-weight: 600; line-height: 1.4; text-wrap: pretty; }
.severity { margin-right: .55em; padding: .1em .55em; font-size: .75rem; font-weight: 600; border-radius: .6em .2em .6em .2em; white-space: nowrap; }
.error .severity { color: var(--error); background: var(--error-tint); }
.warning .severity { color: var(--warning); background: var(--warning-tint); }
.hint .severity { color: var(--hint); background: var(--hint-tint); }
.place { display: flex; flex-wrap: wrap; align-items: baseline; gap: .15rem .6rem; margin-top: .3rem; font: 400 .8125rem/1.5 var(--mono); color: var(--soft); }
.place a { color: var(--leaf); text-decoration-thickness: .07em; text-underline-offset: .2em; }
.rule { font: 400 .8125rem/1.5 var(--text); }
.copy { min-height: 1.5rem; padding: 0 .45rem; font: 400 .75rem/1.5 var(--text); color: var(--soft); border: 1px solid var(--line); border-radius: .6em .2em .6em .2em; }
.excerpt { margin-top: .55rem; padding-block: .4rem; font: 400 .8125rem/1.55 var(--mono); background: var(--sunk); border-radius: .9rem .3rem .9rem .3rem; overflow: hidden; }
.line { display: grid; grid-template-columns: 3.2rem minmax(0, 1fr); }
.number { padding-right: .8rem; text-align: right; color: var(--soft); user-select: none; font-variant-numeric: tabular-nums; }
.words { padding-right: .9rem; white-space: pre-wrap; tab-size: 4; }
.error .meant { background: var(--error-tint); }
.warning .meant { background: var(--warning-tint); }
.hint .meant { background: var(--hint-tint); }
.meant .number { color: var(--ink); font-weight: 600; }
.label { padding-right: .9rem; font-family: var(--text); font-weight: 600; }
.error .label { color: var(--error); }
.warning .label { color: var(--warning); }
.hint .label { color: var(--hint); }
.help { margin-top: .5rem; color: var(--soft); text-wrap: pretty; }
details { border-top: 1px solid var(--line); }
summary { padding-block: .8rem; color: var(--soft); cursor: pointer; }
summary:hover { color: var(--leaf); }
.more { padding-top: .8rem; color: var(--soft); border-top: 1px solid var(--line); }

.corner { position: fixed; z-index: 2147483645; right: 1rem; bottom: 1rem; display: flex; align-items: stretch; font: 400 .8125rem/1.4 var(--text); color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 1rem .35rem 1rem .35rem; box-shadow: 0 .3rem 1rem oklch(20% .02 150 / .14); }
.pill { display: inline-flex; align-items: center; gap: .5rem; min-height: 2.1rem; padding: .2rem .3rem .2rem .85rem; font-variant-numeric: tabular-nums; }
.pill::before { content: ""; width: .6rem; aspect-ratio: 1; border-radius: 50% 12% 50% 12%; background: var(--warning); }
.pill.grave::before { background: var(--error); }
.pill:hover { color: var(--leaf); }
.corner .dismiss { min-width: 2rem; padding: 0 .5rem; font-size: 1rem; border: 0; }

.bar { position: fixed; z-index: 2147483645; left: 1rem; bottom: 1rem; max-width: min(28rem, calc(100% - 2rem)); padding: .5rem .95rem; font: 400 .8125rem/1.45 var(--text); color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-left: .2rem solid var(--warning); border-radius: .3rem 1rem .3rem .3rem; box-shadow: 0 .3rem 1rem oklch(20% .02 150 / .14); }
.bar p + p { margin-top: .25rem; }

@media (max-width: 40rem) {
  .panel { bottom: .5rem; width: calc(100% - 1rem); max-height: 66vh; }
  header { padding: .8rem .7rem .7rem 1rem; gap: .6rem; }
  .body { padding-inline: 1rem; }
  .line { grid-template-columns: 2.4rem minmax(0, 1fr); }
  .number { padding-right: .6rem; }
  .corner { right: .6rem; bottom: .6rem; }
  .bar { left: .6rem; bottom: 3.4rem; max-width: calc(100% - 1.2rem); }
}
@media (hover: none) { kbd { display: none; } }
@media (prefers-reduced-motion: reduce) { .panel { animation: none; } }
@media print { :host { display: none; } }
`;
