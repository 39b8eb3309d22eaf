/**
 * What `npm start`, `npm test`, `npm run gate`, `npm run bench` and the like run: installs what is missing, then runs the command.
 *
 *     node tools/setup.js serve [options of jam serve] | test [file filters] | test:faults [options] | gate [steps]
 *                          | bench [options of benchmarks/run.ts]
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { replaceProcess } from "../bin/replace-process.js";
import { findNodePackage } from "../bin/runtimes.js";
import { ensureInstalled, SetupError } from "./install.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const [command, ...args] = process.argv.slice(2);

/** @type {Readonly<Record<string, string>>} */
const scripts = {
  test: "run-tests.ts",
  "test:faults": "run-faults.ts",
  gate: "gate.ts",
  bench: "../benchmarks/run.ts",
  "bench:models": "../benchmarks/models.ts",
  "bench:watched": "../benchmarks/watched.ts",
};

try {
  if (command === "serve") await serve();
  else if (command !== undefined && scripts[command] !== undefined) await runScript(scripts[command]);
  else
    throw new SetupError(
      "Usage: node tools/setup.js serve | test | test:faults | gate | bench | bench:models | bench:watched",
    );
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  if (error.signal !== undefined) process.kill(process.pid, error.signal);
  process.exitCode = 1;
}

async function serve() {
  await ensureInstalled(root, { nodeNeeded: false });
  const launcher = new URL("../bin/jam.js", import.meta.url);
  process.argv = [process.execPath, fileURLToPath(launcher), "serve", ...args];
  // In this process: one less between the terminal and the server.
  await import(launcher.href);
}

/** @param {string} name */
async function runScript(name) {
  await ensureInstalled(root, { nodeNeeded: true });
  const node = findNodePackage(createRequire(import.meta.url));
  if (node === undefined)
    throw new SetupError('The Node.js of the package "node" does not run. Run "npm ci".');
  replaceProcess(node, [fileURLToPath(new URL(name, import.meta.url)), ...args]);
}
