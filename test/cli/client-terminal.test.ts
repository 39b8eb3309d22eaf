import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify, stripVTControlCharacters } from "node:util";
import type { PtyOutcome, PtyScript, PtyStep } from "../support/pty-session.ts";
import { FIXED_TIME, onLines, serveWell, startScripted } from "../support/scripted-server.ts";

const DEADLINE = 15_000;
const BUN = fileURLToPath(new URL("../../node_modules/.bin/bun", import.meta.url));
const PTY_SESSION = fileURLToPath(new URL("../support/pty-session.ts", import.meta.url));
const MAIN = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

const CTRL_C = "\x03";
const CTRL_D = "\x04";
const UP = "\x1b[A";
const LEFT = "\x1b[D";

interface Screen {
  /** Without escape sequences; ends of lines are LF. */
  readonly text: string;
  readonly code: number | null;
}

/** Plays steps against `jam client` on the runtime that runs the test. */
async function play(args: readonly string[], steps: readonly PtyStep[]): Promise<Screen> {
  const script: PtyScript = {
    command: [process.execPath, MAIN, "client", ...args],
    env: { LC_ALL: "C.UTF-8" },
    steps,
    deadline: DEADLINE,
  };
  const { stdout } = await promisify(execFile)(BUN, [PTY_SESSION, JSON.stringify(script)]);
  const { transcript, code, missing } = JSON.parse(stdout) as PtyOutcome;
  assert.equal(missing, null, `${missing} is missing in ${JSON.stringify(transcript)}`);
  return { text: stripVTControlCharacters(transcript).replaceAll("\r", ""), code };
}

test("a session: prompt, reply, QUIT, and who closed", async () => {
  await using server = await startScripted(serveWell);
  const { text, code } = await play(
    [`127.0.0.1:${server.port}`],
    [
      { expect: `Connected to 127.0.0.1:${server.port}.` },
      { expect: ">> " },
      { type: "TIME\r" },
      { expect: `JAM ${FIXED_TIME}` },
      { expect: ">> " },
      { type: "halo\r" },
      { expect: "Invalid command" },
      { expect: ">> " },
      { type: "QUIT\r" },
      { expect: "Connection closed by server." },
    ],
  );
  assert.equal(code, 0);
  assert.match(
    text,
    />> TIME\nJAM 21:35:10\n.*>> halo\nInvalid command\n.*>> QUIT\nConnection closed by server\.\n$/s,
  );
  assert.equal(server.received(), "TIME\r\nhalo\r\nQUIT\r\n");
});

test("history and line editing", async () => {
  await using server = await startScripted(serveWell);
  const { code } = await play(
    [`127.0.0.1:${server.port}`],
    [
      { expect: ">> " },
      { type: "TIME\r" },
      { expect: "JAM" },
      { expect: ">> " },
      { type: UP },
      { expect: "TIME" },
      { type: "\r" },
      { expect: "JAM" },
      { expect: ">> " },
      { type: `QIT${LEFT}${LEFT}U\r` },
      { expect: "Connection closed by server." },
    ],
  );
  assert.equal(code, 0);
  assert.equal(server.received(), "TIME\r\nTIME\r\nQUIT\r\n");
});

for (const [name, key] of [
  ["Ctrl-C", CTRL_C],
  ["Ctrl-D", CTRL_D],
] as const) {
  test(`${name} at the prompt ends cleanly and sends nothing`, async () => {
    await using server = await startScripted(serveWell);
    const { text, code } = await play([`127.0.0.1:${server.port}`], [{ expect: ">> " }, { type: key }]);
    assert.equal(code, 0);
    assert.match(text, />> \n$/);
    assert.equal(server.received(), "");
  });
}

test("Ctrl-C ends the wait for a reply that does not come", async () => {
  await using server = await startScripted((socket) => {
    // Octets without a line end are no reply yet.
    onLines(socket, () => socket.write("one moment "));
  });
  const { code } = await play(
    [`127.0.0.1:${server.port}`, "--timeout", String(10 * DEADLINE)],
    [{ expect: ">> " }, { type: "TIME\r" }, { expect: "TIME" }, { type: CTRL_C }],
  );
  assert.equal(code, 0);
  assert.equal(server.received(), "TIME\r\n");
});

test("what the server says and does while nothing is asked is shown in place of the prompt", async () => {
  await using server = await startScripted((socket) => {
    onLines(socket, () => {
      socket.write(`JAM ${FIXED_TIME}\r\n`);
      setTimeout(() => socket.write("idle too long\r\n"), 50);
      setTimeout(() => socket.end(), 100);
    });
  });
  const { text, code } = await play(
    [`127.0.0.1:${server.port}`, "--lang", "id"],
    [
      { expect: ">> " },
      { type: "TIME\r" },
      { expect: "JAM" },
      { expect: "idle too long" },
      { expect: "Koneksi ditutup oleh server." },
    ],
  );
  assert.equal(code, 0);
  assert.match(text, /JAM 21:35:10\n.*idle too long\n.*Koneksi ditutup oleh server\.\n$/s);
});

test("the dialogue of three clients", async () => {
  await using server = await startScripted(serveWell);
  const { text, code } = await play(
    [`127.0.0.1:${server.port}`, "--clients", "3"],
    [
      { expect: "Enter command for client 0 (TIME, QUIT, or anything else): " },
      { type: "TIME\r" },
      { expect: "Enter command for client 1 (TIME, QUIT, or anything else): " },
      { type: "HELLO\r" },
      { expect: "Enter command for client 2 (TIME, QUIT, or anything else): " },
      { type: "QUIT\r" },
      { expect: "[Client-0] Send QUIT to close the connection? (y/n): " },
      { type: "y\r" },
      { expect: "[Client-0] Sending: QUIT" },
      { expect: "[Client-1] Send QUIT to close the connection? (y/n): " },
      { type: "perhaps\r" },
      { expect: "Please answer y or n." },
      { expect: "[Client-1] Send QUIT to close the connection? (y/n): " },
      { type: "n\r" },
    ],
  );
  assert.equal(code, 0);
  for (const line of [
    "[Client-0] Sending: TIME",
    `[Client-0] Received: JAM ${FIXED_TIME}`,
    "[Client-1] Sending: HELLO",
    "[Client-1] Received: Invalid command",
    "[Client-2] Sending: QUIT",
    "[Client-2] Connection closed by server.",
    "[Client-0] Connection closed by server.",
  ]) {
    assert.ok(text.includes(`${line}\n`), `${line} is missing in ${text}`);
  }
  assert.equal(server.sockets.length, 3);
});

for (const [name, key] of [
  ["Ctrl-C", CTRL_C],
  ["Ctrl-D", CTRL_D],
] as const) {
  test(`${name} in the dialogue ends cleanly`, async () => {
    await using server = await startScripted(serveWell);
    const { text, code } = await play(
      [`127.0.0.1:${server.port}`, "--clients", "3", "--lang", "id"],
      [
        { expect: "Masukkan perintah untuk klien 0 (TIME, QUIT, atau apa saja): " },
        { type: "TIME\r" },
        { expect: "klien 1" },
        { expect: "): " },
        { type: key },
      ],
    );
    assert.equal(code, 0);
    assert.match(text, /\n$/);
    assert.equal(server.received(), "");
  });
}
