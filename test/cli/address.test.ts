import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddress, serverAddress } from "../../src/cli/address.ts";
import { integerOption, wordOption } from "../../src/cli/option-values.ts";

const ADDRESSES: readonly [text: string, host: string, port: number | null][] = [
  ["localhost", "localhost", null],
  ["localhost:1", "localhost", 1],
  ["waktu.example:65535", "waktu.example", 65535],
  ["127.0.0.1", "127.0.0.1", null],
  ["127.0.0.1:00080", "127.0.0.1", 80],
  ["::1", "::1", null],
  ["fe80::1%eth0", "fe80::1%eth0", null],
  ["[::1]", "::1", null],
  ["[::1]:45001", "::1", 45001],
  ["::ffff:10.0.0.1", "::ffff:10.0.0.1", null],
];

for (const [text, host, port] of ADDRESSES) {
  test(`the address "${text}"`, () => assert.deepEqual(parseAddress(text), { host, port }));
}

test("what was left out: localhost, and the port of the protocol or that of TLS", () => {
  assert.deepEqual(serverAddress(undefined, "none"), { host: "localhost", port: 45000 });
  assert.deepEqual(serverAddress(undefined, "tls"), { host: "localhost", port: 45443 });
  assert.deepEqual(serverAddress({ host: "::1", port: null }, "tls"), { host: "::1", port: 45443 });
  assert.deepEqual(serverAddress({ host: "a", port: 1 }, "tls"), { host: "a", port: 1 });
});

const BAD_ADDRESSES = [
  "",
  ":",
  ":45000",
  "localhost:",
  "localhost:0",
  "localhost:65536",
  "localhost:-1",
  "localhost:1e3",
  "localhost: 80",
  "localhost:80:80",
  "45000",
  "a b",
  "http://localhost",
  "user@host",
  "[::1",
  "::1]",
  "[::1]45000",
  "[localhost]:45000",
  "[]:45000",
  "1::2::3",
  "-h",
  "x".repeat(254),
];

for (const text of BAD_ADDRESSES) {
  test(`no address: ${JSON.stringify(text.slice(0, 20))}`, () => {
    assert.throws(() => parseAddress(text), { code: "JAM_BAD_OPTION", exitCode: 2 });
  });
}

test("a whole-number option takes digits within its range", () => {
  const read = integerOption("--count", 1, 100);
  assert.deepEqual(["1", "100", "007"].map(read), [1, 100, 7]);
  for (const text of ["", "0", "101", "-1", "+1", "1.5", "1e1", "0x10", " 1", "ten", "9".repeat(30)]) {
    assert.throws(() => read(text), {
      code: "JAM_BAD_OPTION",
      details: { value: text, option: "--count", expected: "1..100" },
    });
  }
});

test("a word option takes its words", () => {
  const read = wordOption("--engine", ["auto", "bun"]);
  assert.equal(read("bun"), "bun");
  for (const text of ["", "Bun", "node"]) assert.throws(() => read(text), { code: "JAM_BAD_OPTION" });
});
