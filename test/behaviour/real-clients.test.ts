import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type ProgramRun, runProgram } from "../support/program-run.ts";
import { ServerProcess } from "../support/server-process.ts";
import { needsProgram } from "../support/system-programs.ts";
import { until } from "../support/waiting.ts";

const SHEET_CLIENTS = fileURLToPath(new URL("../support/python/sheet_clients.py", import.meta.url));
const JAM_LINE = /^JAM \d\d:\d\d:\d\d$/;
/** As Python prints a reply: no banner, no extra space, one line end. */
const JAM_REPR = /^'JAM \d\d:\d\d:\d\d\\r\\n'$/;

const INVALID_REPR = /^'Invalid command\\r\\n'$/;
const PYTHON_CLIENTS: ReadonlyArray<readonly [name: string, printed: readonly RegExp[]]> = [
  ["one_recv_then_quit", Array.from({ length: 20 }, () => JAM_REPR)],
  ["two_line_ends", [JAM_REPR, JAM_REPR, JAM_REPR]],
  ["trailing_space", [JAM_REPR]],
  ["with_argument", [JAM_REPR]],
  ["exactly_fourteen", [JAM_REPR, /^nothing more$/]],
  ["any_text", [INVALID_REPR, INVALID_REPR, INVALID_REPR, JAM_REPR, INVALID_REPR, /^''$/]],
  ["quit_then_wait", [/^end after ''$/]],
  ["quit_without_line_end", [JAM_REPR]],
  ["no_line_end_at_all", [/^no reply$/, JAM_REPR]],
  ["reset", [/^done$/]],
  ["threads_at_once", Array.from({ length: 50 }, () => JAM_REPR)],
];

/** Programs that other people wrote, against a server of each engine. */
for (const engine of ["bun", "node"] as const) {
  describe(`programs of other people, server on ${engine}`, () => {
    let server: ServerProcess;
    before(async () => {
      server = await ServerProcess.start({ engine, threads: 2 });
    });
    after(() => server[Symbol.asyncDispose]());

    describe("netcat", () => {
      test("R2 a line ends with LF", needsProgram("nc"), async () => {
        const nc = runProgram("nc", ["127.0.0.1", String(server.port)]);
        nc.type("TIME\n");
        await untilLines(nc, 1);
        nc.type("WHAT\nTIME\nQUIT\n");
        await untilLines(nc, 3);
        // Netcat waits for the end of its input also when the server has closed.
        nc.endInput();
        const { code, stdout } = await nc.ended();
        assert.equal(code, 0);
        assertLines(stdout, [JAM_LINE, /^Invalid command$/, JAM_LINE]);
      });

      test("R9 -N half-closes and still gets the reply", needsProgram("nc"), async () => {
        const nc = runProgram("nc", ["-N", "127.0.0.1", String(server.port)]);
        nc.type("TIME\nTIME\nTIM");
        nc.endInput();
        const { code, stdout } = await nc.ended();
        assert.equal(code, 0);
        assertLines(stdout, [JAM_LINE, JAM_LINE]);
      });
    });

    test("R2 R5 telnet: CR LF, and QUIT ends it", needsProgram("telnet"), async () => {
      const telnet = runProgram("telnet", ["127.0.0.1", String(server.port)]);
      // Telnet throws away what was typed before it is connected.
      await until(() => telnet.output.includes("Escape character"), "telnet to connect");
      // It sends CR LF for the Enter key.
      telnet.type("TIME\n");
      await until(() => /JAM \d\d:\d\d:\d\d\r?\n/.test(telnet.output), "the time");
      telnet.type("HELLO\n");
      await until(() => telnet.output.includes("Invalid command"), "the reply to HELLO");
      telnet.type("QUIT\n");
      const { stderr } = await telnet.ended();
      assert.match(stderr, /Connection closed by foreign host/);
    });

    describe("Python clients of the assignment", () => {
      for (const [client, printed] of PYTHON_CLIENTS) {
        test(client.replaceAll("_", " "), needsProgram("python3"), async () => {
          const python = runProgram("python3", [SHEET_CLIENTS, client, String(server.port)]);
          const { code, stdout, stderr } = await python.ended();
          assert.equal(code, 0, stderr);
          assertLines(stdout, printed);
        });
      }

      test("none of them made the server complain", () => {
        assert.deepEqual(
          server.events.filter((event) => event.level !== "info"),
          [],
        );
        assert.equal(server.stderr, "");
      });
    });
  });
}

async function untilLines(program: ProgramRun, count: number): Promise<void> {
  await until(() => program.output.split("\n").length > count, `${count} lines`);
}

function assertLines(text: string, patterns: readonly RegExp[]): void {
  const lines = text.split(/\r?\n/);
  assert.equal(lines.pop(), "", "the last line has its end");
  assert.equal(lines.length, patterns.length, text);
  for (const [index, pattern] of patterns.entries()) assert.match(lines[index] ?? "", pattern);
}
