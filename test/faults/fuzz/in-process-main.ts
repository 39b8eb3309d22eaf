/**
 * Fuzzes the connection of the server in this runtime, without sockets:
 *
 *     node test/faults/fuzz/in-process-main.ts '{"seed":1,"inputs":20000}'
 *
 * Reports "fuzzed" with the inputs tried and, when one was answered wrongly, the shrunk input as it goes into findings.ts.
 */
import fc from "fast-check";
import { FINDINGS } from "./findings.ts";
import { FUZZ_INPUT, type FuzzInput } from "./inputs.ts";
import { serveInput } from "./serve-input.ts";

const { seed, inputs } = JSON.parse(process.argv[2] ?? "{}") as { seed: number; inputs: number };

process.stdout.write(`${JSON.stringify({ event: "fuzzed", ...fuzz() })}\n`);
process.exit(0);

function fuzz(): { tried: number; wrong: string | null; input?: FuzzInput } {
  for (const finding of FINDINGS) {
    const wrong = serve(finding);
    if (wrong !== null) return { tried: 0, wrong: `${finding.name}: ${wrong}`, input: finding };
  }
  const property = fc.property(FUZZ_INPUT, (input) => {
    const wrong = serve(input);
    if (wrong !== null) throw new Error(wrong);
  });
  const details = fc.check(property, { seed, numRuns: inputs });
  const tried = FINDINGS.length + details.numRuns;
  const input = details.counterexample?.[0];
  if (input === undefined) return { tried, wrong: null };
  return { tried, wrong: serve(input) ?? "wrong once, and right when repeated", input };
}

/** Whatever is thrown is a crash of the server: nothing a client sends may cause one (R11). */
function serve(input: FuzzInput): string | null {
  try {
    return serveInput(input);
  } catch (error) {
    return `threw ${error instanceof Error ? error.message : String(error)}`;
  }
}
