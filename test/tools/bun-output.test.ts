import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readBunOutput } from "../../tools/run-tests-on-bun.ts";

const OUTPUT = `
test/a.test.ts:
(pass) suite > good [1.20ms]
12 |   throw new Error("boom");
error: boom
(fail) suite > bad [0.33ms]
(skip) suite > later

test/b.test.ts:

# Unhandled error between tests
error: at load

 1 pass
 1 skip
 2 fail
 1 error
Ran 4 tests across 2 files. [30.00ms]
`;

describe("what bun test prints", () => {
  test("is counted, also what failed outside of any test", () => {
    const tally = readBunOutput(OUTPUT, 1);
    assert.equal(tally.passed, 1);
    assert.deepEqual(
      tally.failures.map(({ name, where }) => [name, where]),
      [
        ["suite > bad (on Bun)", "test/a.test.ts"],
        ["outside of any test (on Bun)", "test/b.test.ts"],
      ],
    );
    assert.match(tally.failures[0]?.error ?? "", /error: boom/);
    assert.deepEqual(tally.skips, [{ name: "suite > later (on Bun)", reason: "skipped on Bun" }]);
  });

  test("a crash without a word is a failure", () => {
    assert.equal(readBunOutput("", 139).failures.length, 1);
    assert.equal(readBunOutput(" 3 pass\n", null).failures.length, 1);
    assert.deepEqual(readBunOutput(" 3 pass\n 0 fail\n", 0), { passed: 3, failures: [], skips: [] });
  });
});
