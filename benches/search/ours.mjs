// Answers queries with our index, as pagefind.mjs does with Pagefind's: `node ours.mjs FOLDER RESULTS QUERY…`.
import fs from "node:fs";
import zlib from "node:zlib";
import { engine, loaded } from "../../tests/search/driver.mjs";

const [folder, results, ...queries] = process.argv.slice(2);
const weigh = (name) => zlib.gzipSync(fs.readFileSync(name), { level: 9 }).length;
const open = await engine.load(`${folder}/`);
let bytes = weigh(new URL("../../static/search-engine.js", import.meta.url));

for (const query of queries) {
  const start = performance.now();
  const answer = await open.search(query, { limit: Number(results) });
  const ms = performance.now() - start;
  // Typed anew, letter by letter, once everything is loaded: the slowest answer.
  let slowest = 0;
  for (let length = 2; length <= query.length; length++) {
    const typed = query.slice(0, length);
    await open.search(typed, { limit: Number(results) });
    const again = performance.now();
    await open.search(typed, { limit: Number(results) });
    slowest = Math.max(slowest, performance.now() - again);
    if (length < query.length) loaded.length = length === 2 ? loaded.length : loaded.length;
  }
  const { page, sections: [first] } = answer.groups[0] ?? { sections: [] };
  const name = first && [page.title, first.path.at(-1) ?? page.title];
  console.log(JSON.stringify({
    query, top: name ?? null, excerpt: first?.excerpt.map(({ text }) => text).join(""), bytes: 0, ms, slowest, pages: answer.pages,
  }));
}
