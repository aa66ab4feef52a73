// Answers queries from the index in search/, of which it loads what a query needs. It shows nothing.
// A classic script: browsers refuse modules from disk. What a word is, src/site/search/words.rs says.
var LeafcutterSearch = (() => {
  const UNSEEN = "\\u00ad\\u200b-\\u200d\\u2060\\ufeff\\ufe00-\\ufe0f";
  const UNSPACED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1100-\\u11ff\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u3130-\\u318f"
    + "\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\uff66-\\uffdc\\u{20000}-\\u{3ffff}";
  const PIECE = new RegExp(`[\\p{Alphabetic}\\p{N}][\\p{Alphabetic}\\p{N}\\p{M}${UNSEEN}]*`, "gu");
  const STRETCH = new RegExp(`[${UNSPACED}]+|[^${UNSPACED}]+`, "gu");
  const IS_UNSPACED = new RegExp(`[${UNSPACED}]`, "u");
  const NO_LETTER = new RegExp(`[ \\u0300-\\u036f\\u0591-\\u05c7\\u064b-\\u065f\\u0670\\u20d0-\\u20ff${UNSEEN}]`, "g");
  const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ς: "σ", ø: "o", ł: "l", đ: "d", ı: "i" };

  const fold = (word, longest = 64) => [...word.normalize("NFKD").replace(NO_LETTER, "").toLowerCase()
    .replace(/[ßæœςøłđı]/g, (c) => LETTERS[c]).normalize("NFC")].slice(0, longest).join("");
  const humps = (word) => word.replace(/([\p{Lowercase}\p{N}])(?=\p{Uppercase})/gu, "$1 ")
    .replace(/(\p{Uppercase})(?=\p{Uppercase}\p{Lowercase}{2})/gu, "$1 ").split(" ");

  // The terms of a text. Kinds: 0 a piece, 1 the last of a row of pairs, 2 a part of a piece, 3 several, 4 a compound.
  const read = (text) => {
    const found = [];
    let at = 0, end = 0, group = 0, compound = [];
    const add = (term, kind, at, start, end) => term && found.push({ term, kind, at, start, end, group });
    const join = () => {
      if (compound.length > 1 && compound.length < 13 && !compound.some(([word]) => IS_UNSPACED.test(word))) {
        let joined = "", end;
        for (const { 0: word, index } of compound) {
          const next = fold(word), gap = text.slice(end, index);
          if (/\d$/.test(joined) && /^\d/.test(next) && !(/^[,_'’]$/.test(gap) && /^\d{3}(?!\d)/.test(next))) joined += gap;
          joined += next;
          end = index + word.length;
        }
        if ([...joined].length <= 64) add(joined, 4, compound[0].at, compound[0].index, end);
      }
      compound = [];
      group++;
    };
    for (const piece of text.matchAll(PIECE)) {
      const gap = text.slice(end, piece.index);
      if (!/^[-._:/@'’,&+*#=\\‐‑]{1,3}$/.test(gap)) join();
      if (at && gap.includes("\n")) at += 10;
      end = piece.index + piece[0].length;
      piece.at = at;
      compound.push(piece);
      for (const { 0: word, index } of piece[0].matchAll(STRETCH)) {
        let start = piece.index + index;
        const unspaced = IS_UNSPACED.test(word), term = fold(word, unspaced ? Infinity : 64), stop = start + word.length;
        if (unspaced) {
          const chars = [...term], own = [...word], same = chars.length === own.length;
          chars.forEach((c, i) => {
            const next = start + (same ? own[i].length : 0), last = !chars[i + 1];
            add(c + (chars[i + 1] ?? ""), i && last ? 1 : 0, at++, start, !same ? stop : last ? next : next + own[i + 1].length);
            start = next;
          });
        } else if (term) {
          const parts = humps(word);
          let from = start;
          parts.forEach((part, i) => {
            if (parts[1]) add(fold(part), 2, at, from, from + part.length);
            if (i && parts[i + 1] && parts.length < 9) add(fold(parts.slice(i).join("")), 3, at, from, stop);
            from += part.length;
          });
          add(term, 0, at++, start, stop);
        }
      }
    }
    join();
    return found;
  };
  const nameOf = (text) => (text.match(PIECE) ?? []).map((piece) => fold(piece)).join("");

  // A word without the ending of its number or tense: `queues` and `queue` are one.
  const stem = (word) => !/^[a-z]{4,}$/.test(word) ? word : word.replace(/(?:ies|ied|y)$/, "i")
    .replace(/^(.+([bdgmnprt]))\2(?:ing|ed)$|^(.{3,}t)ion$|^(.{4,})(?:ing|ed|es|e)$|^(.{2,}[^s])s$/, "$1$3$4$5");
  const plurals = (word) => [word + "s", word.replace(/y$/, "ies"), word.replace(/e?s$/, ""), word.replace(/s$/, "")];

  // How many typing errors are between two words.
  const errors = (a, b) => {
    let before, last = [...b, 0].map((_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      [before, last] = [last, row];
    }
    return last[b.length];
  };

  // As src/site/search/coding.rs writes them.
  const numbers = (text) => {
    const out = [];
    for (let i = 0, number = 0, scale = 1; i < text.length; i++) {
      let digit = text.charCodeAt(i) - 35;
      if (digit > 57) digit--;
      number += digit * scale;
      scale *= 30;
      if (digit < 60) {
        out.push(number);
        number = 0;
        scale = 1;
      }
    }
    return out;
  };
  const entry = (map, key) => map.get(key) ?? map.set(key, []).get(key);
  const list = (text) => text ? text.split(" ") : [];
  // The index is sorted by bytes.
  const bytes = (text) => String.fromCharCode(...new TextEncoder().encode(text));
  const locate = (firsts, term) => {
    const wanted = bytes(term);
    return Math.max(firsts.findLastIndex((first) => first <= wanted), 0);
  };

  const run = (src) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    script.onerror = () => reject(new Error(`${src} could not be loaded`));
    script.onload = () => script.taken ? resolve(script.taken[0]) : script.onerror();
    document.head.append(script);
  });

  // A section is known by a number: its page's times this, and its own on that page.
  const PAGE = 65536;
  // What a word at a page's top scores at most, unless it stands in the title.
  const TITLE = 22;
  const pageOf = (key) => Math.floor(key / PAGE);

  // One publication of the index, as far as it is loaded.
  const open = async (base, again) => {
    const index = await run(`${base}search/index.js${again}`);
    const [firsts, hashes, cells, cellHashes, folders] = [...index.words, ...index.spellings, index.folders].map(list);
    const starts = firsts.map(bytes), cellStarts = cells.map(bytes), files = new Map();
    const kinds = numbers(index.kinds), services = [...kinds.keys()].filter((page) => kinds[page] % 2);
    const file = (name, prepare = (data) => data) => {
      if (!files.has(name)) files.set(name, run(`${base}search/${name}.js`).then(prepare));
      files.get(name).catch(() => files.delete(name));
      return files.get(name);
    };
    const part = (page, i) => file(`p/${folders[page >> 4]}/${page}${i ? "-" + i : ""}`);
    const pageFrom = ([title, href, category, monogram, hue, icon, service]) =>
      ({ title, href, category, monogram, hue, icon, service: !!service });
    const allServices = () => file("s-" + index.services, (all) => all.map(pageFrom));

    // The sections that have a term: their numbers, each with what it scores.
    const docs = ({ shard, i }) => {
      if (typeof shard.docs[i] === "string") {
        const all = numbers(shard.docs[i]), out = shard.docs[i] = [];
        for (let n = 0, page = -1, section = 0; n < all.length; n += 3) {
          section = all[n + 1] + (all[n] ? 0 : section);
          page += all[n];
          out.push([page * PAGE + section, all[n + 2]]);
        }
      }
      return shard.docs[i];
    };
    return {
      index, kinds, docs, allServices, common: new Set(list(index.common)),
      page: async (page) => kinds[page] % 2 && services.length < 300
        ? (await allServices())[services.indexOf(page)] : pageFrom((await part(page, 0))[0]),
      async section(page, section) {
        const [, first, more] = await part(page, 0), i = more.findLastIndex((start) => start <= section);
        return i < 0 ? first[section] : (await part(page, i + 1))[section - more[i]];
      },
      // What the index has for a term, with a weight: itself, its other forms, what begins with it.
      async terms(term, forms, begins) {
        const wanted = new Set([term, ...forms ? plurals(term) : []].map((form) => locate(starts, form)));
        const next = locate(starts, term) + 1;
        if (begins && firsts[next]?.startsWith(term)) wanted.add(next);
        const shards = await Promise.all([...wanted].filter((i) => hashes[i]).map((number) =>
          file(`w${number}-${hashes[number]}`, ([terms, docs]) => ({ number, terms: list(terms), docs: docs.split(" ") }))));
        const root = stem(term), out = [];
        for (const shard of shards) shard.terms.forEach((other, i) => {
          const weight = other === term ? 1 : forms && stem(other) === root ? 0.85
            : begins && other.startsWith(term) ? 0.3 + 0.4 * term.length / other.length : 0;
          if (weight) out.push({ weight, shard, i });
        });
        // A word that is known is rather that word than the beginning of others.
        if (out.some(({ weight }) => weight === 1)) for (const entry of out) if (entry.weight < 0.7) entry.weight *= 0.4;
        return out;
      },
      // Where terms stand in some sections.
      async positions(terms, wanted) {
        const out = new Map();
        for (const { shard, i } of terms) {
          const places = await file(`o${shard.number}-${hashes[shard.number]}`, (text) => text.split(" "));
          if (typeof places[i] === "string") places[i] = numbers(places[i]);
          let n = 0;
          for (const [key] of docs({ shard, i })) {
            const end = n + places[i][n] + 1;
            const here = wanted.has(key) && entry(out, key);
            for (let position = 0; ++n < end;) if (here) here.push(position += places[i][n]);
          }
        }
        return out;
      },
      // The word that was probably meant. Files have words by their first or second letter and length.
      async repaired(term) {
        const most = term.length < 6 ? 1 : 2;
        if (term.length < 4 || !/^\p{L}+$/u.test(term)) return;
        for (const place of [1, 2]) {
          const near = [];
          for (let n = term.length - most; n <= term.length + most; n++) near.push(place + term[place - 1] + String.fromCharCode(64 + n));
          let best = 0, word;
          for (const i of new Set(near.map((cell) => locate(cellStarts, cell)))) {
            const [keys, words] = cellHashes[i] ? (await file(`v${i}-${cellHashes[i]}`)).map(list) : [[]];
            keys.forEach((key, n) => near.includes(key) && words[n].replace(/(\D+)(\d)/g, (_, other, often) => {
              const wrong = errors(term, other);
              let same = 0;
              while (term[same] === other[same]) same++;
              const value = wrong > most ? 0 : 100 - 30 * wrong + 2 * same + +often;
              if (value > best) [best, word] = [value, other];
            }));
          }
          if (word) return word;
        }
      },
    };
  };

  // A query as clauses. Each can be met in several ways: a term, or several in a row.
  const parse = (text) => {
    const clauses = [];
    for (const { 0: part, 1: quoted, index } of text.matchAll(/"([^"]*)"?|[^"]+/g)) {
      const inside = quoted ?? part, groups = new Map(), exact = quoted !== undefined, from = index + exact;
      for (const word of read(inside)) entry(groups, exact || word.group).push(word);
      for (const group of groups.values()) {
        const ofKind = (...kinds) => group.filter(({ kind }) => kinds.includes(kind)), terms = (words) => words.map(({ term }) => term);
        const cut = (start, end) => ({ start: from + start, end: from + end, typed: text.slice(from + start, from + end) });
        const pieces = ofKind(0, 1), parts = ofKind(2), last = pieces.at(-1), row = pieces.length > 1;
        if (row && last.kind) pieces.pop();
        const ways = exact ? [terms(pieces)] : [...terms(ofKind(4)).map((term) => [term]), terms(pieces)];
        if (!exact && !row && parts[1]) ways.push(terms(parts));
        const several = (row ? pieces : parts).map(({ term, start, end }) => ({ ways: [[term]], ...cut(start, end) }));
        const own = cut(group[0].start, Math.max(...group.map(({ end }) => end)));
        const filler = !exact && (FILLER.test(own.typed) || /^long$/i.test(own.typed) && /^how$/i.test(clauses.at(-1)?.typed));
        // The index has a character of such a text with the next one.
        clauses.push({ ...own, ways, several, row, exact, filler, begins: !last.kind && IS_UNSPACED.test(last.term) && [...last.term].length < 2 });
      }
      if (clauses.length && from + inside.length === text.length) clauses.at(-1).begins = true;
    }
    return clauses.slice(0, 30);
  };

  // What to mark for a clause: a term, or several in a row; with `*` also what begins so.
  const marksOf = ({ ways, begins }) => ways.map((way) => way.join(" ") + (begins ? "*" : ""));
  // What questions are asked with: not required, and not marked beside other words.
  const FILLER = new RegExp("^(an?|and|are|as|at|been?|between|by|can|compare|could|difference|do|does|for|from|has|have|how|i|if|in|into|is|it|m[ey]"
    + "|many|much|of|on|or|should|than|that|the|there|this|to|versus|vs|want|was|were|what|when|where|which|who|why|will|with|would|you)(['’]s)?$", "i");
  const telling = (clauses) => (clauses.every(({ filler }) => filler) ? clauses : clauses.filter(({ filler }) => !filler)).flatMap(marksOf);

  const marks = (text, words, found = read(text)) => {
    const pieces = found.filter(({ kind }) => kind < 2), places = [];
    for (const word of typeof words === "string" ? telling(parse(words.slice(0, 1000))) : words) {
      const terms = word.replace(/\*$/, "").split(" "), last = terms.length - 1, root = stem(terms[0]);
      const meets = (other, i) => other && (other.term === terms[i] || !last && stem(other.term) === root
        || i === last && word.endsWith("*") && other.term.startsWith(terms[i]));
      (last ? pieces : found).forEach((first, at, all) => {
        if (terms.every((_, i) => meets(all[at + i], i) && all[at + i].at === first.at + i)) places.push([first.start, all[at + last].end]);
      });
    }
    const merged = [];
    for (const [start, end] of places.sort((a, b) => a[0] - b[0])) {
      if (start <= merged.at(-1)?.[1]) merged.at(-1)[1] = Math.max(merged.at(-1)[1], end);
      else merged.push([start, end]);
    }
    return merged;
  };

  const excerpt = (section, words) => {
    const text = section[2], places = marks(text, words, section.terms ??= read(text));
    const found = places.map((place) => fold(text.slice(...place)));
    let from = 0, most = 0, end = 0;
    places.forEach(([start], i) => {
      while (places[end]?.[1] < start + 150) end++;
      const inside = found.slice(i, end);
      const value = new Set(inside).size * 5 + Math.min(inside.length, 4);
      if (value > most) [most, from] = [value, start];
    });
    // From where the sentence begins, if that is near.
    const before = text.slice(Math.max(from - 70, 0), from), sentence = before.match(/.*(?:[.?!;] |\n)/s)?.[0].length;
    if (from <= 70) from = 0;
    else from -= before.length - (sentence ?? before.indexOf(" ", 30) + 1);
    const cut = text.indexOf(" ", from + 200), to = cut < 0 || cut > from + 260 ? Math.min(from + 260, text.length) : cut;
    const out = [];
    const put = (start, end, mark) => end > start && out.push({ text: text.slice(start, end).replace(/\s+/g, " "), mark });
    let at = from;
    for (const [start, end] of places) if (start >= from && end <= to) {
      put(at, start, false);
      put(start, at = end, true);
    }
    put(at, to, false);
    if (from) out.unshift({ text: "… ", mark: false });
    if (to < text.length) out.push({ text: " …", mark: false });
    return out;
  };

  // The sections of a clause with their scores, and where in them it stands.
  const find = async (build, clause) => {
    const found = clause.found = new Map(), { exact, begins, skip, whole } = clause, runs = [];
    const meet = async (way, before) => {
      const last = way.length - 1, common = way.map((term) => build.common.has(term));
      if (skip && !last && common[0]) return void (clause.common = true);
      // The lists of common words are long.
      if (common.includes(true) && !exact && await before) return;
      const lists = await Promise.all(way.map((term, i) => common[i] && (last || whole)
        ? build.terms("!" + term) : build.terms(term, !last && !exact, i === last && begins)));
      const scores = lists.map((terms) => {
        const map = new Map();
        for (const term of terms) for (const [key, score] of build.docs(term)) {
          if (!(map.get(key) >= score * term.weight)) map.set(key, score * term.weight);
        }
        return map;
      });
      let keys = [...scores[0].keys()].filter((key) => scores.every((map) => map.has(key)));
      let spots = (keys) => build.positions(lists[0].filter(({ weight }) => weight > 0.5).sort((a, b) => b.weight - a.weight).slice(0, 4), keys);
      if (last && keys.length) {
        const places = await Promise.all(lists.map((terms) => build.positions(terms, new Set(keys))));
        const rows = new Map();
        for (const key of keys) {
          const sets = places.map((map) => new Set(map.get(key)));
          const row = [...sets[0]].filter((position) => sets.every((set, i) => set.has(position + i)));
          if (row.length) rows.set(key, row);
        }
        keys = [...rows.keys()];
        spots = () => rows;
      }
      for (const key of keys) {
        const own = scores.map((map) => map.get(key)), score = own.reduce((sum, score) => sum + score) / way.length + 3 * last;
        found.set(key, Math.max(key % PAGE || Math.min(...own) > TITLE ? score : Math.min(score, TITLE), found.get(key) ?? 0));
      }
      return keys.length && spots;
    };
    for (const way of clause.ways) runs.push(meet(way, runs.at(-1)));
    clause.spots = (await Promise.all(runs)).findLast((spots) => spots);
    return clause;
  };
  const mayBegin = ({ exact, filler, begins, typed }) => !exact && !filler && !begins && /^\p{L}{3,}$/u.test(typed);
  // Where nothing has a clause, what was meant: the beginning of a word, a word without its typing error, or its pieces each.
  const resolve = async (build, clause) => {
    await find(build, clause);
    const { found, exact, common, filler, several, row, ways } = clause;
    if (found.size || exact || common || filler) return [clause];
    if (mayBegin(clause)) {
      const longer = await find(build, { ...clause, begins: true });
      if (longer.found.size) return [longer];
    }
    const word = !row && await build.repaired(ways[0][0]);
    if (word) return [await find(build, { ...clause, ways: [[word]], begins: false, repaired: true })];
    if (!several[0]) return [clause];
    return (await Promise.all(several.map((piece) => resolve(build, { ...clause, ...piece, several: [], row: false })))).flat();
  };

  // How near each other the clauses stand: up to 1.
  const nearness = async (clauses, keys) => {
    const near = new Map();
    if (clauses.length < 2) return near;
    const spots = await Promise.all(clauses.map((clause) => clause.spots(keys)));
    for (const key of keys) {
      const all = spots.flatMap((map, i) => (map.get(key) ?? []).map((position) => [position, i])).sort((a, b) => a[0] - b[0]);
      const have = new Set(all.map(([, i]) => i)).size, last = new Map();
      let best = Infinity;
      for (const [position, i] of all) {
        last.set(i, position);
        if (last.size === have) best = Math.min(best, position - Math.min(...last.values()) - have + 1);
      }
      if (have > 1) near.set(key, have / clauses.length / (1 + Math.max(best, 0) / 3));
    }
    return near;
  };

  // The sections that have some of the clauses, and which: { key, score, mask }.
  const rank = (build, clauses) => {
    const sections = new Map(), titles = new Map(), all = build.index.sections;
    clauses.forEach((clause, i) => {
      const count = clause.found.size, rarity = clause.rarity = Math.log(1 + all / (count + 0.5));
      clause.needed = !clause.filler && count <= Math.max(8, all / 5);
      for (const [key, value] of clause.found) {
        const section = sections.get(key) ?? { key, score: 0, mask: 0 };
        section.score += rarity * value;
        section.mask |= 1 << i;
        sections.set(key, section);
        // A page's title counts for all its sections.
        if (key % PAGE === 0 && value > TITLE) entry(titles, key).push([i, rarity * value]);
      }
    });
    for (const section of sections.values()) for (const [i, value] of section.key % PAGE && titles.get(section.key - section.key % PAGE) || []) {
      section.score += value * 0.4;
      section.mask |= 1 << i;
    }
    return [...sections.values()];
  };
  // The sections with all clauses that are needed; or else with those that tell most.
  const choose = (clauses, sections) => {
    const bits = (of) => clauses.reduce((mask, clause, i) => mask | (of(clause) ? 1 << i : 0), 0);
    const needed = bits((clause) => clause.needed) || bits(() => true);
    let mask = needed, best = 0;
    if (!sections.some((section) => (section.mask & needed) === needed)) for (const section of sections) {
      const told = clauses.reduce((sum, { rarity, service }, i) => sum + (section.mask & needed & 1 << i && rarity * (service ? 2 : 1)), 0);
      if (told + section.score / 1e6 > best) [best, mask] = [told + section.score / 1e6, section.mask & needed];
    }
    return { chosen: sections.filter((section) => (section.mask & mask) === mask), missing: (clause) => needed & ~mask & 1 << clauses.indexOf(clause) };
  };

  // The pages that a name stands for, or else those whose names begin so; services first.
  const named = async (build, text, begins) => {
    const name = "=" + nameOf(text);
    const terms = name === "=" ? [] : await build.terms(name, false, begins && name.length > 2);
    terms.sort((a, b) => b.weight - a.weight);
    const exact = terms[0]?.weight === 1;
    const pages = new Set(terms.slice(0, exact ? 1 : 9).flatMap((term) => build.docs(term).map(([key]) => pageOf(key))));
    return { exact, pages: [...pages].sort((a, b) => build.kinds[b] % 2 - build.kinds[a] % 2) };
  };
  // What is searched, by the options or by what is typed before a colon.
  const narrow = async (build, query, { service, category }) => {
    const { categories } = build.index, colon = /^([^:"]{1,60}):(?:\s+|$)/.exec(query), scope = { rest: query };
    if (service) {
      const [place] = await build.terms("@" + service.slice(0, 1000).replaceAll(" ", "%20"), false, false);
      scope.page = place ? pageOf(build.docs(place)[0][0]) : -1;
    }
    if (category) scope.category = categories.findIndex(([name]) => name === category);
    const name = colon && nameOf(colon[1]);
    if (name && !service && !category) {
      const { exact, pages: [page] } = await named(build, name);
      const near = name.length < 3 ? [] : [...categories.keys()].filter((i) => nameOf(categories[i][0]).startsWith(name));
      if (exact) scope.page = page;
      else if (near.length === 1) scope.category = near[0];
      if (exact || near.length === 1) scope.rest = query.slice(colon[0].length);
    }
    return scope;
  };
  const tally = (items) => {
    const counts = new Map();
    for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  };

  const answer = async (build, text, options) => {
    const query = text.trim().slice(0, 1000), scope = await narrow(build, query, options), { rest, page: only, category } = scope;
    const parsed = parse(rest), { kinds, index: { categories } } = build;
    const narrowed = only !== undefined || category !== undefined;
    let skip = parsed.some(({ ways }) => !build.common.has(ways[0][0]));
    const inScope = ({ key }) => (only ?? pageOf(key)) === pageOf(key) && (category ?? kinds[pageOf(key)] >> 1) === kinds[pageOf(key)] >> 1;
    const take = async (skip, longer) => {
      const resolved = (await Promise.all(parsed.map((clause) =>
        resolve(build, { ...clause, skip: skip && !clause.exact, whole: narrowed, begins: clause.begins || longer && mayBegin(clause) })))).flat();
      const clauses = resolved.filter(({ found }) => found.size).slice(0, 30), sections = rank(build, clauses);
      const own = narrowed ? sections.filter(inScope) : sections;
      return { resolved, clauses, sections, own, apart: clauses.some(choose(clauses, own).missing) };
    };
    let taken = await take(skip);
    if (skip && !taken.clauses.length) taken = await take(skip = false);
    if (taken.apart) {
      const longer = await take(skip, true);
      if (!longer.apart) taken = longer;
      else for (const clause of taken.clauses) clause.service = (await named(build, clause.typed)).pages.some((page) => kinds[page] % 2);
    }
    const { resolved, clauses, sections, own } = taken, repaired = clauses.some((clause) => clause.repaired);
    let shown = "", at = 0;
    for (const { repaired, start, end, ways } of clauses) if (repaired) {
      shown += rest.slice(at, start) + ways[0][0];
      at = end;
    }
    shown = repaired ? shown + rest.slice(at) : null;
    let names = await named(build, rest, true);
    if (repaired && !names.pages.length) names = await named(build, shown, true);

    const { chosen, missing } = choose(clauses, own);
    const all = narrowed ? choose(clauses, sections).chosen : chosen;
    const sort = () => chosen.sort((a, b) => b.score - a.score || a.key - b.key);
    const near = await nearness(clauses.filter((clause) => clause.needed), new Set(sort().slice(0, 300).map(({ key }) => key)));
    for (const section of chosen) {
      const { key } = section;
      section.score *= 1 + 0.6 * (near.get(key) ?? 0);
      if (names.exact && key % PAGE === 0 && names.pages.includes(pageOf(key))) section.score += 1e6 - names.pages.indexOf(pageOf(key)) * 1e4;
    }
    const found = new Map();
    for (const { key } of sort()) entry(found, pageOf(key)).push(key % PAGE);

    const words = [...new Set(telling(clauses.filter((clause) => !missing(clause))))];
    const group = async ([number, own]) => {
      const page = await build.page(number);
      const most = only === undefined ? 3 : options.limit ?? 20;
      const sections = await Promise.all(own.slice(0, most).map(async (section) => {
        const found = await build.section(number, section), [id, path] = found;
        return { href: page.href + (id && "#" + encodeURIComponent(id)), path, excerpt: excerpt(found, words) };
      }));
      return { page, sections, more: Math.max(own.length - most, 0) };
    };
    const typed = (lost) => [...new Set(resolved.filter(lost).map(({ typed }) => typed))];
    const scoped = only >= 0 ? await build.page(only) : null;
    const services = tally(all.map(({ key }) => pageOf(key)).filter((page) => kinds[page] % 2)).slice(0, 12);
    return {
      query, rest, shown,
      unknown: typed(({ found, filler, exact, ways }) => !found.size && !filler && (exact || !build.common.has(ways[0][0]))),
      apart: typed((clause) => clause.found.size && missing(clause)),
      scope: { service: scoped?.href ?? options.service ?? null, serviceTitle: scoped?.title ?? null, category: categories[category]?.[0] ?? null },
      goTo: narrowed ? (scoped && !rest ? [scoped] : []) : await Promise.all(names.pages.slice(0, 3).map(build.page)),
      groups: await Promise.all([...found].slice(0, options.limit ?? 20).map(group)),
      total: chosen.length, pages: found.size,
      services: await Promise.all(services.map(async ([page, count]) => ({ page: await build.page(page), count }))),
      categories: tally(all.map(({ key }) => kinds[pageOf(key)] >> 1))
        .map(([i, count]) => ({ name: categories[i][0], hue: categories[i][1], count })),
    };
  };

  const engines = new Map();
  const start = async (base) => {
    let build = await open(base, ""), newer;
    // If a file is gone, the site was published anew: then files have other names.
    const lasting = (work) => async (...given) => {
      const used = build;
      try {
        return await work(used, ...given);
      } catch {
        if (build === used) build = await (newer ??= open(base, "?again").finally(() => { newer = undefined; }));
        return work(build, ...given);
      }
    };
    return {
      search: lasting((build, text, options) => answer(build, text, options ?? {})),
      services: lasting((build) => build.allServices()),
    };
  };
  return {
    marks,
    terms: read,
    // The next question goes to the index as it is then.
    forget() { engines.clear(); },
    take(data) { document.currentScript.taken = [data]; },
    load(base) {
      if (!engines.has(base)) engines.set(base, start(base).catch((error) => { engines.delete(base); throw error; }));
      return engines.get(base);
    },
  };
})();
