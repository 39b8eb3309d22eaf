import assert from "node:assert/strict";
import { test } from "node:test";
import { runJam, startJam } from "../support/jam-process.ts";
import { answerWith, FIXED_TIME, onLines, serveWell, startScripted } from "../support/scripted-server.ts";
import { within } from "../support/waiting.ts";

const SOON = ["--timeout", "80"];

test("piped lines are sent one by one, empty ones not at all; the output holds the replies alone", async () => {
  await using server = await startScripted(serveWell);
  const address = `127.0.0.1:${server.port}`;
  const run = await runJam(["client", address], { input: "TIME\n\nhalo\r\nTIME" });
  assert.deepEqual(run, {
    stdout: `JAM ${FIXED_TIME}\nInvalid command\nJAM ${FIXED_TIME}\n`,
    stderr: "",
    code: 0,
  });
  assert.equal(server.received(), "TIME\r\nhalo\r\nTIME\r\n");
});

test("nothing piped: connects, sends nothing, closes", async () => {
  await using server = await startScripted(serveWell);
  const run = await runJam(["client", `127.0.0.1:${server.port}`]);
  assert.deepEqual(run, { stdout: "", stderr: "", code: 0 });
  assert.equal(server.received(), "");
});

for (const [language, farewell] of [
  ["en", "Connection closed by server."],
  ["id", "Koneksi ditutup oleh server."],
] as const) {
  test(`QUIT ends the session, what is piped after it is not sent (${language})`, async () => {
    await using server = await startScripted(serveWell);
    const args = ["client", `127.0.0.1:${server.port}`, "--lang", language];
    const run = await runJam(args, { input: "TIME\nQUIT\nTIME\n" });
    assert.deepEqual(run, { stdout: `JAM ${FIXED_TIME}\n${farewell}\n`, stderr: "", code: 0 });
    assert.equal(server.received(), "TIME\r\nQUIT\r\n");
  });
}

test("a farewell is shown; a server that stays open after QUIT is said", async () => {
  await using polite = await startScripted((socket) => onLines(socket, () => socket.end("Bye\r\nbye")));
  const closed = await runJam(["client", `127.0.0.1:${polite.port}`], { input: "QUIT\n" });
  assert.equal(closed.stdout, "Bye\nbye (no line end)\nConnection closed by server.\n");
  assert.equal(closed.code, 0);
  await using clinging = await startScripted(answerWith("Bye\r\n"));
  const open = await runJam(["client", `127.0.0.1:${clinging.port}`, ...SOON], { input: "QUIT\n" });
  assert.deepEqual([open.stdout, open.code], ["Bye\n", 0]);
  assert.match(open.stderr, /did not close the connection within 80 ms after QUIT/);
});

test("a server silent on unknown lines does not hang the client", async () => {
  await using server = await startScripted((socket) => {
    onLines(socket, (line) => line === "TIME" && socket.write(`JAM ${FIXED_TIME}\r\n`));
  });
  const run = await runJam(["client", `127.0.0.1:${server.port}`, ...SOON], { input: "halo\nTIME\n" });
  assert.equal(run.stdout, `JAM ${FIXED_TIME}\n`);
  assert.match(run.stderr, /^jam: No reply to "halo" within 80 ms.*\n$/);
  assert.equal(run.code, 0);
});

test("a reply without line end is shown as such, and does not run into the next", async () => {
  await using server = await startScripted(answerWith("waktu habis"));
  const run = await runJam(["client", `127.0.0.1:${server.port}`, ...SOON], { input: "a\nb\n" });
  assert.equal(run.stdout, "waktu habis (no line end)\nwaktu habis (no line end)\n");
});

test("a banner, glued replies and control characters are shown, harmlessly", async () => {
  await using server = await startScripted((socket) => {
    socket.write("Welcome\r\n");
    onLines(socket, () => socket.write("one\r\n\x1b[31mtwo\n"));
  });
  const run = await runJam(["client", `127.0.0.1:${server.port}`], { input: "x\n" });
  assert.match(run.stdout, /^Welcome\n/);
  assert.equal(run.code, 0);
  assert.equal(run.stdout.includes("\x1b"), false);
});

test("a close or a reset instead of a reply, and an endless line, are errors", async () => {
  await using closing = await startScripted((socket) => onLines(socket, () => socket.end()));
  const closed = await runJam(["client", `127.0.0.1:${closing.port}`], { input: "TIME\n" });
  assert.equal(closed.stdout, "Connection closed by server.\n");
  assert.match(closed.stderr, /^jam: .*"TIME".* \[JAM_CONNECTION_CLOSED\]\n$/);
  assert.equal(closed.code, 1);
  await using resetting = await startScripted((socket) => onLines(socket, () => socket.resetAndDestroy()));
  const reset = await runJam(["client", `127.0.0.1:${resetting.port}`], { input: "TIME\n" });
  assert.match(reset.stderr, /^jam: .*\[JAM_CONNECTION_LOST\]\n$/);
  assert.equal(reset.code, 1);
  await using endless = await startScripted(answerWith("z".repeat(5000)));
  const long = await runJam(["client", `127.0.0.1:${endless.port}`], { input: "TIME\n" });
  assert.match(long.stderr, /^jam: .*\[JAM_REPLY_TOO_LONG\]\n$/);
  assert.equal(long.code, 1);
});

test("the reader of the output leaves: a quiet end", async () => {
  await using server = await startScripted(serveWell);
  const child = startJam(["client", `127.0.0.1:${server.port}`]);
  let stderr = "";
  child.stderr.on("data", (text) => {
    stderr += String(text);
  });
  child.stdin.on("error", () => undefined);
  child.stdin.write("TIME\n");
  child.stdout.once("data", () => {
    child.stdout.destroy();
    child.stdin.write("TIME\n".repeat(100));
  });
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  assert.equal(await within(code, "the end of jam client"), 0);
  assert.equal(stderr, "");
});

test("the dialogue from a pipe reads as on a terminal", async () => {
  await using server = await startScripted(serveWell);
  const input = "TIME\n\nHELLO\nQUIT\ny\nn\n";
  const run = await runJam(["client", `127.0.0.1:${server.port}`, "--clients", "3"], { input });
  assert.equal(run.stderr, "");
  assert.equal(run.code, 0);
  const lines = run.stdout.split("\n");
  const ask = (client: number) => `Enter command for client ${client} (TIME, QUIT, or anything else): `;
  assert.deepEqual(lines.slice(0, 4), [`${ask(0)}TIME`, ask(1), `${ask(1)}HELLO`, `${ask(2)}QUIT`]);
  assert.deepEqual(lines.slice(4, 10).sort(), [
    "[Client-0] Received: JAM 21:35:10",
    "[Client-0] Sending: TIME",
    "[Client-1] Received: Invalid command",
    "[Client-1] Sending: HELLO",
    "[Client-2] Connection closed by server.",
    "[Client-2] Sending: QUIT",
  ]);
  assert.deepEqual(lines.slice(10), [
    "[Client-0] Send QUIT to close the connection? (y/n): y",
    "[Client-0] Sending: QUIT",
    "[Client-0] Connection closed by server.",
    "[Client-1] Send QUIT to close the connection? (y/n): n",
    "",
  ]);
});

test("the dialogue in Indonesian, with the input ended early", async () => {
  await using server = await startScripted(serveWell);
  const args = ["client", `127.0.0.1:${server.port}`, "--clients", "1", "--lang", "id"];
  const run = await runJam(args, { input: "TIME\nya\n" });
  assert.equal(
    run.stdout,
    [
      "Masukkan perintah untuk klien 0 (TIME, QUIT, atau apa saja): TIME",
      "[Klien-0] Mengirim: TIME",
      `[Klien-0] Menerima: JAM ${FIXED_TIME}`,
      "[Klien-0] Kirim QUIT untuk menutup koneksi? (y/t): ya",
      "[Klien-0] Mengirim: QUIT",
      "[Klien-0] Koneksi ditutup oleh server.",
      "",
    ].join("\n"),
  );
  const early = await runJam(args, { input: "TIME\n" });
  assert.equal(early.code, 0);
});

test("the dialogue says which client failed, and why", async () => {
  await using server = await startScripted((socket) => {
    onLines(socket, (line) => (line === "TIME" ? socket.write(`JAM ${FIXED_TIME}\r\n`) : undefined));
  });
  const args = ["client", `127.0.0.1:${server.port}`, "--clients", "2", ...SOON];
  const run = await runJam(args, { input: "TIME\nhalo\nn\nn\n" });
  assert.match(run.stdout, /\[Client-0\] Received: JAM/);
  assert.match(run.stderr, /^jam: \[Client-1\] No reply .*"halo".* \[JAM_REPLY_TIMEOUT\]\n$/);
  assert.equal(run.code, 1);
});
