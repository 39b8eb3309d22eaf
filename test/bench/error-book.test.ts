import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { countErrors, ErrorBook, mergeErrors } from "../../src/bench/error-book.ts";

describe("error book", () => {
  test("counts by kind, with first and last time and the first example there is", () => {
    const book = new ErrorBook();
    book.add("timeout", 2, 1500, null);
    book.add("malformed", 1, 1600, "Hello");
    book.add("timeout", 3, 2500, "x");
    book.add("timeout", 1, 2600, "y");
    assert.deepEqual(book.entries(1000), [
      { kind: "timeout", count: 6, firstAt: 500, lastAt: 1600, example: "x" },
      { kind: "malformed", count: 1, firstAt: 600, lastAt: 600, example: "Hello" },
    ]);
    assert.equal(countErrors(book.entries()), 7);
  });

  test("books of several threads are added up, in the order in which kinds are shown", () => {
    const merged = mergeErrors([
      [{ kind: "reset", count: 1, firstAt: 50, lastAt: 60, example: "later" }],
      [],
      [
        { kind: "reset", count: 2, firstAt: -10, lastAt: 20, example: null },
        { kind: "refused", count: 4, firstAt: 5, lastAt: 5, example: null },
      ],
    ]);
    assert.deepEqual(merged, [
      { kind: "refused", count: 4, firstAt: 5, lastAt: 5, example: null },
      { kind: "reset", count: 3, firstAt: -10, lastAt: 60, example: "later" },
    ]);
  });
});
