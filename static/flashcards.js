// One card at a time, and those known best least often. Without it every card is a fold of its own.
// A classic script, not a module: browsers refuse modules on pages opened from disk.
{
  const KEY = "leafcutter-cards";
  const DAYS = [0, 1, 2, 4, 8, 16];
  const DAY = 86_400_000;
  const by = (id) => document.getElementById(`lc-${id}`);
  const gather = () => [...document.querySelectorAll(".card")].map((element) => ({
    id: element.dataset.card,
    deck: element.closest(".deck").dataset.deck,
    title: element.closest(".deck").querySelector(".sheaf a").textContent,
    front: element.querySelector("summary"),
    back: element.querySelector(".answer"),
    where: element.querySelector(".where"),
  }));
  const today = () => Math.floor((Date.now() - new Date().getTimezoneOffset() * 60_000) / DAY);

  // Each card's box and the day on which it is due. Where nothing can be kept, this visit is all there is.
  let boxes = {};
  let kept = true;
  const read = () => {
    if (!kept) return;
    try {
      const stored = JSON.parse(localStorage.getItem(KEY) ?? "{}");
      if (stored && typeof stored === "object" && !Array.isArray(stored)) boxes = stored;
    } catch { /* as if there were nothing */ }
  };
  // Another tab may have practised since: only the entries of these cards are changed.
  const change = (some, entry) => {
    read();
    for (const card of some) {
      const changed = entry(card);
      if (changed) boxes[card.id] = changed;
      else delete boxes[card.id];
    }
    try {
      localStorage.setItem(KEY, JSON.stringify(boxes));
    } catch {
      // For this visit alone.
      kept = false;
    }
  };
  const box = (card) => {
    const own = boxes[card.id];
    const known = Array.isArray(own) && own.every(Number.isInteger) && own[0] >= 0 && own[0] < DAYS.length;
    return known ? own : [0, 0];
  };

  let cards = gather();
  let deck = cards;
  let queue = [];
  let open = false;

  const say = (text) => {
    by("progress").textContent = text;
  };
  const plural = (count) => `${count} card${count === 1 ? "" : "s"}`;

  const show = () => {
    const card = queue[0];
    open = false;
    by("back").hidden = true;
    by("said").textContent = "";
    by("again").hidden = by("good").hidden = true;
    by("show").hidden = !card;
    const known = deck.filter((one) => box(one)[0] > 0).length;
    say(card ? `${queue.length} to go, ${known} of ${deck.length} known` : `${known} of ${deck.length} known`);
    by("card-where").replaceChildren();
    if (!card) {
      const next = Math.min(...deck.map((one) => box(one)[1])) - today();
      const when = next <= 0 ? "now" : next === 1 ? "tomorrow" : `in ${next} days`;
      by("front").textContent = `That was all for today. The next card comes ${when}.`;
      by("front").classList.remove("long");
      return;
    }
    const where = card.where.cloneNode(true);
    const path = where.textContent;
    where.textContent = path === card.title ? path : `${card.title} › ${path}`;
    by("card-where").append(where);
    by("front").replaceChildren(...[...card.front.childNodes].map((node) => node.cloneNode(true)));
    by("front").classList.toggle("long", card.front.textContent.length > 90);
  };

  const turn = () => {
    open = true;
    by("back").replaceChildren(...[...queue[0].back.childNodes].map((node) => node.cloneNode(true)));
    by("back").hidden = false;
    by("show").hidden = true;
    by("again").hidden = by("good").hidden = false;
  };

  const reveal = () => {
    if (!queue[0] || open) return;
    turn();
    by("good").focus({ preventScroll: true });
    by("said").textContent = by("back").textContent;
  };

  const answer = (known) => {
    if (!open) return;
    const card = queue.shift();
    change([card], () => {
      const level = known ? Math.min(box(card)[0] + 1, DAYS.length - 1) : 0;
      return [level, today() + DAYS[level]];
    });
    // What was not known comes again after a few others.
    if (!known) queue.splice(Math.min(3, queue.length), 0, card);
    show();
    (queue[0] ? by("show") : by("card")).focus({ preventScroll: true });
  };

  const choose = () => {
    const wanted = by("deck").value;
    deck = cards.filter((card) => !wanted || card.deck === wanted);
    read();
  };

  const begin = () => {
    choose();
    queue = deck.filter((card) => box(card)[1] <= today());
    show();
  };

  by("practice").hidden = false;
  begin();
  by("deck").addEventListener("change", begin);
  by("show").addEventListener("click", reveal);
  by("again").addEventListener("click", () => answer(false));
  by("good").addEventListener("click", () => answer(true));
  by("reset").addEventListener("click", () => {
    change(deck, () => null);
    begin();
    say(`${plural(deck.length)}, from the beginning`);
  });
  document.addEventListener("keydown", (event) => {
    const busy = event.target.closest?.("input, textarea, select, summary, a, dialog, [contenteditable]");
    if (busy || event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = event.target.closest?.("button");
    if (event.key === " " && !onButton && !open && queue[0]) {
      event.preventDefault();
      reveal();
    } else if (event.key === "1" || event.key === "2") {
      if (open) event.preventDefault();
      answer(event.key === "2");
    }
  });
  // A preview changes the page in its place: the card in hand stays, as long as it is one, and those behind it.
  document.addEventListener("leafcutter:patched", () => {
    const order = new Map(queue.map(({ id }, at) => [id, at]));
    const turned = open && queue[0].id;
    cards = gather();
    choose();
    queue = deck.filter((card) => order.has(card.id) || box(card)[1] <= today());
    queue.sort((a, b) => (order.get(a.id) ?? order.size) - (order.get(b.id) ?? order.size));
    show();
    if (turned && queue[0]?.id === turned) turn();
  });
  // Coming back, the browser may have chosen another deck again.
  addEventListener("pageshow", (event) => { if (event.persisted) begin(); });
}
