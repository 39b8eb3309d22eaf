/** Compiles src/ to dist/ for publishing. The dashboard's files are for a browser and go there as they are. */
import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

// What was compiled from a file that is gone must not be published.
rmSync(join(root, "dist"), { recursive: true, force: true });
const { status } = spawnSync(
  process.execPath,
  [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "tsconfig.build.json")],
  { stdio: "inherit" },
);
cpSync(join(root, "src/web/page"), join(root, "dist/web/page"), { recursive: true });
process.exitCode = status ?? 1;
