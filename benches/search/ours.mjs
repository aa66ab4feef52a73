// Answers queries with our index, as pagefind.mjs does with Pagefind's: `node ours.mjs FOLDER RESULTS QUERY…`. It also types each
// query letter by letter, twice, and tells the times of the second answers, for which everything is loaded.
import fs from "node:fs";
import zlib from "node:zlib";
import { engine, loaded } from "../../tests/search/driver.mjs";

const [folder, results, ...queries] = process.argv.slice(2);
const weigh = (name) => zlib.gzipSync(fs.readFileSync(name), { level: 9 }).length;
const script = weigh(new URL("../../static/search-engine.js", import.meta.url));

// The same folder by another name is another site to the engine: each query is a reader's first.
for (const [i, query] of queries.entries()) {
  loaded.length = 0;
  const open = await engine.load(`${folder}/${"./".repeat(i)}`);
  const start = performance.now();
  const answer = await open.search(query, { limit: Number(results) });
  const ms = performance.now() - start;
  const bytes = script + loaded.reduce((sum, name) => sum + weigh(name), 0);
  const { page, sections: [first] } = answer.groups[0] ?? { sections: [] };
  const top = first ? [page.title, first.path.at(-1) ?? page.title] : null;
  const keys = [];
  for (let length = 1; length <= query.length; length++) {
    await open.search(query.slice(0, length), { limit: Number(results) });
    const again = performance.now();
    await open.search(query.slice(0, length), { limit: Number(results) });
    keys.push(performance.now() - again);
  }
  console.log(JSON.stringify({ query, top, layer: top, bytes, ms, keys }));
}
