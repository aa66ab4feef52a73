// What a word is: the same here as in src/site/search/words.rs.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { engine } from "./driver.mjs";

const cases = JSON.parse(fs.readFileSync(new URL("../data/search_words.json", import.meta.url), "utf8"));

test("words are those of the table that the index is held to", () => {
  for (const [text, expected] of cases) {
    const found = new Set(engine.terms(text).map(({ term, at }) => `${at} ${term}`));
    assert.deepEqual([...found].sort(), expected, text);
  }
});

test("a word says where it stands in the text as it was written", () => {
  for (const [text] of cases) {
    for (const { start, end } of engine.terms(text)) assert.ok(start >= 0 && start < end && end <= text.length, text);
  }
  const getobject = engine.terms("Grant s3:GetObject.").find(({ term }) => term === "getobject");
  assert.equal("Grant s3:GetObject.".slice(getobject.start, getobject.end), "GetObject");
});

const marked = (text, words) => engine.marks(text, words).map(([start, end]) => text.slice(start, end));

test("words of a query are marked, also as parts and in the plural", () => {
  assert.deepEqual(marked("Queues hold messages; a queue has a QueueUrl.", "queue message"), ["Queues", "messages", "queue", "Queue"]);
  assert.deepEqual(marked("Use the X-Forwarded-For header, not for this.", "x-forwarded-for"), ["X-Forwarded-For"]);
  assert.deepEqual(marked("About 20,000 or 20000.", "20,000"), ["20,000", "20000"]);
  assert.deepEqual(marked("the café of Cafés", "cafe"), ["café", "Cafés"]);
  assert.deepEqual(marked("使用S3存储桶", "存储"), ["存储"]);
});

test("only what stands together is marked for a phrase, and the beginning of the last word", () => {
  assert.deepEqual(marked("once, exactly once", '"exactly once"'), ["exactly once"]);
  assert.deepEqual(marked("visibility and timeouts", "visi"), ["visibility"]);
  assert.deepEqual(marked("visibility and timeouts", "visi timeouts"), ["timeouts"]);
});

test("words that say nothing are not marked beside others", () => {
  assert.deepEqual(marked("the limit of the queue", "the limit of"), ["limit"]);
  assert.deepEqual(marked("if this or that", "if"), ["if"]);
});
