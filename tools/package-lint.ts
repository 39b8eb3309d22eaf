/** Builds and packs the package, then looks at what others would get: publint on the packed files. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { packPackage } from "./pack.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const build = spawnSync(process.execPath, [join(root, "tools/build.ts")], { stdio: "inherit" });
if (build.status !== 0) process.exit(1);

const folder = await mkdtemp(join(tmpdir(), "jamd-pack-"));
try {
  const { tarball, files } = packPackage(root, folder);
  const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const packed = Uint8Array.from(readFileSync(tarball));
  const { messages } = await publint({ pack: { tarball: packed.buffer }, strict: true });
  const problems = messages.map(
    (message) => formatMessage(message, manifest as Record<string, unknown>) ?? message.code,
  );
  problems.push(...missing(files));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  await rm(folder, { recursive: true });
}

/** publint looks at what package.json names; the launcher and the worker entries are found by path only. */
function missing(files: readonly string[]): string[] {
  const needed = [
    "bin/jam.js",
    "bin/runtimes.js",
    "bin/replace-process.js",
    "bin/bunfig.toml",
    "dist/cli/main.js",
    "dist/server/thread-main.js",
    "dist/server/connection-thread-main.js",
    "dist/bench/load-thread-main.js",
    "dist/web/page/index.html",
    "dist/web/page/dashboard.js",
    "dist/web/page/dashboard.css",
  ];
  const unwanted = files.filter((file) => /^(src|test|tools)\/|\.tgz$/.test(file));
  return [
    ...needed.filter((file) => !files.includes(file)).map((file) => `the package lacks ${file}`),
    ...unwanted.map((file) => `the package should not hold ${file}`),
  ];
}
