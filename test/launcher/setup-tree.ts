import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBun } from "../../bin/runtimes.js";

const project = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Instead of npm: takes its time, notes when it began and ended, and installs links to the runtimes here.
 * FAKE_NPM=fails ends as npm does when the registry is out of reach; FAKE_NPM=hangs never ends by itself.
 */
const FAKE_NPM = `
import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
const note = (text) => appendFileSync("npm-notes.txt", text + "\\n");
process.on("SIGTERM", () => { note("stopped"); process.exit(143); });
note("begin " + process.argv.slice(2).join(" "));
if (process.env.FAKE_NPM === "fails") {
  console.error("npm error network request failed");
  process.exit(1);
}
if (process.env.FAKE_NPM === "hangs") setInterval(() => {}, 1000);
else setTimeout(() => {
  rmSync("node_modules", { recursive: true, force: true });
  for (const [name, file, real] of JSON.parse(readFileSync("runtimes.json", "utf8"))) {
    mkdirSync("node_modules/" + name + "/bin", { recursive: true });
    writeFileSync("node_modules/" + name + "/package.json", "{}");
    symlinkSync(real, "node_modules/" + name + "/bin/" + file);
  }
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  delete packages[""];
  writeFileSync("node_modules/.package-lock.json", JSON.stringify({ packages }));
  note("end");
}, 300);
`;

/** Instead of the command line and of the test runner: says what it is; told to listen it waits for a signal. */
const PROGRAM = `
console.log("ran", process.versions.bun ? "bun" : "node", ...process.argv.slice(2));
if (process.argv.includes("--listen")) {
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => { console.log("got", signal); process.exit(0); });
  setInterval(() => {}, 1000);
  console.log("pid", process.pid);
}
`;

/** A fresh clone in small: the set-up, the launcher, a program, and a stand-in for npm. */
export interface SetupTree extends Disposable {
  readonly root: string;
  readonly setup: string;
  /** Environment in which npm is the stand-in. */
  readonly env: NodeJS.ProcessEnv;
  /** What the stand-in was asked, line by line. */
  notes(): string[];
  /** Writes a lock file that names a package in this version. */
  writeLockFile(version: string): void;
}

export function makeSetupTree(): SetupTree {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "jamd-setup-")));
  const npm = join(root, "npm-stand-in.mjs");
  for (const folder of ["bin", "tools"]) {
    const isScript = (path: string) => !path.endsWith(".ts");
    cpSync(join(project, folder), join(root, folder), { recursive: true, filter: isScript });
  }
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const { scripts } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
  write("package.json", JSON.stringify({ name: "jamd", version: "0.0.0", type: "module", scripts }));
  write("npm-stand-in.mjs", FAKE_NPM);
  write("src/cli/main.ts", PROGRAM);
  write("tools/run-tests.ts", PROGRAM);
  write(
    "runtimes.json",
    JSON.stringify([
      ["bun", "bun.exe", findBun()],
      ["node", "node", process.execPath],
    ]),
  );
  const writeLockFile = (version: string) =>
    write(
      "package-lock.json",
      JSON.stringify({
        packages: {
          "": { name: "jamd" },
          "node_modules/bun": { version },
          "node_modules/elsewhere": { version, optional: true },
        },
      }),
    );
  writeLockFile("1.0.0");
  return {
    root,
    setup: join(root, "tools/setup.js"),
    env: { npm_execpath: npm, npm_node_execpath: process.execPath },
    notes: () => readFileSync(join(root, "npm-notes.txt"), "utf8").trim().split("\n"),
    writeLockFile,
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}
