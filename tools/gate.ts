/**
 * Runs every check that is not a test, in order, and tells how each one went.
 *
 *     npm run gate                 all of them
 *     npm run gate -- types docs   those whose name contains one of these words
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

interface Step {
  readonly name: string;
  /** Programs of node_modules or of tools/, with their arguments, run one after the other. */
  readonly commands: readonly (readonly string[])[];
}

const STEPS: readonly Step[] = [
  {
    name: "format and lint",
    commands: [
      ["node_modules/@biomejs/biome/bin/biome", "ci", "--colors=off", "--diagnostic-level=warn", "."],
    ],
  },
  {
    name: "types",
    commands: [
      ["node_modules/typescript/bin/tsc"],
      // The protocol compiles without the types of any runtime.
      ["node_modules/typescript/bin/tsc", "-p", "tsconfig.protocol.json"],
      // The dashboard runs in a browser.
      ["node_modules/typescript/bin/tsc", "-p", "tsconfig.page.json"],
    ],
  },
  { name: "import arrows", commands: [["tools/check-arrows.ts"]] },
  { name: "unused code", commands: [["node_modules/knip/bin/knip.js", "--no-progress"]] },
  {
    name: "generated docs",
    commands: [
      ["tools/error-docs.ts", "--check"],
      ["tools/check-docs.ts", "--check"],
    ],
  },
  { name: "build and package", commands: [["tools/package-lint.ts"]] },
];

const root = fileURLToPath(new URL("..", import.meta.url));
const words = process.argv.slice(2);
const chosen = STEPS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
if (chosen.length === 0) {
  console.error(`No step of the gate is called ${words.join(" or ")}.`);
  process.exit(2);
}

const failed: string[] = [];
for (const step of chosen) {
  const start = performance.now();
  const { passed, output } = await runStep(step);
  console.log(
    `${passed ? "ok    " : "FAILED"}  ${step.name} (${((performance.now() - start) / 1000).toFixed(1)} s)`,
  );
  if (passed) continue;
  failed.push(step.name);
  console.log(output.trimEnd().replace(/^/gm, "        "));
}
console.log(failed.length === 0 ? "The gate is open." : `The gate is closed: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function runStep({ commands }: Step): Promise<{ passed: boolean; output: string }> {
  let output = "";
  let passed = true;
  for (const command of commands) {
    const result = await runCommand(command);
    output += result.output;
    passed &&= result.code === 0;
  }
  return { passed, output };
}

function runCommand([script = "", ...args]: readonly string[]): Promise<{
  code: number | null;
  output: string;
}> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, script), ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
