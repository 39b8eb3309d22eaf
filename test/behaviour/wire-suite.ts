import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LINE_CASES, type RequirementCase } from "../protocol/line-cases.ts";
import { STREAM_CASES } from "../protocol/stream-cases.ts";
import { RawClient } from "../support/raw-client.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { withStandingTime } from "../support/time-replies.ts";

const CASES = [...LINE_CASES, ...STREAM_CASES];

/** The tables of cases of the protocol tests, as octets on a real connection (R2-R8, R10, R11). */
export function wireSuite(server: () => ServerProcess, strictness: "tolerant" | "strict"): void {
  const cases = strictness === "strict" ? CASES.map(strictly) : CASES;
  describe(`octets on the wire, ${strictness}`, () => {
    for (const row of cases) {
      test(row.name, async () => {
        await Promise.all([sentWhole(server(), row), sentOctetByOctet(server(), row)]);
      });
    }

    test("R8 all of them glued together, in cuts of every size", async () => {
      const open = cases.filter((row) => row.verdict === undefined && /(^|\n)$/.test(row.sent));
      const sent = open.map((row) => row.sent).join("");
      const reply = open.map((row) => row.reply).join("");
      await Promise.all([1, 7, 100, 1448, 60_000].map((size) => sentInCuts(server(), sent, reply, size)));
    });
  });
}

/** The row as a strict server answers it (R2, R3). */
function strictly({ strict, ...row }: RequirementCase): RequirementCase {
  return strict === undefined ? row : { name: row.name, sent: row.sent, ...strict };
}

async function sentWhole(server: ServerProcess, row: RequirementCase): Promise<void> {
  using client = await RawClient.connect({ port: server.port });
  await client.send(row.sent);
  await assertOwed(client, row);
}

async function sentOctetByOctet(server: ServerProcess, row: RequirementCase): Promise<void> {
  using client = await RawClient.connect({ port: server.port });
  await client.sendOctetByOctet(row.sent);
  await assertOwed(client, row);
}

/** Where the server has no reason to close, it does at the client's half-close, having answered (R9). */
async function assertOwed(client: RawClient, row: RequirementCase): Promise<void> {
  if (row.verdict === undefined || row.verdict === "open") await client.halfClose();
  const { octets, end } = await client.takeToEnd();
  assert.equal(withStandingTime(octets), row.reply);
  assert.equal(end, "eof");
}

async function sentInCuts(server: ServerProcess, sent: string, reply: string, size: number): Promise<void> {
  using client = await RawClient.connect({ port: server.port });
  for (let at = 0; at < sent.length; at += size) await client.send(sent.slice(at, at + size));
  await client.halfClose();
  const { octets, end } = await client.takeToEnd();
  assert.equal(withStandingTime(octets), reply);
  assert.equal(end, "eof");
}
