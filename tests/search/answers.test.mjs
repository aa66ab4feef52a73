// What a reader gets for a query, on twenty pages of notes.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { before, test } from "node:test";
import { build, engine, loaded, pagesFile, top } from "./driver.mjs";

let search;
before(async () => {
  const open = await engine.load(build());
  search = (text, options) => open.search(text, options);
});

const GOLDEN = JSON.parse(fs.readFileSync(new URL("../data/search_queries.json", import.meta.url), "utf8"));

for (const [query, expected] of GOLDEN) {
  test(`${query} finds ${expected}`, async () => assert.equal(top(await search(query))[0], expected));
}

test("the name of a service leads to its page", async () => {
  for (const [query, title] of [["sqs", "Amazon SQS"], ["Route 53", "Amazon Route 53"], ["dynam", "Amazon DynamoDB"],
    ["elasticash", "Amazon ElastiCache"], ["elastic load", "Elastic Load Balancing"]]) {
    assert.equal((await search(query)).goTo[0]?.title, title, query);
  }
  assert.deepEqual((await search("visibility")).goTo, []);
});

test("a typing error is repaired, and said", async () => {
  assert.equal((await search("elasticash")).shown, "elasticache");
  assert.equal((await search("the visibilty timout")).shown, "the visibility timeout");
  assert.equal((await search("the apspec.yml file")).shown, "the appspec.yml file");
  assert.equal((await search("X-Forwrded-For")).shown, "X-forwarded-For");
  assert.equal((await search("visibility")).shown, null);
});

test("words that nothing has are left out, and said", async () => {
  const answer = await search("visibility zzyzx timeout");
  assert.equal(top(answer)[0], "Amazon SQS › Visibility timeout");
  assert.deepEqual([answer.unknown, answer.apart], [["zzyzx"], []]);
});

test("where no section has all words, those that tell most count, and the others are said to be apart", async () => {
  const answer = await search("visibility rollback");
  assert.deepEqual([answer.unknown, answer.apart.length], [[], 1]);
  assert.ok(answer.total > 0);
});

test("of words that stand apart, those that name a service are rather kept", async () => {
  const answer = await search("stale sqs message");
  assert.deepEqual(answer.apart, ["stale"]);
  assert.ok(answer.groups.some(({ page }) => page.title === "Amazon SQS"));
});

test("the words of a question that say nothing are not required, and found when alone", async () => {
  for (const [query, page] of [["difference between sqs and sns", "Amazon SNS"], ["how long can a message stay hidden in the queue", "Amazon SQS"],
    ["which cache would you compare for redis vs memcached", "Amazon ElastiCache"], ["what’s the max visibility timeout", "Amazon SQS"]]) {
    const answer = await search(query);
    assert.deepEqual([answer.groups[0]?.page.title, answer.apart, answer.unknown], [page, [], []], query);
  }
  assert.ok((await search("between")).total > 0);
  assert.ok((await search("long polling")).groups[0].sections[0].path.includes("Long polling"));
  assert.equal((await search("zzyzx not")).unknown.length, 1);
});

test("where a word leaves no section with all, it may be the beginning of a longer one", async () => {
  const answer = await search("max visibility");
  assert.equal(top(answer)[0], "Amazon SQS › Visibility timeout");
  assert.ok(answer.groups[0].sections[0].excerpt.some(({ text, mark }) => mark && text === "maximum"));
  assert.deepEqual([answer.shown, answer.apart, answer.unknown], [null, [], []]);
});

test("a query is narrowed to a service by any of its names, or to a category", async () => {
  for (const query of ["s3: encryption", "amazon S3: encryption"]) {
    const answer = await search(query);
    assert.deepEqual([answer.scope.serviceTitle, answer.rest, answer.pages], ["Amazon S3", "encryption", 1], query);
  }
  const answer = await search("storage: kms");
  assert.equal(answer.scope.category, "Storage");
  assert.deepEqual(top(answer), ["Amazon S3 › Encryption with KMS (SSE-KMS)"]);
  assert.equal((await search("token: PUT")).rest, "token: PUT");
});

test("a category is known by its beginning, if that is no other's and of three letters or more", async () => {
  for (const [query, category] of [["sto: kms", "Storage"], ["st: kms", null], ["s: kms", null]]) {
    assert.equal((await search(query)).scope.category, category, query);
  }
  const open = await indexOf("@@ First | First | Compute |\nkms\n@@ Second | Second | Communication |\nkms\n");
  assert.equal((await open.search("com: kms")).scope.category, null);
  assert.equal((await open.search("comp: kms")).scope.category, "Compute");
});

test("the options narrow it as well, and the counts are those of all", async () => {
  const all = await search("queue");
  const { page, count } = all.services[0];
  const one = await search("queue", { service: page.href });
  assert.deepEqual([one.total, one.pages, one.scope.serviceTitle], [count, 1, page.title]);
  assert.deepEqual(one.services, all.services);
  const messaging = all.categories.find(({ name }) => name === "Messaging");
  assert.equal((await search("queue", { category: "Messaging" })).total, messaging.count);
});

test("an excerpt is a short part of the text, with the words marked", async () => {
  const { excerpt, href } = (await search("overlimit")).groups[0].sections[0];
  assert.deepEqual(excerpt.filter(({ mark }) => mark).map(({ text }) => text), ["OverLimit"]);
  assert.ok(excerpt.map(({ text }) => text).join("").length < 260);
  assert.equal(href, "amazon-sqs.html#in-flight-limits");
});

test("an empty query, and one of marks alone, finds nothing and fails at nothing", async () => {
  for (const query of ["", "   ", "???", '"', '""', "s3:", ":", "\\", "<img>", "constructor"]) {
    const { total, groups, shown, unknown, apart } = await search(query);
    assert.deepEqual([total, groups, shown, apart], [0, [], null, []], query);
  }
  assert.deepEqual((await search("__proto__")).unknown, []);
});

test("nothing is loaded before the box is opened, and what is loaded stays", async () => {
  const folder = build();
  loaded.length = 0;
  const open = await engine.load(folder);
  assert.equal(loaded.length, 1);
  await open.search("visibility timeout");
  loaded.length = 0;
  await open.search("visibility timeout");
  assert.deepEqual(loaded, []);
});

test("the services of the site can be listed", async () => {
  const services = await (await engine.load(build())).services();
  assert.equal(services.length, 20);
  assert.deepEqual([services[0].title, services[0].category, services[0].service], ["Amazon SQS", "Messaging", true]);
});

test("an index that was published anew is loaded anew", async () => {
  const folder = build();
  const open = await engine.load(folder);
  for (const name of fs.readdirSync(folder + "search")) {
    if (name !== "index.js") fs.rmSync(folder + "search/" + name, { recursive: true });
  }
  await assert.rejects(open.search("queue"));
  const pages = path.join(folder, "pages.txt");
  fs.writeFileSync(pages, fs.readFileSync(pagesFile, "utf8").replaceAll("queue", "line"));
  build(pages, folder);
  assert.equal(top(await open.search("dead letter lines"))[0], "Amazon SQS › Dead-letter lines");
});

test("no word is unfindable", async () => {
  const words = new Set(fs.readFileSync(pagesFile, "utf8").replace(/^(@@[^|]*\|[^|]*).*$/gm, "$1").match(/[\p{L}\p{N}]\S*/gu));
  assert.ok(words.size > 500);
  for (const word of words) {
    const answer = await search(word.replace(/:$|"/g, ""), { limit: 1 });
    assert.ok(answer.total > 0 && !answer.shown && !answer.unknown.length && !answer.apart.length, word);
  }
});

test("a service and a category narrow it together", async () => {
  const both = await search("queue", { service: "aws-lambda.html", category: "Messaging" });
  assert.deepEqual([both.total, both.scope.category], [0, "Messaging"]);
  assert.ok((await search("queue", { service: "aws-lambda.html", category: "Compute" })).total > 0);
});

test("what could not be loaded once is asked for again", async () => {
  const folder = build();
  const open = await engine.load(folder);
  fs.renameSync(folder + "search", folder + "away");
  await assert.rejects(open.search("queue"));
  fs.renameSync(folder + "away", folder + "search");
  assert.ok((await open.search("queue")).total > 0);
});

// An index of pages of one's own.
const indexOf = (text) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "search-")) + "/";
  fs.writeFileSync(folder + "pages.txt", text);
  return engine.load(build(folder + "pages.txt", folder));
};

test("what the first lines of a page say is not taken for its title", async () => {
  const sections = Array.from({ length: 5 }, (_, i) => `## Part ${i} {part-${i}}\nNothing of it.`).join("\n");
  const lead = "dead-letter ".repeat(60);
  const open = await indexOf(`@@ First | First | Notes |\n${lead}\n${sections}\n@@ Second | Second | Notes |\nNothing here.\n`);
  for (const query of ["part dead-letter", 'part "dead letter"']) assert.equal((await open.search(query)).apart.length, 1, query);
  assert.equal((await open.search("part first")).total, 5);
});

test("a section with tens of thousands of the words is shown at once", async () => {
  const open = await indexOf(`@@ First | First | Notes |\n${"queue and ".repeat(40000)}\n`);
  await open.search("queue");
  const start = performance.now();
  assert.equal((await open.search("queue")).total, 1);
  assert.ok(performance.now() - start < 1000, `${performance.now() - start} ms`);
});

test("words that nearly all sections have are found beside words that nothing has", async () => {
  const sections = Array.from({ length: 4500 }, (_, i) => `## Part ${i} {part-${i}}\nthe limit`).join("\n");
  const open = await indexOf(`@@ First | First | Notes |\n${sections}\n`);
  assert.ok((await open.search("the")).total > 0);
  const { total, unknown } = await open.search("the zzyzx");
  assert.deepEqual([total > 0, unknown], [true, ["zzyzx"]]);
  assert.equal((await open.search("limit zzyzx limit")).unknown.length, 1);
});

test("a query of any length is answered soon, as far as its thousandth character", async () => {
  const long = "visibility " + "timeout ".repeat(200000), start = performance.now();
  const { query, groups } = await search(long, { service: "x".repeat(1e6) });
  assert.deepEqual([query.length, groups], [1000, []]);
  assert.equal(engine.marks("visibility", " ".repeat(1000) + "visibility").length, 0);
  assert.ok(performance.now() - start < 1000, `${performance.now() - start} ms`);
});

test("any stretch of a text without spaces is found, in quotes and outside, of one character or many", async () => {
  const long = Array.from({ length: 80 }, (_, i) => String.fromCharCode(0x4e00 + i * 7)).join("");
  const open = await indexOf(`@@ First | First | Notes |\nS3存储桶 ${long} end\n`);
  for (const query of ["存", '"存"', "储 end", "end 存 S3", '"S3存"', "存储 end", long, long.slice(70), `"${long.slice(60)}"`, long[75], `"${long[75]}"`]) {
    const answer = await open.search(query);
    assert.deepEqual([answer.total, answer.unknown], [1, []], query);
  }
});

test("marks that writers of Hebrew and Arabic may leave out make no difference", async () => {
  const open = await indexOf("@@ First | First | Notes |\nשָׁלוֹם مُحَمَّد\n");
  for (const query of ["שלום", "محمد", "שָׁלוֹם", "مُحَمَّد"]) assert.equal((await open.search(query)).total, 1, query);
});
