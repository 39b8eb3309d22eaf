/**
 * Drives a command on a pseudo terminal, as a person would: waits for what is expected on the screen, then
 * types. Runs on Bun, which has pseudo terminals; the test may run elsewhere.
 *
 *     bun test/support/pty-session.ts '{"command":["jam","client"],"steps":[{"expect":">> "},{"type":"TIME\r"}]}'
 *
 * Prints a {@link PtyOutcome} as JSON.
 */

/** One step: wait until a text appears that was not matched by an earlier step, or type. */
export type PtyStep = { readonly expect: string } | { readonly type: string };

/** What to run and what to do there. */
export interface PtyScript {
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly PtyStep[];
  /** For the whole session, in milliseconds. */
  readonly deadline: number;
}

/** What came of it. */
export interface PtyOutcome {
  /** All that appeared on the terminal, escape sequences included. */
  readonly transcript: string;
  /** Exit code of the command; null when a signal ended it. */
  readonly code: number | null;
  /** What did not happen in time, or nothing. */
  readonly missing: string | null;
}

/**
 * What a command printed last is in the kernel when the command is gone, but the terminal reports no end:
 * when nothing more came for so many milliseconds, all was read.
 */
const QUIET = 100;

/** Plays a script to its end. */
async function play({ command, env, steps, deadline }: PtyScript): Promise<PtyOutcome> {
  let transcript = "";
  let read = 0;
  let onData = (): void => undefined;
  const decoder = new TextDecoder();
  const terminal = new Bun.Terminal({
    cols: 80,
    rows: 24,
    data: (_, octets) => {
      transcript += decoder.decode(octets, { stream: true });
      onData();
    },
  });
  const child = Bun.spawn([...command], { terminal, env: { ...process.env, TERM: "xterm", ...env } });
  let isOver = false;
  let hasExited = false;
  const timer = setTimeout(() => {
    isOver = true;
    child.kill("SIGKILL");
  }, deadline);
  const ended = child.exited.then(async () => {
    for (let length = -1; length < transcript.length; ) {
      length = transcript.length;
      await Bun.sleep(QUIET);
    }
    hasExited = true;
    onData();
  });
  let missing: string | null = null;
  for (const step of steps) {
    if ("type" in step) {
      terminal.write(step.type);
      continue;
    }
    let at = transcript.indexOf(step.expect, read);
    while (at < 0 && !hasExited) {
      await new Promise<void>((resolve) => {
        onData = resolve;
      });
      at = transcript.indexOf(step.expect, read);
    }
    if (at < 0) {
      missing = `"${step.expect}"`;
      break;
    }
    read = at + step.expect.length;
  }
  await ended;
  clearTimeout(timer);
  terminal.close();
  return { transcript, code: child.exitCode, missing: missing ?? (isOver ? "the end of the command" : null) };
}

if (import.meta.main) {
  const script = JSON.parse(process.argv[2] as string) as PtyScript;
  console.log(JSON.stringify(await play(script)));
}
