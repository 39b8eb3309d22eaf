import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSendText, repliesOwed } from "../../src/cli/swarm/send-text.ts";

const TEXTS: readonly [text: string, octets: string][] = [
  ["TIME", "TIME\r\n"],
  ["TIME\\r\\n\\r\\n", "TIME\r\n\r\n"],
  ["TIME\\n", "TIME\n"],
  ["a\\tb", "a\tb\r\n"],
  ["\\x00\\xfF\\x0a", "\0\xff\n"],
  ["\\\\n", "\\n\r\n"],
  ["jam é", "jam \xc3\xa9\r\n"],
  ["⏰", "\xe2\x8f\xb0\r\n"],
];

for (const [text, octets] of TEXTS) {
  test(`--send ${text}`, () => assert.equal(Buffer.from(parseSendText(text)).toString("latin1"), octets));
}

for (const text of ["", "\\", "TIME\\", "\\q", "\\x", "\\x1", "\\xg0", "\\u0041", "a\\\\\\"]) {
  test(`no text to send: ${JSON.stringify(text)}`, () => {
    assert.throws(() => parseSendText(text), { code: "JAM_BAD_OPTION", exitCode: 2 });
  });
}

test("replies owed: one for each line but empty ones, none from QUIT on (R5, R6, R7)", () => {
  const owed = (text: string) => repliesOwed(Buffer.from(text));
  assert.deepEqual(owed("TIME\r\n\r\n"), ["time"]);
  assert.deepEqual(owed("TIME please\nTIMEX\r\nHALO\n"), ["time", "line", "line"]);
  assert.deepEqual(owed("TIME\r\nQUIT\r\nTIME\r\n"), ["time"]);
  assert.deepEqual(owed("TIME"), []);
});
