// Opens an index as a page does: a script element runs a file of the index, which hands its data to the engine.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import vm from "node:vm";

const root = path.resolve(import.meta.dirname, "../..");
export const pagesFile = path.join(root, "tests/data/search_pages.txt");

// What was loaded, in order; tests look at it and empty it.
export const loaded = [];

globalThis.document = {
  currentScript: null,
  createElement: () => ({}),
  head: {
    append(script) {
      loaded.push(script.src);
      setImmediate(() => {
        let text;
        try {
          text = fs.readFileSync(script.src.replace(/\?.*/, ""), "utf8");
        } catch {
          return script.onerror();
        }
        document.currentScript = script;
        vm.runInThisContext(text);
        document.currentScript = null;
        script.onload();
      });
    },
  },
};
vm.runInThisContext(fs.readFileSync(path.join(root, "static/search-engine.js"), "utf8"));
export const engine = globalThis.LeafcutterSearch;

// Makes the index of the pages in a file, and gives the folder that it is in.
export const build = (pages = pagesFile, folder = fs.mkdtempSync(path.join(os.tmpdir(), "search-")) + "/") => {
  const program = process.env.SEARCH_INDEX ?? path.join(root, "target/debug/examples/search-index");
  execFileSync(program, [pages, folder]);
  process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
};

// The first sections of an answer: `href title › heading`.
export const top = (answer, count = 3) => answer.groups.flatMap(({ page, sections }) =>
  sections.map(({ href, path }) => [page.title, ...path].join(" › "))).slice(0, count);
