import assert from "node:assert/strict";
import { test } from "node:test";
import { type ConnectOptions, TimeClient } from "../../src/client/index.ts";
import { serveWell, startScripted } from "../support/scripted-server.ts";

const BAD_OPTIONS: readonly [name: string, options: ConnectOptions][] = [
  ...[0, -1, 65536, 1.5, Number.NaN, Number.POSITIVE_INFINITY].map(
    (port) => [`port ${port}`, { port }] as [string, ConnectOptions],
  ),
  ...[0, -5, 0.5, 2 ** 31, Number.NaN].flatMap((milliseconds): [string, ConnectOptions][] => [
    [`connectTimeout ${milliseconds}`, { connectTimeout: milliseconds }],
    [`replyTimeout ${milliseconds}`, { replyTimeout: milliseconds }],
  ]),
  ["empty host", { host: "" }],
  ["blank host", { host: "  " }],
  ["host with NUL", { host: "a\0b" }],
  ["port as text", { port: "45000" as unknown as number }],
];

for (const [name, options] of BAD_OPTIONS) {
  test(`connect() refuses ${name}`, async () => {
    await assert.rejects(TimeClient.connect(options), { code: "JAM_BAD_OPTION", exitCode: 2 });
  });
}

test("a request is one line with something in it; deadlines have a range", async () => {
  await using server = await startScripted(serveWell);
  await using client = await TimeClient.connect({ host: "127.0.0.1", port: server.port });
  for (const text of ["", "\r\n", "TIME\nTIME", "a\rb"]) {
    await assert.rejects(client.request(text), { code: "JAM_BAD_OPTION" });
  }
  for (const timeout of [0, -1, 2 ** 31, Number.NaN]) {
    await assert.rejects(client.time({ timeout }), { code: "JAM_BAD_OPTION" });
    await assert.rejects(client.request("x", { timeout }), { code: "JAM_BAD_OPTION" });
  }
  // What was refused was not sent.
  await client.time();
  assert.equal(server.received(), "TIME\r\n");
});
