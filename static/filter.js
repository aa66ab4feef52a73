// Narrows the tiles of the home page while one types; without it the page is whole.
// A classic script, not a module: browsers refuse modules on pages opened from disk.
{
  const box = document.querySelector(".filter");
  const input = box.querySelector("input");
  const status = box.querySelector(".filter-status");
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  let tiles, shelves;
  const gather = () => {
    tiles = [...document.querySelectorAll(".tile")].map((element) => ({
      element,
      link: element.querySelector("a"),
      text: plain(element.querySelector("a").textContent + " " + element.dataset.names),
    }));
    shelves = [...document.querySelectorAll(".shelf")];
  };
  const search = document.createElement("a");
  search.textContent = "Search the notes for it";

  const narrow = () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { element, text } of tiles) {
      element.hidden = !words.every((word) => text.includes(word));
      found += !element.hidden;
    }
    for (const shelf of shelves) shelf.hidden = !shelf.querySelector(".tile:not([hidden])");
    box.classList.toggle("nothing", found === 0);
    // How many pages a category has says nothing of those that are left.
    document.body.classList.toggle("narrowed", words.length > 0);
    status.textContent = words.length === 0 ? ""
      : found === 0 ? `No page goes by “${input.value.trim()}”. `
      : `${found} of ${tiles.length} pages`;
    search.href = "search.html?q=" + encodeURIComponent(input.value.trim());
    if (found === 0) status.append(search, ". Esc clears the box.");
  };

  const clear = () => {
    input.value = "";
    narrow();
  };

  gather();
  box.hidden = false;
  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    const first = tiles.find(({ element }) => !element.hidden);
    if (input.value.trim()) (first ? first.link : search).click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && (event.target === input || input.value) && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      if (input.value) clear();
      else input.blur();
    }
  });
  // Coming back, the browser may have put the typed words back into the box.
  addEventListener("pageshow", narrow);
  // A preview changes the page in its place.
  document.addEventListener("leafcutter:patched", () => {
    gather();
    narrow();
  });
}
