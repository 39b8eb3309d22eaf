import assert from "node:assert/strict";
import { PassThrough, Writable } from "node:stream";
import { test } from "node:test";
import { type CommandContext, createContext, printLine, READER_LEFT } from "../../src/cli/context.ts";
import { reportFailure } from "../../src/cli/failure-report.ts";
import { JamError } from "../../src/errors/index.ts";

/** A context whose stdout fails with a system code at the first write, or works. */
function contextWith(
  stdoutCode: string | null,
  argv: readonly string[] = [],
): {
  readonly context: CommandContext;
  readonly said: () => string;
} {
  const stdout = new Writable({
    write: (_chunk, _encoding, done) => {
      done(
        stdoutCode === null ? null : Object.assign(new Error(`write ${stdoutCode}`), { code: stdoutCode }),
      );
    },
  });
  const stderr = new PassThrough();
  const context = createContext(argv, { stdin: new PassThrough(), stdout, stderr, env: {} });
  return { context, said: () => String(stderr.read() ?? "") };
}

test("an unexpected exception is one line with a hint, never a trace", () => {
  for (const [argv, hint] of [
    [[], /JAM_DEBUG=1 for the trace/],
    [["--lang", "id"], /JAM_DEBUG=1 untuk jejaknya/],
  ] as const) {
    const { context, said } = contextWith(null, argv);
    assert.equal(reportFailure(context, new TypeError("undefined is not a function\nat x.js:1")), 1);
    const text = said();
    assert.match(text, /^jam: .*: undefined is not a function\. .* \[JAM_UNEXPECTED\]\n$/);
    assert.match(text, hint);
  }
});

test("an error brings its own exit code", () => {
  const { context, said } = contextWith(null);
  const error = new JamError("JAM_BAD_OPTION", { value: "a\nb", option: "--count", expected: "1..2" });
  assert.equal(reportFailure(context, error), 2);
  assert.match(said(), /^jam: Cannot use "a\\nb" for --count: .*\n$/);
});

for (const code of ["EPIPE", "EIO", "ECONNRESET"]) {
  test(`stdout fails with ${code}: the reader left, a quiet end`, async () => {
    const { context, said } = contextWith(code);
    await assert.rejects(
      (async () => {
        for (;;) await printLine(context, "JAM 21:35:10");
      })(),
      (thrown) => thrown === READER_LEFT,
    );
    assert.equal(reportFailure(context, READER_LEFT), 0);
    assert.equal(said(), "");
  });
}

test("stdout fails otherwise, as on a full disk: said, exit 1", async () => {
  const { context, said } = contextWith("ENOSPC");
  context.stdout.write("JAM 21:35:10\n");
  while (!context.outputGone.aborted) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(reportFailure(context, context.outputGone.reason), 1);
  assert.match(said(), /^jam: Cannot write the output: write ENOSPC\. .* \[JAM_OUTPUT_FAILED\]\n$/);
});
