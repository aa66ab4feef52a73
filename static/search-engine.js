// The search engine: answers queries from the index in search/, of which it loads only what a query needs. It shows nothing.
// A classic script, not a module: browsers refuse modules on pages opened from disk.
// What a word is, is written down in src/site/search/words.rs; tests/data/search_words.json holds both sides to it.
var LeafcutterSearch = (() => {
  const UNSEEN = "\\u00ad\\u200b-\\u200d\\u2060\\ufeff\\ufe00-\\ufe0f";
  const UNSPACED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1100-\\u11ff\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff"
    + "\\u3130-\\u318f\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\uff66-\\uffdc"
    + "\\u{20000}-\\u{3ffff}";
  const PIECE = new RegExp(`[\\p{Alphabetic}\\p{N}][\\p{Alphabetic}\\p{N}\\p{M}${UNSEEN}]*`, "gu");
  const STRETCH = new RegExp(`[${UNSPACED}]+|[^${UNSPACED}]+`, "gu");
  const IS_UNSPACED = new RegExp(`[${UNSPACED}]`, "u");
  const NO_PART = new RegExp(`[ \\u0300-\\u036f\\u20d0-\\u20ff${UNSEEN}]`, "g");
  const JOINT = /^[-._:/@'’,&+*#=\\‐‑]{1,3}$/;
  const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ς: "σ", ø: "o", ł: "l", đ: "d", ı: "i" };
  const BREAK = 10;

  const cut = (term) => term.length > 64 ? [...term].slice(0, 64).join("") : term;
  const fold = (word) => cut(/^[\0-\x7f]*$/.test(word) ? word.toLowerCase()
    : word.normalize("NFKD").replace(NO_PART, "").toLowerCase().replace(/[ßæœςøłđı]/g, (c) => LETTERS[c]).normalize("NFC"));
  const humps = (word) => word.replace(/([\p{Lowercase}\p{N}])(?=\p{Uppercase})/gu, "$1 ")
    .replace(/(\p{Uppercase})(?=\p{Uppercase}\p{Lowercase}{2})/gu, "$1 ").split(" ");

  // Every term of a text: { term, at: its position, start, end: its place, kind, group: which compound }.
  // Kinds: 0 a piece, 1 the last character of a stretch of pairs, 2 a part of a piece, 3 a tail of parts, 4 a compound.
  const read = (text) => {
    const found = [];
    let at = 0, end = 0, group = 0, compound = [];
    const add = (word, at, start, end, kind) => word && found.push({ term: word, at, start, end, kind, group });
    const join = () => {
      if (compound.length > 1 && compound.length < 13 && !compound.some((piece) => IS_UNSPACED.test(piece[0]))) {
        let joined = "", end = 0;
        for (const { 0: word, index } of compound) {
          const next = fold(word), gap = text.slice(end, index);
          const thousand = /^[,_'’]$/.test(gap) && /^\d{3}(?!\d)/.test(next);
          joined += (/\d$/.test(joined) && /^\d/.test(next) && !thousand ? gap : "") + next;
          end = index + word.length;
        }
        if ([...joined].length <= 64) add(joined, compound[0].at, compound[0].index, end, 4);
      }
      compound = [];
      group++;
    };
    for (const piece of text.matchAll(PIECE)) {
      const gap = text.slice(end, piece.index);
      if (!JOINT.test(gap)) join();
      if (at && gap.includes("\n")) at += BREAK;
      end = piece.index + piece[0].length;
      piece.at = at;
      compound.push(piece);
      for (const { 0: word, index } of piece[0].matchAll(STRETCH)) {
        const start = piece.index + index, term = fold(word);
        if (!term) continue;
        if (IS_UNSPACED.test(word)) {
          const chars = [...term], own = [...word], exact = chars.length === own.length;
          let from = start;
          chars.forEach((c, i) => {
            const to = exact ? from + (own[i] + (own[i + 1] ?? "")).length : start + word.length;
            add(c + (chars[i + 1] ?? ""), at++, from, to, i && i === chars.length - 1 ? 1 : 0);
            if (exact) from += own[i].length;
          });
          continue;
        }
        const parts = humps(word);
        let from = start;
        if (parts.length > 1) parts.forEach((part, i) => {
          add(fold(part), at, from, from + part.length, 2);
          if (i && i < parts.length - 1 && parts.length <= 8) {
            add(fold(parts.slice(i).join("")), at, from, start + word.length, 3);
          }
          from += part.length;
        });
        add(term, at++, start, start + word.length, 0);
      }
    }
    join();
    return found;
  };
  const nameOf = (text) => (text.match(PIECE) ?? []).map(fold).join("");

  // A word without the ending that number or tense gave it: `queues` and `queue` are one.
  const stem = (word) => {
    if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
    let root = word.replace(/(ies|ied|y)$/, "i").replace(/(ing|ed|es|e|[^s]s)$/, (end) => end.length === 2 && end[1] === "s"
      && end !== "es" ? end[0] : "");
    if (!/[aeiouy]/.test(root) || root.length < 3) return word;
    if (root.length < word.length) root = root.replace(/e$/, "").replace(/([bdgmnprt])\1$/, "$1");
    return root;
  };
  const plurals = (word) => /^[a-z]{3,}$/.test(word)
    ? [word + "s", word + "es", word.replace(/y$/, "ies"), word.replace(/s$/, ""), word.replace(/es$/, ""),
      word.replace(/ies$/, "y")] : [];

  // Typing errors between two words: a letter too many, too few, wrong, or two swapped.
  const distance = (a, b) => {
    let before = [], last = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
        if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      [before, last] = [last, row];
    }
    return last[b.length];
  };

  // Numbers as src/site/search/coding.rs writes them.
  const numbers = (text) => {
    const list = [];
    let number = 0, scale = 1;
    for (let i = 0; i < text.length; i++) {
      let digit = text.charCodeAt(i) - 35;
      if (digit > 57) digit--;
      number += digit * scale;
      scale *= 30;
      if (digit < 60) {
        list.push(number);
        number = 0;
        scale = 1;
      }
    }
    return list;
  };
  // Texts so changed that they sort as in the index, by code points.
  const sortable = (text) => text.replace(/[\ud800-\uffff]/g, (c) =>
    String.fromCharCode(c.charCodeAt(0) + (c < "\ue000" ? 0x2000 : -0x800)));
  const locate = (firsts, term) => {
    term = sortable(term);
    let low = 0, high = firsts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (firsts[middle] <= term) low = middle + 1;
      else high = middle;
    }
    return Math.max(low - 1, 0);
  };
  const list = (text) => text ? text.split(" ") : [];

  const fetchScript = (src) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    script.onerror = () => reject(new Error(`${src} could not be loaded`));
    script.onload = () => "taken" in script ? resolve(script.taken) : script.onerror();
    document.head.append(script);
  });

  const SECTIONS = 65536;
  const pageOf = (key) => Math.floor(key / SECTIONS);

  // One build of the index, as far as it is loaded.
  const open = async (base, again) => {
    const index = await fetchScript(`${base}search/index.js${again}`);
    const [firsts, hashes, cells, cellHashes] = [...index.words, ...index.spellings].map(list);
    const starts = firsts.map(sortable), cellStarts = cells.map(sortable), folders = list(index.folders);
    const kinds = numbers(index.kinds), common = new Set(list(index.common)), files = new Map();
    const services = kinds.flatMap((kind, page) => kind % 2 ? page : []);
    const file = (name, prepare) => {
      if (!files.has(name)) files.set(name, fetchScript(`${base}search/${name}.js`).then(prepare));
      return files.get(name);
    };
    const shard = (i) => file(`w${i}-${hashes[i]}`, ([terms, docs]) => ({ i, terms: terms.split(" "), docs: docs.split(" "), read: [] }));
    const places = (i) => file(`o${i}-${hashes[i]}`, (text) => ({ lists: text.split(" "), read: [] }));
    const part = (page, i) => file(`p/${folders[page >> 4]}/${page}${i ? `-${i}` : ""}`, (data) => data);
    const entryOf = ([title, href, category, monogram, hue, icon, service]) =>
      ({ title, href, category, monogram, hue, icon, service: !!service });
    const allServices = () => file(`s-${index.services}`, (list) => list.map(entryOf));

    const build = {
      index, kinds, common, allServices,
      page: async (page) => kinds[page] % 2 && services.length <= 300
        ? (await allServices())[services.indexOf(page)] : entryOf((await part(page, 0))[0]),
      section: async (page, section) => {
        const [entry, first, more] = await part(page, 0);
        const i = more.findLastIndex((start) => start <= section);
        return i < 0 ? first[section] : (await part(page, i + 1))[section - more[i]];
      },
      // The terms that `wants` gives a weight, among those that stand where `terms` would, and behind them as long as they
      // begin with `prefix`.
      async terms(terms, prefix, wants) {
        const wanted = new Set(terms.map((term) => locate(starts, term)));
        if (prefix) for (let i = locate(starts, prefix) + 1, n = 0; n < 2 && firsts[i]?.startsWith(prefix); i++, n++) wanted.add(i);
        const found = [];
        for (const shard_ of await Promise.all([...wanted].filter((i) => i < firsts.length).map(shard))) {
          shard_.terms.forEach((term, i) => {
            const weight = wants(term);
            if (weight) found.push({ term, weight, shard: shard_, i });
          });
        }
        return found;
      },
      // The sections that have a term, as [key, impact, key, impact, …].
      docs({ shard, i }) {
        return shard.read[i] ??= (() => {
          const list = numbers(shard.docs[i]), out = [];
          let page = -1, section = 0;
          for (let n = 0; n < list.length; n += 3) {
            section = list[n] ? list[n + 1] : section + list[n + 1];
            page += list[n];
            out.push(page * SECTIONS + section, list[n + 2]);
          }
          return out;
        })();
      },
      // The positions of a term in the sections that `wanted` has, by key.
      async positions(entry, wanted, into) {
        const all = await places(entry.shard.i), docs = build.docs(entry);
        const list = all.read[entry.i] ??= numbers(all.lists[entry.i]);
        for (let n = 0, d = 0; n < list.length; d += 2) {
          const end = n + 1 + list[n], key = docs[d];
          if (!wanted.has(key)) { n = end; continue; }
          if (!into.has(key)) into.set(key, []);
          for (let position = 0, i = n + 1; i < end; i++) into.get(key).push(position += list[i]);
          n = end;
        }
        return into;
      },
      // The words that `term` may be a misspelling of, from files by letter and length.
      async repaired(term) {
        if (term.length < 4 || !/^\p{L}+$/u.test(term) || IS_UNSPACED.test(term)) return null;
        const most = term.length < 6 ? 1 : 2;
        for (const place of [0, 1]) {
          const cells = [];
          for (let n = term.length - most; n <= term.length + most; n++) cells.push(place + 1 + term[place] + String.fromCharCode(64 + n));
          const wanted = new Set(cells.map((cell) => locate(cellStarts, cell)));
          const loaded = await Promise.all([...wanted].filter((i) => i < cellHashes.length).map((i) => file(`v${i}-${cellHashes[i]}`,
            ([keys, words]) => ({ keys: keys.split(" "), words: words.split(" ") }))));
          let best = null;
          for (const { keys, words } of loaded) for (const [i, key] of keys.entries()) if (cells.includes(key)) {
            for (const [, word, often] of words[i].matchAll(/(\D+)(\d)/g)) {
              const far = distance(term, word);
              if (far > most) continue;
              let same = 0;
              while (same < word.length && word[same] === term[same]) same++;
              const value = [-far, +often + same / 2];
              if (!best || value[0] > best.value[0] || value[0] === best.value[0] && value[1] > best.value[1]) best = { word, value };
            }
          }
          if (best) return best.word;
        }
        return null;
      },
    };
    return build;
  };

  // A query as clauses, all of which a section should have: { typed, start, end, ways: [[{ term, offset }]], prefix, exact }.
  // A way is a term, or several that stand together.
  const parse = (text) => {
    const clauses = [];
    const way = (words) => words.map(({ term, at }) => ({ term, offset: at - words[0].at }));
    for (const part of text.matchAll(/"([^"]*)("|$)|[^"]+/g)) {
      const from = part.index + (part[1] === undefined ? 0 : 1), inside = part[1] ?? part[0];
      const open = from + inside.length === text.length;
      const words = read(inside), groups = new Map();
      for (const word of words) {
        const group = part[1] === undefined ? word.group : 0;
        if (!groups.has(group)) groups.set(group, []);
        groups.get(group).push(word);
      }
      const all = [...groups.values()];
      all.forEach((group, i) => {
        const of = (...kinds) => group.filter(({ kind }) => kinds.includes(kind));
        const pieces = of(0), parts = of(2), start = from + group[0].start, end = from + Math.max(...group.map((word) => word.end));
        const ways = [];
        if (part[1] === undefined) for (const { term } of of(4)) ways.push([{ term, offset: 0 }]);
        ways.push(way(pieces));
        if (pieces.length === 1 && parts.length > 1) ways.push(parts.map(({ term }, offset) => ({ term, offset })));
        clauses.push({
          typed: text.slice(start, end), start, end, ways, exact: part[1] !== undefined, prefix: open && i === all.length - 1,
        });
      });
    }
    return clauses.slice(0, 30);
  };

  // What to mark for a clause: a term, several in a row, or with `*` whatever begins so.
  const marksOf = ({ ways, prefix }) => ways.map((way) => way.map(({ term }) => term).join(" ") + (prefix ? "*" : ""));
  const FILLERS = /^(an?|and|are|as|at|by|do|does|for|how|if|in|is|it|of|on|or|the|to|what|when|with)\*?$/;
  const wordsOf = (query) => {
    const words = parse(query.trim()).flatMap(marksOf), telling = words.filter((word) => !FILLERS.test(word));
    return telling.length ? telling : words;
  };

  // The places in a text where one of `words` stands: [start, end, which].
  const hits = (text, words) => {
    const found = read(text), places = [];
    const pieces = found.filter(({ kind }) => kind === 0);
    words.forEach((wanted, which) => {
      const prefix = wanted.endsWith("*"), terms = (prefix ? wanted.slice(0, -1) : wanted).split(" ");
      const last = terms.length - 1, root = stem(terms[0]);
      if (last > 0) {
        pieces.forEach((first, i) => {
          const row = terms.every((term, n) => {
            const piece = pieces[i + n];
            return piece && piece.at === first.at + n && (piece.term === term || prefix && n === last && piece.term.startsWith(term));
          });
          if (row) places.push([first.start, pieces[i + last].end, which]);
        });
      } else for (const { term, start, end } of found) {
        if (term === terms[0] || stem(term) === root || prefix && term.startsWith(terms[0])) places.push([start, end, which]);
      }
    });
    return places.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  };
  const marks = (text, words) => {
    const merged = [];
    for (const [start, end] of hits(text, typeof words === "string" ? wordsOf(words) : words)) {
      const last = merged.at(-1);
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else merged.push([start, end]);
    }
    return merged;
  };

  // The stretch of a text that says most about the words, with these marked.
  const LENGTH = 200;
  const excerpt = (text, words) => {
    const places = hits(text, words);
    let from = 0, best = 0;
    places.forEach(([start], i) => {
      const inside = [];
      for (let n = i; n < places.length && places[n][1] <= start + LENGTH * 0.8; n++) inside.push(places[n][2]);
      const value = new Set(inside).size * 4 + Math.min(inside.length, 4);
      if (value > best) [best, from] = [value, start];
    });
    // From the start of the sentence, if that is near.
    const before = text.slice(Math.max(from - 70, 0), from);
    const sentence = Math.max(before.lastIndexOf("\n"), ...[". ", "? ", "! ", "; "].map((end) => before.lastIndexOf(end) + 1));
    if (from <= 70) from = 0;
    else if (sentence > 0) from -= before.length - sentence - 1;
    else from -= Math.min(40, before.length - before.indexOf(" ", before.length - 40) - 1);
    let to = Math.min(from + LENGTH, text.length);
    if (to < text.length) to = Math.max(text.lastIndexOf(" ", to), from + LENGTH / 2);
    const out = [], put = (text, mark) => text && out.push({ text: text.replace(/\s+/g, " "), mark });
    if (from) put("… ", false);
    let at = from;
    for (const [start, end] of marks(text.slice(from, to), words)) {
      put(text.slice(at, from + start), false);
      put(text.slice(from + start, from + end), true);
      at = from + end;
    }
    put(text.slice(at, to), false);
    if (to < text.length) put(" …", false);
    return out;
  };

  // Which sections a clause is found in: clause.found is a map from key to impact.
  const find = async (build, clause, skip) => {
    clause.found = new Map();
    clause.entries = [];
    const note = (key, value) => { if (!(clause.found.get(key) >= value)) clause.found.set(key, value); };
    await Promise.all(clause.ways.map(async (way) => {
      const prefix = clause.prefix && way.at(-1).term;
      if (way.length === 1) {
        const { term } = way[0], root = stem(term), near = clause.exact ? [] : plurals(term);
        if (skip && build.common.has(term)) return void (clause.common = true);
        const entries = await build.terms([term, ...near], prefix, (other) => other === term ? 1
          : !clause.exact && stem(other) === root ? 0.85
          : prefix && other.startsWith(prefix) ? 0.3 + 0.4 * term.length / other.length : 0);
        for (const entry of entries) {
          const docs = build.docs(entry);
          for (let i = 0; i < docs.length; i += 2) note(docs[i], docs[i + 1] * entry.weight);
        }
        clause.entries.push(...entries);
        return;
      }
      if (skip && clause.ways.length > 1 && way.some(({ term }) => build.common.has(term))) return;
      const lists = await Promise.all(way.map(({ term }, i) => build.terms([term], i === way.length - 1 && prefix,
        (other) => other === term || i === way.length - 1 && prefix && other.startsWith(prefix))));
      if (lists.some((list) => !list.length)) return;
      const impacts = lists.map((list) => {
        const map = new Map();
        for (const entry of list) {
          const docs = build.docs(entry);
          for (let i = 0; i < docs.length; i += 2) map.set(docs[i], Math.max(docs[i + 1], map.get(docs[i]) ?? 0));
        }
        return map;
      });
      const rarest = impacts.reduce((a, b) => b.size < a.size ? b : a);
      const keys = new Set([...rarest.keys()].filter((key) => impacts.every((map) => map.has(key))));
      if (!keys.size) return;
      const spots = await Promise.all(lists.map(async (list) => {
        const into = new Map();
        for (const entry of list) await build.positions(entry, keys, into);
        return into;
      }));
      clause.spots ??= new Map();
      for (const key of keys) {
        const rest = spots.slice(1).map((map) => new Set(map.get(key)));
        const here = (spots[0].get(key) ?? []).filter((position) => rest.every((set, i) => set.has(position + way[i + 1].offset)));
        if (!here.length) continue;
        note(key, Math.min(59, impacts.reduce((sum, map) => sum + map.get(key), 0) / way.length + 3 * (way.length - 1)));
        clause.spots.set(key, here);
      }
    }));
  };

  // The clauses with what each is found in, typing errors repaired: { clauses, dropped, shown }.
  const understand = async (build, text) => {
    const parsed = parse(text);
    const skip = parsed.some(({ ways }) => ways.some((way) => !build.common.has(way[0].term)));
    await Promise.all(parsed.map((clause) => find(build, clause, skip)));
    const clauses = [], dropped = [];
    let shown = text;
    for (const clause of parsed.reverse()) {
      if (clause.found.size) clauses.unshift(clause);
      if (clause.found.size || clause.common) continue;
      // Not as it is written: by its pieces, or by the words that were meant.
      const pieces = clause.exact ? [] : clause.ways.at(-1).map(({ term }) => term), meant = [];
      const whole = !clause.exact && pieces.length > 0 && clause.ways[0].length === 1 && await build.repaired(clause.ways[0][0].term);
      for (const term of whole ? [whole] : pieces) {
        const own = { ...clause, spots: undefined, ways: [[{ term, offset: 0 }]], prefix: false };
        if (pieces.length > 1 || whole) await find(build, own, false);
        if (!own.found.size) {
          const word = await build.repaired(term);
          if (!word) continue;
          own.ways = [[{ term: word, offset: 0 }]];
          await find(build, own, false);
        }
        if (own.found.size) meant.push(own);
      }
      if (meant.length) {
        const words = meant.map(({ ways }) => ways[0][0].term);
        clauses.unshift(...meant);
        if (words.some((word) => !pieces.includes(word))) shown = shown.slice(0, clause.start) + words.join(" ") + shown.slice(clause.end);
      } else dropped.unshift(clause.typed);
    }
    return { clauses, dropped, shown: shown === text ? null : shown };
  };

  // How near each other the clauses stand in each of some sections: 0 to 1.
  const nearness = async (build, clauses, keys) => {
    const near = new Map();
    if (clauses.length < 2) return near;
    const spots = await Promise.all(clauses.map(async (clause) => {
      if (clause.spots) return clause.spots;
      const into = new Map();
      const entries = clause.entries.filter(({ weight }) => weight > 0.5).sort((a, b) => b.weight - a.weight).slice(0, 4);
      for (const entry of entries) await build.positions(entry, keys, into);
      return into;
    }));
    for (const key of keys) {
      const all = spots.flatMap((map, which) => (map.get(key) ?? []).map((position) => [position, which])).sort((a, b) => a[0] - b[0]);
      const have = new Set(all.map(([, which]) => which)).size, counts = new Map();
      if (have < 2) continue;
      let best = Infinity, low = 0;
      for (const [position, which] of all) {
        counts.set(which, (counts.get(which) ?? 0) + 1);
        while (counts.get(all[low][1]) > 1) counts.set(all[low][1], counts.get(all[low++][1]) - 1);
        if (counts.size === have) best = Math.min(best, position - all[low][0]);
      }
      near.set(key, have / clauses.length / (1 + Math.max(best - have + 1, 0) / 3));
    }
    return near;
  };

  const TITLE = 26; // an impact from which on a word stands in the page's title
  // Scores every section that has a word: a map from key to { key, score, mask: which clauses it has }.
  const score = (build, clauses) => {
    const sections = new Map(), titles = new Map(), all = build.index.sections;
    clauses.forEach((clause, i) => {
      const count = clause.found.size;
      clause.rarity = Math.log(1 + (all - Math.min(count, all) + 0.5) / (count + 0.5));
      clause.telling = count <= Math.max(8, all / 5);
      for (const [key, impact] of clause.found) {
        const entry = sections.get(key) ?? { key, score: 0, mask: 0 };
        entry.score += clause.rarity * impact;
        entry.mask |= 1 << i;
        sections.set(key, entry);
        if (key % SECTIONS === 0 && impact >= TITLE * 0.5) {
          const title = titles.get(key) ?? titles.set(key, []).get(key);
          title.push([i, clause.rarity * impact]);
        }
      }
    });
    if (clauses.length > 1 && titles.size) for (const entry of sections.values()) {
      const own = entry.key % SECTIONS;
      for (const [i, value] of own ? titles.get(entry.key - own) ?? [] : []) {
        entry.score += value * 0.4;
        entry.mask |= 1 << i;
      }
    }
    return sections;
  };
  // The sections with all telling clauses; where there are none, those with the clauses that tell most.
  const choose = (clauses, sections) => {
    let needed = 0, best = 0;
    clauses.forEach(({ telling }, i) => { needed |= telling << i; });
    needed ||= 2 ** clauses.length - 1;
    let chosen = sections.filter(({ mask }) => (mask & needed) === needed);
    let mask = needed;
    if (!chosen.length) {
      const told = (mask) => clauses.reduce((sum, { rarity }, i) => sum + (mask >> i & 1) * rarity, 0);
      for (const section of sections) {
        const value = told(section.mask & needed) * 1e6 + section.score;
        if (value > best) [best, mask] = [value, section.mask & needed];
      }
      chosen = sections.filter((section) => (section.mask & mask) === mask);
    }
    return { chosen, missing: clauses.filter((_, i) => (needed & ~mask) >> i & 1) };
  };

  // The pages that go by a name, or where there are none by names that begin so; services first.
  const named = async (build, text, also) => {
    const name = nameOf(text);
    if (!name) return { pages: [], exact: false };
    const begins = also && name.length > 1 ? "=" + name : "";
    const entries = await build.terms(["=" + name], begins, (term) => term === "=" + name ? 2 : begins && term.startsWith(begins) ? 1 : 0);
    const exact = entries.filter(({ weight }) => weight === 2);
    const pages = (exact.length ? exact : entries.sort((a, b) => a.term.length - b.term.length))
      .flatMap((entry) => build.docs(entry).filter((_, i) => i % 2 === 0).map(pageOf));
    return { pages: [...new Set(pages)].sort((a, b) => build.kinds[b] % 2 - build.kinds[a] % 2), exact: exact.length > 0 };
  };
  const categoryOf = (build, name, begins) => build.index.categories.findIndex(([category]) =>
    begins ? nameOf(category).startsWith(nameOf(name)) : nameOf(category) === nameOf(name));

  // What the search is narrowed to, by the options or by what stands before a colon.
  const narrow = async (build, query, { service, category }) => {
    const scope = { page: null, category: category ? build.index.categories.findIndex(([name]) => name === category) : null, rest: query };
    if (service) {
      const place = "@" + service.replaceAll(" ", "%20");
      const [entry] = await build.terms([place], "", (term) => term === place);
      scope.page = entry ? pageOf(build.docs(entry)[0]) : -1;
    }
    const typed = /^([^:"]{1,60}?)\s*:(?:\s+(.*))?$/s.exec(query);
    if (typed && nameOf(typed[1]) && !service && !category) {
      const { pages, exact } = await named(build, typed[1], false);
      const found = exact ? -1 : categoryOf(build, typed[1], false), near = found < 0 ? categoryOf(build, typed[1], true) : found;
      if (exact) scope.page = pages[0];
      else if (near >= 0) scope.category = near;
      if (exact || near >= 0) scope.rest = (typed[2] ?? "").trim();
    }
    return scope;
  };

  const tally = (keys, of) => {
    const counts = new Map();
    for (const key of keys) counts.set(of(key), (counts.get(of(key)) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  };

  const answer = async (build, text, options) => {
    const query = text.trim(), limit = options.limit ?? 20, { categories } = build.index;
    const scope = await narrow(build, query, options);
    const [{ clauses, dropped, shown }, names] = await Promise.all([understand(build, scope.rest), named(build, scope.rest, true)]);
    const understood = shown && !names.pages.length ? await named(build, shown, true) : names;
    const narrowed = scope.page !== null || scope.category !== null;
    const sections = [...score(build, clauses).values()];
    const inside = narrowed ? sections.filter(({ key }) => (scope.page === null || pageOf(key) === scope.page)
      && (scope.category === null || build.kinds[pageOf(key)] >> 1 === scope.category)) : sections;
    const { chosen, missing } = choose(clauses, inside);
    const facets = narrowed ? choose(clauses, sections).chosen : chosen;

    chosen.sort((a, b) => b.score - a.score || a.key - b.key);
    const near = await nearness(build, clauses, new Set(chosen.slice(0, 300).map(({ key }) => key)));
    for (const section of chosen) {
      section.score *= 1 + 0.6 * (near.get(section.key) ?? 0);
      const place = understood.exact && section.key % SECTIONS === 0 ? understood.pages.indexOf(pageOf(section.key)) : -1;
      if (place >= 0) section.score += 1e9 / (place + 1);
    }
    chosen.sort((a, b) => b.score - a.score || a.key - b.key);

    const groups = new Map();
    for (const { key } of chosen) {
      const page = pageOf(key);
      if (!groups.has(page)) groups.set(page, []);
      groups.get(page).push(key % SECTIONS);
    }
    const told = clauses.filter((clause) => clause.telling && !missing.includes(clause));
    const words = [...new Set((told.length ? told : clauses).flatMap(marksOf))];
    const group = async ([number, found]) => {
      const [page, ...read] = await Promise.all([build.page(number), ...found.slice(0, 3).map((section) => build.section(number, section))]);
      const sections = read.map(([id, path, text]) => ({ href: page.href + (id && "#" + encodeURIComponent(id)), path, excerpt: excerpt(text, words) }));
      return { page, sections, more: Math.max(found.length - 3, 0) };
    };
    const services = tally(facets.map(({ key }) => pageOf(key)).filter((page) => build.kinds[page] % 2), (page) => page).slice(0, 12);
    const goTo = scope.rest ? (narrowed ? [] : understood.pages.slice(0, 3)) : scope.page >= 0 && scope.page !== null ? [scope.page] : [];
    const scopePage = scope.page >= 0 && scope.page !== null ? await build.page(scope.page) : null;
    return {
      query, shown, rest: scope.rest, words,
      dropped: [...dropped, ...missing.map(({ typed }) => typed)],
      scope: { service: scopePage?.href ?? options.service ?? null, serviceTitle: scopePage?.title ?? null, category: categories[scope.category]?.[0] ?? null },
      goTo: await Promise.all(goTo.map(build.page)),
      groups: await Promise.all([...groups].slice(0, limit).map(group)),
      total: chosen.length, pages: groups.size,
      services: await Promise.all(services.map(async ([page, count]) => ({ page: await build.page(page), count }))),
      categories: tally(facets, ({ key }) => build.kinds[pageOf(key)] >> 1)
        .map(([i, count]) => ({ name: categories[i][0], hue: categories[i][1], count })),
    };
  };

  const start = async (base) => {
    let build = open(base, "");
    await build;
    // The site may have been published anew since its index was loaded: then names of files have changed.
    const lasting = async (work) => {
      const used = build;
      try {
        return await work(await used);
      } catch {
        if (build === used) {
          build = open(base, "?again");
          build.catch(() => { build = used; });
        }
        return work(await build);
      }
    };
    return {
      search: (text, options) => lasting((build) => answer(build, text, options ?? {})),
      services: () => lasting((build) => build.allServices()),
      marks: (text, answer) => marks(text, answer?.words ?? answer),
    };
  };
  const engines = new Map();
  return {
    load(base) {
      if (!engines.has(base)) {
        engines.set(base, start(base));
        engines.get(base).catch(() => engines.delete(base));
      }
      return engines.get(base);
    },
    // What each file of the index calls with its data.
    take(data) { document.currentScript.taken = data; },
    marks,
    terms: read,
  };
})();
