// Which nodes of two lists stand for each other, in order: `align(was, now)` gives their pairs.
// First the same ones, then those that have a name in common or begin alike, then those of a kind.
const align = (() => {
  // Beyond so many comparisons, a list is gone through once.
  const MOST = 4_000_000;
  const start = (node) => node.textContent.trimStart().slice(0, 32);
  const name = (node) => node.id || node.querySelector?.("[id]")?.id || start(node);
  const KEYS = [
    (node) => node.outerHTML ?? node.nodeName + node.data,
    (node) => `${node.nodeName} ${name(node)}`,
    (node) => `${node.nodeName} ${node.getAttribute?.("class")}`,
  ];

  // For each place in `b`, how much the lists have in common from there on: a row for each place in `a`.
  const table = (a, b) => {
    const width = b.length + 1;
    const common = new Uint32Array((a.length + 1) * width);
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) {
        const at = i * width + j;
        common[at] = a[i] === b[j] ? common[at + width + 1] + 1 : Math.max(common[at + width], common[at + 1]);
      }
    }
    return (i, j) => common[i * width + j];
  };
  const longest = (a, b) => {
    const common = table(a, b);
    const pairs = [];
    for (let i = 0, j = 0; i < a.length && j < b.length;) {
      if (a[i] === b[j]) pairs.push([i++, j++]);
      else if (common(i + 1, j) >= common(i, j + 1)) i++;
      else j++;
    }
    return pairs;
  };
  const inPassing = (a, b) => {
    const places = new Map();
    a.forEach((key, i) => places.set(key, [...places.get(key) ?? [], i]));
    let last = -1;
    return b.flatMap((key, j) => {
      const i = places.get(key)?.find((place) => place > last);
      if (i === undefined) return [];
      last = i;
      return [[i, j]];
    });
  };

  const align = (was, now, [key, ...others] = KEYS) => {
    if (!key || !was.length || !now.length) return [];
    const [a, b] = [was.map(key), now.map(key)];
    const found = a.length * b.length > MOST ? inPassing(a, b) : longest(a, b);
    let [i, j] = [0, 0];
    const pairs = [...found, [a.length, b.length]].flatMap(([to, too]) => {
      const between = align(was.slice(i, to), now.slice(j, too), others);
      [i, j] = [to + 1, too + 1];
      return [...between, [was[to], now[too]]];
    });
    // The last pair stands for the ends of the lists.
    return pairs.slice(0, -1);
  };
  return align;
})();
