/**
 * Sends inputs of the fuzzer to a server over real sockets:
 *
 *     node test/faults/fuzz/over-sockets-main.ts '{"port":45000,"seed":1,"inputs":2000,"atOnce":8}'
 *
 * Each is sent in its chunks, then the client ends its direction and reads to the server's end. Reports "fuzzed" as
 * in-process-main.ts does.
 */

import { connect } from "node:net";
import { setPriority } from "node:os";
import fc from "fast-check";
import { FINDINGS } from "./findings.ts";
import { FUZZ_INPUT, type FuzzInput, octetsOf } from "./inputs.ts";
import { dueReplies } from "./reference.ts";

interface Plan {
  readonly port: number;
  readonly seed: number;
  readonly inputs: number;
  /** Sessions at the same time. */
  readonly atOnce: number;
}

/** As the attackers: the polite client goes first. */
const NICE = 10;
const PATIENCE_MILLISECONDS = 15_000;
/** Chunks of one input that go out as segments of their own; the rest goes as one, or long inputs take minutes. */
const SEGMENTS = 40;
const TIME_REPLY = /JAM \d\d:\d\d:\d\d\r\n/g;
const REPLIES = { time: "JAM hh:mm:ss\r\n", invalid: "Invalid command\r\n" } as const;

setPriority(NICE);
const plan = JSON.parse(process.argv[2] ?? "{}") as Plan;
// The server runs as users start it, in tolerant mode.
const random = fc.sample(FUZZ_INPUT, { seed: plan.seed, numRuns: plan.inputs });
const inputs: readonly FuzzInput[] = [...FINDINGS, ...random];
let next = 0;
let wrong: string | null = null;
let wrongInput: FuzzInput | undefined;
await Promise.all(Array.from({ length: plan.atOnce }, work));
const tried = next;
process.stdout.write(`${JSON.stringify({ event: "fuzzed", tried, wrong, input: wrongInput })}\n`);
process.exit(0);

async function work(): Promise<void> {
  while (wrong === null) {
    const input = inputs[next];
    if (input === undefined) return;
    next++;
    const difference = await serve(input);
    if (difference === null) continue;
    wrong = difference;
    wrongInput = input;
  }
}

async function serve(input: FuzzInput): Promise<string | null> {
  const octets = octetsOf(input.sent);
  const due = dueReplies(octets, "tolerant");
  const expected = due.replies.map((reply) => REPLIES[reply]).join("");
  const { text, end } = await session(octets, input.chunks);
  const got = text.replaceAll(TIME_REPLY, REPLIES.time);
  if (got === expected && end === "eof") return null;
  return `${end}; ${JSON.stringify(got.slice(0, 200))} instead of ${JSON.stringify(expected.slice(0, 200))}`;
}

function session(
  octets: Uint8Array,
  sizes: readonly number[],
): Promise<{ text: string; end: "eof" | "error" | "late" }> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect({ port: plan.port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    const finish = (end: "eof" | "error" | "late"): void => {
      clearTimeout(timer);
      resolve({ text, end });
      socket.destroy();
    };
    const timer = setTimeout(() => finish("late"), PATIENCE_MILLISECONDS);
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
    });
    socket.on("end", () => finish("eof"));
    // After QUIT and after an overlong line the server may be gone before all is sent: what it said counts.
    socket.on("error", () => finish("error"));
    socket.on("connect", () => {
      let at = 0;
      for (let turn = 0; at < octets.length; turn++) {
        const size = turn < SEGMENTS ? (sizes[turn % sizes.length] ?? octets.length) : octets.length;
        socket.write(octets.subarray(at, at + size));
        at += size;
      }
      socket.end();
    });
  });
}
