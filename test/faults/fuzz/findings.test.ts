import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FINDINGS } from "./findings.ts";
import { octetsOf } from "./inputs.ts";
import { dueReplies } from "./reference.ts";
import { serveInput } from "./serve-input.ts";

/** The table of docs/protocol.md, 4, with `|` left out: what is due does not depend on the cut (R8). */
const EXAMPLES = [
  { sent: "TIME\r\n", replies: ["time"], endedBy: "half-close" },
  { sent: "TIME\n", replies: ["time"], endedBy: "half-close", strict: ["invalid"] },
  { sent: "TIME\r\nTIME\r\n", replies: ["time", "time"], endedBy: "half-close" },
  { sent: "TIME\r\n\r\n", replies: ["time"], endedBy: "half-close" },
  { sent: "TIME process \r\n", replies: ["time"], endedBy: "half-close", strict: ["invalid"] },
  { sent: "time\r\nTIMEX\r\n TIME\r\n", replies: ["invalid", "invalid", "invalid"], endedBy: "half-close" },
  { sent: "TIME\r\nQUIT\r\nTIME\r\n", replies: ["time"], endedBy: "quit" },
  { sent: "TIME\r\nTI", replies: ["time"], endedBy: "half-close" },
  { sent: "TIME", replies: [], endedBy: "half-close" },
  { sent: "x".repeat(513), replies: ["invalid"], endedBy: "overlong" },
] as const;

describe("reference of the fuzzer", () => {
  for (const { sent, replies, endedBy, ...other } of EXAMPLES) {
    test(`reads ${JSON.stringify(sent.slice(0, 40))} as docs/protocol.md has it`, () => {
      assert.deepEqual(dueReplies(octetsOf(sent), "tolerant"), { replies, endedBy });
      const strict = "strict" in other ? other.strict : replies;
      assert.deepEqual(dueReplies(octetsOf(sent), "strict"), { replies: strict, endedBy });
    });
  }
});

describe("named inputs of the fuzzer", () => {
  for (const finding of FINDINGS) {
    test(finding.name, () => {
      assert.equal(serveInput(finding), null);
    });
  }
});
