import assert from "node:assert/strict";
import { test } from "node:test";
import { runJam, startJam } from "../support/jam-process.ts";
import { answerWith, FIXED_TIME, onLines, serveWell, startScripted } from "../support/scripted-server.ts";
import { within } from "../support/waiting.ts";

test("jam time prints the reply and says QUIT", async () => {
  await using server = await startScripted(serveWell);
  const run = await runJam(["time", `127.0.0.1:${server.port}`]);
  assert.deepEqual(run, { stdout: `JAM ${FIXED_TIME}\n`, stderr: "", code: 0 });
  assert.equal(server.received(), "TIME\r\nQUIT\r\n");
});

test("jam time --json prints one object for each reply, all on one connection", async () => {
  await using server = await startScripted((socket) => {
    onLines(socket, (line) => (line === "QUIT" ? socket.end() : socket.write("JAM 05 12 2025 19:35:12\r\n")));
  });
  const address = `127.0.0.1:${server.port}`;
  const run = await runJam(["time", address, "--json", "--count", "2", "--interval", "1"]);
  assert.equal(run.code, 0);
  const replies = run.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.equal(replies.length, 2);
  for (const { sentAt, receivedAt, roundTrip, ...rest } of replies) {
    assert.deepEqual(rest, {
      server: address,
      label: "05 12 2025 19:35:12",
      hours: 19,
      minutes: 35,
      seconds: 12,
      date: { year: 2025, month: 12, day: 5 },
    });
    assert.ok(Number(sentAt) <= Number(receivedAt) && Number(roundTrip) >= 0);
  }
  assert.equal(server.sockets.length, 1);
});

test("a server that ignores QUIT does not keep jam time waiting", async () => {
  await using server = await startScripted((socket) => {
    onLines(socket, (line) => line === "TIME" && socket.write(`JAM ${FIXED_TIME}\r\n`));
  });
  const run = await runJam(["time", `127.0.0.1:${server.port}`]);
  assert.deepEqual(run, { stdout: `JAM ${FIXED_TIME}\n`, stderr: "", code: 0 });
});

test("no server, no such host, a silent one, a wrong-speaking one: one line, exit 1, in both languages", async () => {
  await using silent = await startScripted(() => undefined);
  await using rude = await startScripted(answerWith("\x1b[2JError: apa?\n"));
  await using unfinished = await startScripted(answerWith("JAM 21:35:10"));
  await using closing = await startScripted((socket) => socket.end());
  const cases: readonly [args: readonly string[], code: string, en: RegExp, id: RegExp][] = [
    [["127.0.0.1:1"], "JAM_CONNECT_REFUSED", /nothing listens there/, /koneksi ditolak/],
    [
      ["no-such-host.invalid"],
      "JAM_HOST_NOT_RESOLVED",
      /Cannot find the host "no-such-host\.invalid"/,
      /tidak ditemukan/,
    ],
    [
      [`127.0.0.1:${silent.port}`, "--timeout", "80"],
      "JAM_REPLY_TIMEOUT",
      /"TIME" within 80 ms/,
      /dalam 80 ms/,
    ],
    [[`127.0.0.1:${rude.port}`], "JAM_REPLY_MALFORMED", /"\\x1b\[2JError: apa\?"/, /"\\x1b\[2JError: apa\?"/],
    [
      [`127.0.0.1:${unfinished.port}`, "--timeout", "80"],
      "JAM_REPLY_UNFINISHED",
      /"JAM 21:35:10" without/,
      /tanpa akhir baris/,
    ],
    [[`127.0.0.1:${closing.port}`], "JAM_CONNECTION_CLOSED", /closed the connection/, /menutup koneksi/],
  ];
  for (const [args, code, en, id] of cases) {
    for (const [language, says] of [
      ["en", en],
      ["id", id],
    ] as const) {
      const run = await runJam(["time", ...args, "--lang", language]);
      assert.equal(run.code, 1);
      assert.equal(run.stdout, "");
      assert.match(run.stderr, says);
      assert.match(run.stderr, new RegExp(`^jam: [\\x20-\\x7e]+ \\[${code}\\]\\n$`));
    }
  }
});

test("what was read before an error is printed", async () => {
  await using server = await startScripted((socket) => {
    let asked = 0;
    onLines(socket, () => (++asked === 3 ? socket.end() : socket.write(`JAM ${FIXED_TIME}\r\n`)));
  });
  const run = await runJam(["time", `127.0.0.1:${server.port}`, "--count", "5"]);
  assert.equal(run.stdout, `JAM ${FIXED_TIME}\n`.repeat(2));
  assert.match(run.stderr, /JAM_CONNECTION_CLOSED/);
  assert.equal(run.code, 1);
});

test("the reader leaves (EPIPE), as head -1 does: a quiet end", async () => {
  await using server = await startScripted(serveWell);
  const child = startJam(["time", `127.0.0.1:${server.port}`, "--count", "1000000000"]);
  let stderr = "";
  child.stderr.on("data", (text) => {
    stderr += String(text);
  });
  child.stdout.once("data", () => child.stdout.destroy());
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  assert.equal(await within(code, "the end of jam time"), 0);
  assert.equal(stderr, "");
});

test("jam --engine is taken and left to the launcher", async () => {
  await using server = await startScripted(serveWell);
  const run = await runJam(["--engine", "node", "time", `127.0.0.1:${server.port}`, "--engine=bun"]);
  assert.deepEqual(run, { stdout: `JAM ${FIXED_TIME}\n`, stderr: "", code: 0 });
});
