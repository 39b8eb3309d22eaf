/**
 * Where the runtimes are: Bun and Node.js, as npm packages or as the running process.
 * Plain JavaScript without dependencies, because it runs before anything else is sure to work.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The oldest Node.js that has what the server uses (reusePort) and can strip types, with a flag. */
export const OLDEST_NODE = "22.12.0";

/** The first Node.js that can give a connection to a thread: what the model thread-per-connection needs. */
export const GIVES_CONNECTIONS = "26.6.0";

/** The first Node.js that runs TypeScript source with no flag and no warning. */
const STRIPS_TYPES_SILENTLY = "24.3.0";

/** A stub is a few hundred octets, a runtime is about a hundred million. */
const SMALLEST_RUNTIME_OCTETS = 1_000_000;

const here = createRequire(import.meta.url);

/**
 * Path of a Bun that runs on this machine, or undefined.
 *
 * The install script of the `bun` package moves the binary from its platform package into place.
 * npm may not be allowed to run that script; then the platform package still has it.
 *
 * @param {NodeJS.Require} [require] resolves from the place whose packages are meant
 * @returns {string | undefined}
 */
export function findBun(require = here) {
  const manifest = resolveManifest(require, "bun");
  if (manifest === undefined) return undefined;
  const candidates = [join(dirname(manifest), "bin", "bun.exe")];
  for (const name of bunPlatformPackages()) {
    const platformManifest = resolveManifest(createRequire(manifest), name);
    if (platformManifest === undefined) continue;
    const binary = process.platform === "win32" ? "bun.exe" : "bun";
    candidates.push(join(dirname(platformManifest), "bin", binary));
  }
  return candidates.find((path) => isRuntimeFile(path) && versionOf(path) !== undefined);
}

/**
 * Path of the Node.js of the `node` package, or undefined. It is at most a development dependency.
 *
 * @param {NodeJS.Require} [require]
 * @param {string} [oldest] version that will do
 * @returns {string | undefined}
 */
export function findNodePackage(require = here, oldest = OLDEST_NODE) {
  const manifest = resolveManifest(require, "node");
  if (manifest === undefined) return undefined;
  const folder = dirname(manifest);
  const binary = process.platform === "win32" ? "node.exe" : "node";
  const candidates = [join(folder, "bin", binary)];
  for (const name of foldersOf(join(folder, "node_modules"))) {
    if (name.startsWith("node-")) candidates.push(join(folder, "node_modules", name, "bin", binary));
  }
  return candidates.find((path) => isRuntimeFile(path) && isRecentNode(versionOf(path), oldest));
}

/**
 * What the program says to `--version`, without a leading v; undefined when it does not run here
 * (another processor, another C library, a damaged file).
 *
 * @param {string} path
 * @returns {string | undefined}
 */
export function versionOf(path) {
  const { status, stdout } = spawnSync(path, ["--version"], { encoding: "utf8", timeout: 20_000 });
  return status === 0 ? stdout.trim().replace(/^v/, "") : undefined;
}

/** @param {string | undefined} version @param {string} [oldest] */
export function isRecentNode(version, oldest = OLDEST_NODE) {
  return version !== undefined && !isOlder(version, oldest);
}

/** Node.js options with which that version runs TypeScript source in silence. @param {string} version */
export function sourceOptions(version) {
  if (!isOlder(version, STRIPS_TYPES_SILENTLY)) return [];
  return ["--experimental-strip-types", "--disable-warning=ExperimentalWarning"];
}

/** The version of Node.js this process is; undefined under Bun, which only says which one it resembles. */
export function runningNode() {
  const { bun, node } = process.versions;
  return bun === undefined ? node : undefined;
}

/** Names of the packages that hold Bun's binary for this machine, the likeliest first. */
function bunPlatformPackages() {
  const os = { win32: "windows", android: "linux" }[String(process.platform)] ?? process.platform;
  const name = `@oven/bun-${os}-${process.arch === "arm64" ? "aarch64" : process.arch}`;
  if (String(process.platform) === "android") return [`${name}-android`];
  // The one for the other C library does not start, so trying both finds the right one.
  return process.platform === "linux" ? [name, `${name}-musl`] : [name];
}

/** @param {NodeJS.Require} require @param {string} name */
function resolveManifest(require, name) {
  try {
    return require.resolve(`${name}/package.json`);
  } catch {
    return undefined;
  }
}

/** @param {string} path */
function isRuntimeFile(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size >= SMALLEST_RUNTIME_OCTETS;
}

/** @param {string} folder */
function foldersOf(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @param {string} version @param {string} than */
function isOlder(version, than) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split(".").map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}
