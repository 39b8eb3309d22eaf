/**
 * Makes node_modules what package-lock.json names. Plain JavaScript without dependencies:
 * it runs when nothing is installed yet, on any Node.js from 20 on.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { findBun, findNodePackage } from "../bin/runtimes.js";
import { withLock } from "./install-lock.js";

/**
 * What was found good, so that the next start needs no more than a few file reads.
 *
 * @typedef {object} Program a runtime that was seen to run
 * @property {string} path
 * @property {number} size
 *
 * @typedef {object} Stamp
 * @property {string} of hash of what was asked for and of what npm says it installed
 * @property {Program} [bun]
 * @property {Program} [node]
 */

/**
 * @param {string} root folder of package.json
 * @param {{ nodeNeeded: boolean }} needs whether the Node.js of node_modules must be there
 */
export async function ensureInstalled(root, needs) {
  if (isStamped(root, needs)) return;
  await withLock(
    join(root, ".install-lock"),
    (pid) => say(`waiting for the install that process ${pid} is doing`),
    async () => {
      // Another process may have done the work while this one waited, or somebody by hand.
      if (isStamped(root, needs)) return;
      if (!matchesLockFile(root)) await install(root);
      stamp(root);
    },
  );
  if (needs.nodeNeeded && !isStamped(root, needs)) {
    throw new SetupError(
      'The package "node" is installed but has no program: its install script was not allowed to run.\n' +
        'Run "npm rebuild node --ignore-scripts=false", then the same command again.',
    );
  }
}

/** A failure whose text says all there is to say. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {NodeJS.Signals} [signal] that asked for this end
   */
  constructor(message, signal) {
    super(message);
    this.signal = signal;
  }
}

/** @param {string} root @param {{ nodeNeeded: boolean }} needs */
function isStamped(root, needs) {
  try {
    /** @type {Stamp} */
    const { of, bun, node } = JSON.parse(readFileSync(stampPath(root), "utf8"));
    return (
      of === fingerprint(root) && isThere(bun) && isThere(node) && (node !== undefined || !needs.nodeNeeded)
    );
  } catch {
    return false;
  }
}

/** @param {Program | undefined} program */
function isThere(program) {
  return program === undefined || statSync(program.path).size === program.size;
}

/** @param {string} root */
function stamp(root) {
  const require = createRequire(join(root, "package.json"));
  /** @type {Stamp} */
  const found = {
    of: fingerprint(root),
    ...describe("bun", findBun(require)),
    ...describe("node", findNodePackage(require)),
  };
  writeFileSync(stampPath(root), JSON.stringify(found));
}

/** @param {string} name @param {string | undefined} path */
function describe(name, path) {
  return path === undefined ? {} : { [name]: { path, size: statSync(path).size } };
}

/** @param {string} root */
function stampPath(root) {
  return join(root, "node_modules", ".jamd-stamp.json");
}

/** @param {string} root */
function fingerprint(root) {
  const hash = createHash("sha256");
  hash.update(readFileSync(join(root, "package-lock.json")));
  hash.update(readFileSync(join(root, "node_modules", ".package-lock.json")));
  return hash.update(`${process.platform} ${process.arch}`).digest("hex");
}

/**
 * Whether npm itself says it installed exactly what the lock file names. npm writes its note last, so an
 * install that was cut off does not pass.
 *
 * @param {string} root
 */
function matchesLockFile(root) {
  try {
    const wanted = packagesOf(join(root, "package-lock.json"));
    const present = packagesOf(join(root, "node_modules", ".package-lock.json"));
    const fits = Object.entries(wanted).every(([path, entry]) => {
      if (path === "") return true;
      const version = present[path]?.version;
      return version === entry.version || (version === undefined && entry.optional === true);
    });
    const require = createRequire(join(root, "package.json"));
    return fits && findBun(require) !== undefined && findNodePackage(require) !== undefined;
  } catch {
    return false;
  }
}

/** @param {string} path @returns {Record<string, { version?: string, optional?: boolean }>} */
function packagesOf(path) {
  return JSON.parse(readFileSync(path, "utf8")).packages;
}

/** @param {string} root */
async function install(root) {
  const start = performance.now();
  say("installing the packages that package-lock.json names ...");
  const { file, args, shell } = npmCommand();
  // --include=dev: NODE_ENV=production would leave out what `npm test` needs. --loglevel=error: packages that
  // want a newer Node.js than the one that runs npm say so at length, though they never run on it.
  const options = ["ci", "--include=dev", "--loglevel=error", "--no-audit", "--no-fund"];
  const { output, code, signal } = await run(file, [...args, ...options], root, shell);
  if (signal !== null) {
    throw new SetupError(`The install was ended by ${signal}. Run the same command again.`, signal);
  }
  if (code !== 0) {
    throw new SetupError(
      `${output.trimEnd()}\n\nThe install failed (npm ci, exit code ${code}); the lines above say why.\n` +
        "Most often the package registry was out of reach: check the network, then run the same command again.",
    );
  }
  say(`installed in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** The npm that runs this, else the one in PATH. */
function npmCommand() {
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  // pnpm, yarn and bun set the same variable, and do not read package-lock.json.
  if (npm !== undefined && basename(npm).startsWith("npm")) {
    // Not process.execPath: that may be the very node_modules/.bin/node which the install removes.
    return { file: node ?? process.execPath, args: [npm], shell: false };
  }
  const windows = process.platform === "win32";
  return { file: windows ? "npm.cmd" : "npm", args: [], shell: windows };
}

/**
 * Runs npm to its end, also when asked to stop: a half-done install is npm's to clean up, and the lock is ours.
 *
 * @param {string} file @param {string[]} args @param {string} cwd @param {boolean} shell
 * @returns {Promise<{ output: string, code: number | null, signal: NodeJS.Signals | null }>}
 */
function run(file, args, cwd, shell) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, shell, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    /** @type {NodeJS.Signals | null} */
    let asked = null;
    /** @param {NodeJS.Signals} signal */
    function stop(signal) {
      asked = signal;
      child.kill(signal);
    }
    const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
    for (const name of signals) process.on(name, stop);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    child.on("error", (error) => reject(new SetupError(`Cannot run npm ("${file}"): ${error.message}.`)));
    child.on("close", (code, signal) => {
      for (const name of signals) process.off(name, stop);
      resolve({ output, code, signal: asked ?? signal });
    });
  });
}

/** On stderr, so that stdout is the program's own. @param {string} text */
function say(text) {
  process.stderr.write(`jamd: ${text}\n`);
}
