import assert from "node:assert/strict";
import { test } from "node:test";
import { runJam } from "../support/jam-process.ts";
import {
  answerWith,
  FIXED_TIME,
  onLines,
  serveInTurns,
  serveWell,
  startScripted,
} from "../support/scripted-server.ts";

const HOLD = ["--hold", "150"];

/** The parts of the JSON report that tests look at. */
interface Report {
  readonly verdict: string;
  readonly together: number;
  readonly answered: number;
  readonly failed: number;
  readonly wrong: number;
  readonly seen: { readonly earlier: string; readonly later: string } | null;
  readonly observations: readonly {
    readonly name: string;
    readonly askedAt: number;
    readonly answeredAt: number | null;
    readonly endedAt: number;
    readonly endedBy: string;
    readonly replies: readonly string[];
    readonly problem: string | null;
    readonly failure: string | null;
  }[];
}

async function report(port: number, ...args: string[]): Promise<{ report: Report; code: number | null }> {
  const run = await runJam(["swarm", `127.0.0.1:${port}`, ...HOLD, "--json", ...args]);
  assert.equal(run.stderr, "");
  return { report: JSON.parse(run.stdout) as Report, code: run.code };
}

test("a concurrent server: the log of the sheets, a timeline, a verdict", async () => {
  await using server = await startScripted(serveWell);
  const address = `127.0.0.1:${server.port}`;
  const run = await runJam(["swarm", address, ...HOLD, "--clients", "3", "--send", "TIME\\r\\n\\r\\n"]);
  assert.equal(run.code, 0);
  assert.equal(run.stderr, "");
  for (const client of [0, 1, 2]) {
    const wanted = [
      `client ${client} connect to socket ('127.0.0.1', ${server.port})`,
      `[CLIENT ${client}] sending b'TIME\\r\\n\\r\\n'`,
      `JAM ${FIXED_TIME}  (client ${client}, after`,
      `closing  (client ${client}, open for`,
    ];
    let at = -1;
    for (const line of wanted) {
      const next = run.stdout.indexOf(`${line}`, at + 1);
      assert.ok(next > at, `"${line}" is not in its place in ${run.stdout}`);
      at = next;
    }
    assert.match(run.stdout, new RegExp(`^${client} +\\[\\?.*!=+\\]$`, "m"));
  }
  assert.match(run.stdout, /^3 of 3 connections were answered\.$/m);
  assert.match(run.stdout, /^Concurrent: all 3 connections were open and answered at the same time\.$/m);
  assert.match(run.stdout, /^Seen: client \d was answered at [\d.]+ ms, while client \d, /m);
  for (const line of run.stdout.split("\n").filter((text) => /^\d? +/.test(text)))
    assert.ok(line.length <= 80);
  assert.equal(server.received(), "TIME\r\n\r\n".repeat(3));
});

test("two clients with three connections each, in Indonesian and in Unicode", async () => {
  await using server = await startScripted(serveWell);
  const args = ["swarm", `127.0.0.1:${server.port}`, ...HOLD, "--clients", "2", "--connections", "3"];
  const run = await runJam([...args, "--lang", "id"], { env: { LANG: "id_ID.UTF-8" } });
  assert.equal(run.code, 0);
  for (const name of ["0.0", "0.1", "0.2", "1.0", "1.1", "1.2"]) {
    assert.ok(run.stdout.includes(`klien ${name} terhubung ke soket`));
    assert.ok(run.stdout.includes(`[KLIEN ${name}] mengirim b'TIME\\r\\n'`));
    assert.match(run.stdout, new RegExp(`^${name} .*●━+┤$`, "m"));
  }
  assert.match(run.stdout, /^Konkuren: semua 6 koneksi/m);
});

test("a server of one client at a time is not concurrent, and the proof is real", async () => {
  await using server = await startScripted(serveInTurns(1));
  const { report: seen, code } = await report(server.port, "--clients", "3");
  assert.equal(code, 1);
  assert.equal(seen.verdict, "one-at-a-time");
  assert.equal(seen.together, 1);
  assert.equal(seen.answered, 3);
  const byAnswer = seen.observations.toSorted(
    (one, other) => Number(one.answeredAt) - Number(other.answeredAt),
  );
  for (const [index, later] of byAnswer.entries()) {
    const earlier = byAnswer[index - 1];
    if (earlier === undefined) continue;
    assert.ok(later.askedAt < earlier.endedAt, "all connect and ask at once");
    assert.ok(Number(later.answeredAt) >= earlier.endedAt);
  }
  const run = await runJam(["swarm", `127.0.0.1:${server.port}`, ...HOLD, "--clients", "2"]);
  assert.equal(run.code, 1);
  assert.match(run.stdout, /^Not concurrent: /m);
  assert.match(run.stdout, /^Seen: client \d asked at .* only after client \d had closed at [\d.]+ ms\.$/m);
  const indonesian = await runJam([
    "swarm",
    `127.0.0.1:${server.port}`,
    ...HOLD,
    "--clients",
    "2",
    "--lang",
    "id",
  ]);
  assert.match(indonesian.stdout, /^Tidak konkuren: /m);
});

test("one client at a time, and the others run into the deadline: not concurrent", async () => {
  await using server = await startScripted(serveInTurns(1));
  const args = ["swarm", `127.0.0.1:${server.port}`, "--clients", "3", "--hold", "3000", "--timeout", "100"];
  const run = await runJam(args);
  assert.equal(run.code, 1);
  assert.match(run.stdout, /^1 of 3 connections were answered\.$/m);
  assert.match(run.stdout, /^Failed: 2\. The first: No reply .*\[JAM_REPLY_TIMEOUT\]$/m);
  assert.match(run.stdout, /^Not concurrent: /m);
  assert.match(
    run.stdout,
    /^Seen: client \d asked at .* had no reply until .* all the time that client \d was open\.$/m,
  );
});

test("a server that is concurrent up to two clients is recognised", async () => {
  await using server = await startScripted(serveInTurns(2));
  const { report: seen, code } = await report(server.port, "--clients", "5");
  assert.equal(code, 1);
  assert.deepEqual([seen.verdict, seen.together, seen.answered], ["limited", 2, 5]);
});

test("some refused, some wrong, some without line end: said, and exit 1 though concurrent", async () => {
  let connections = 0;
  await using server = await startScripted((socket) => {
    connections++;
    if (connections === 1) onLines(socket, () => socket.resetAndDestroy());
    else if (connections === 2) answerWith("JAM: 21:35:10\r\n")(socket);
    else if (connections === 3) answerWith(`JAM ${FIXED_TIME}`)(socket);
    else if (connections === 4) answerWith(`JAM ${FIXED_TIME}\r\nok\r\n`)(socket);
    else serveWell(socket);
  });
  const { report: seen, code } = await report(server.port, "--clients", "6");
  assert.equal(code, 1);
  assert.equal(seen.verdict, "concurrent");
  assert.deepEqual([seen.answered, seen.failed, seen.wrong], [5, 1, 3]);
  const problems = seen.observations.map(({ problem, failure }) => problem ?? failure ?? "none").toSorted();
  assert.deepEqual(
    problems,
    ["JAM_CONNECTION_LOST", "no-line-end", "none", "none", "surplus-reply", "wrong-reply"].toSorted(),
  );
  connections = 0;
  const run = await runJam(["swarm", `127.0.0.1:${server.port}`, ...HOLD, "--clients", "6"]);
  assert.match(run.stdout, /^Failed: 1\. The first: .*\[JAM_CONNECTION_LOST\]$/m);
  assert.match(run.stdout, /^Wrong replies: 3\. The first: "/m);
  assert.match(run.stdout, /^Concurrent: 5 of 6 connections/m);
});

test("a server that closes after each reply proves nothing", async () => {
  await using server = await startScripted((socket) =>
    onLines(socket, () => socket.end(`JAM ${FIXED_TIME}\r\n`)),
  );
  const { report: seen, code } = await report(server.port, "--clients", "2");
  assert.deepEqual([seen.verdict, code], ["closed-early", 1]);
  assert.ok(seen.observations.every(({ endedBy }) => endedBy === "server"));
});

test("no server, and a single client: nothing shown, exit 1", async () => {
  const none = await runJam(["swarm", "127.0.0.1:1", "--clients", "2"]);
  assert.equal(none.code, 1);
  assert.match(none.stdout, /^client 0 failed: .*\[JAM_CONNECT_REFUSED\]$/m);
  assert.match(none.stdout, /^Not shown: /m);
  await using server = await startScripted(serveWell);
  const { report: single, code } = await report(server.port, "--clients", "1");
  assert.deepEqual([single.verdict, code], ["too-few", 1]);
});

test("any text can be sent: what it asks for is what is owed", async () => {
  await using server = await startScripted(serveWell);
  const { report: seen, code } = await report(server.port, "--clients", "2", "--send", "halo\\n\\x41\\r\\n");
  assert.equal(code, 0);
  assert.deepEqual(seen.observations[0]?.replies, ["Invalid command", "Invalid command"]);
  assert.equal(server.received(), "halo\nA\r\n".repeat(2));
});

test("a slow server is given time: a reply to one begins the hold of all anew", async () => {
  let delay = 0;
  await using server = await startScripted((socket) => {
    delay += 40;
    const wait = delay;
    onLines(socket, () => setTimeout(() => socket.write(`JAM ${FIXED_TIME}\r\n`), wait));
  });
  const { report: seen, code } = await report(server.port, "--clients", "8");
  assert.equal(code, 0);
  assert.deepEqual([seen.verdict, seen.together], ["concurrent", 8]);
});
