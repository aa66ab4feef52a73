// Answers a query with an index of Pagefind: `node pagefind.mjs FOLDER RESULTS QUERY…`. For each query it prints a line of JSON: the
// first section as it comes; that of the first page in which the words stand most often (`layer`); the bytes loaded until there;
// and how long it took.
import fs from "node:fs";
import { pathToFileURL } from "node:url";
import zlib from "node:zlib";

const [folder, results, ...queries] = process.argv.slice(2);
const base = pathToFileURL(`${folder}/`).href;
let bytes = 0;
// Pagefind's own files are compressed already; a server compresses the others.
const weigh = (name, data) => {
  bytes += /\.(pf_\w+|pagefind)$/.test(name) ? data.length : zlib.gzipSync(data, { level: 9 }).length;
  return data;
};

globalThis.window = globalThis;
globalThis.location = new URL(base);
globalThis.document = { currentScript: null, querySelector: () => ({ getAttribute: () => "en" }) };
globalThis.fetch = async (address) => {
  const name = new URL(address, base).pathname;
  return new Response(weigh(name, fs.readFileSync(decodeURIComponent(name))));
};
weigh("pagefind.js", fs.readFileSync(`${folder}/pagefind.js`));
const pagefind = await import(`${base}pagefind.js`);
await pagefind.options({ basePath: base, noWorker: true });
await pagefind.init();

for (const query of queries) {
  const start = performance.now();
  const found = await pagefind.search(query);
  const pages = await Promise.all(found.results.slice(0, Number(results)).map((result) => result.data()));
  const ms = performance.now() - start;
  const first = pages[0]?.sub_results[0];
  const fullest = pages[0]?.sub_results.toSorted((a, b) => b.locations.length - a.locations.length)[0];
  const name = (section) => section ? [pages[0].meta.title, section.title] : null;
  console.log(JSON.stringify({ query, top: name(first), layer: name(fullest), bytes, ms, keys: [ms] }));
}
process.exit(0);
