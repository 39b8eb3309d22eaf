import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBun } from "../../bin/runtimes.js";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** How the package "bun" was installed. */
export type BunInstall =
  /** Its install script ran. */
  | "complete"
  /** Its install script was not allowed to run: a stub, and the binary in the platform package. */
  | "platform package only"
  /** Its install script ran, and what it left does not run on this machine. */
  | "broken"
  | "none";

export interface TreeOptions {
  readonly layout?: "checkout" | "installed";
  readonly bun?: BunInstall;
  /** Whether the package "node" is there. */
  readonly nodePackage?: boolean;
}

/** A copy of the launcher around a program that tells what it was given, in a folder of its own. */
export interface LauncherTree extends Disposable {
  /** Folder of the package. */
  readonly root: string;
  readonly launcher: string;
}

/** Instead of the command line: says how it was started, then does what its first argument says. */
const PROGRAM = `
const [order, value] = process.argv.slice(2);
const runtime = process.versions.bun === undefined ? "node" : "bun";
const about = { runtime, pid: process.pid, args: process.argv.slice(2), file: import.meta.url, env: process.env.FROM_DOTENV };
process.stdout.write(JSON.stringify(about) + "\\n");
if (order === "exit") process.exitCode = Number(value);
if (order === "echo") process.stdin.pipe(process.stdout);
if (order === "die") process.kill(process.pid, value);
if (order === "hang") setInterval(() => {}, 1000);
if (order === "listen") {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR2"]) {
    process.on(signal, () => { process.stdout.write(signal + "\\n"); if (signal !== "SIGUSR2") process.exit(7); });
  }
  setInterval(() => {}, 1000);
}
if (order === "listen" || order === "hang") process.stdout.write("ready\\n");
`;

export function makeTree({
  layout = "checkout",
  bun = "complete",
  nodePackage = false,
}: TreeOptions = {}): LauncherTree {
  const top = realpathSync(mkdtempSync(join(tmpdir(), "jamd-launcher-")));
  const root = layout === "checkout" ? top : join(top, "node_modules", "jamd");
  const modules = join(top, "node_modules");
  mkdirSync(root, { recursive: true });
  cpSync(join(project, "bin"), join(root, "bin"), { recursive: true });
  write(join(root, "package.json"), '{ "type": "module" }');
  // The annotation makes it TypeScript, so a runtime that was not told to strip types fails.
  if (layout === "checkout") write(join(root, "src/cli/main.ts"), `const typed: string = "";\n${PROGRAM}`);
  else write(join(root, "dist/cli/main.js"), PROGRAM);
  installBun(modules, bun);
  if (nodePackage) installNode(modules);
  return {
    root,
    launcher: join(root, "bin/jam.js"),
    [Symbol.dispose]: () => rmSync(top, { recursive: true, force: true }),
  };
}

/** Puts a package "bun" into a folder of packages, in the state asked for. */
function installBun(modules: string, state: BunInstall): void {
  if (state === "none") return;
  const real = findBun();
  if (real === undefined) throw new Error('This test needs the package "bun": run "npm ci"');
  const binary = join(modules, "bun/bin/bun.exe");
  write(join(modules, "bun/package.json"), '{ "name": "bun" }');
  mkdirSync(dirname(binary), { recursive: true });
  if (state === "complete") symlinkSync(real, binary);
  if (state === "broken") write(binary, "#!/bin/sh\nexit 1\n".padEnd(2_000_000, "#"), 0o755);
  if (state !== "platform package only") return;
  write(binary, "echo 'the install script did not run'; exit 1\n", 0o755);
  const os = process.platform === "win32" ? "windows" : process.platform;
  const folder = join(modules, "@oven", `bun-${os}-${process.arch === "arm64" ? "aarch64" : process.arch}`);
  write(join(folder, "package.json"), "{}");
  mkdirSync(join(folder, "bin"));
  symlinkSync(real, join(folder, "bin", process.platform === "win32" ? "bun.exe" : "bun"));
}

/** Puts a package "node" into a folder of packages: the Node.js that runs the tests. */
function installNode(modules: string): void {
  write(join(modules, "node/package.json"), '{ "name": "node" }');
  mkdirSync(join(modules, "node/bin"));
  symlinkSync(process.execPath, join(modules, "node/bin/node"));
}

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode });
}
