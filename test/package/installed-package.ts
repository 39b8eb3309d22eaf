import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packPackage } from "../../tools/pack.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** A project of somebody else in which the packed package is installed. */
export interface Consumer extends Disposable {
  /** Folder of that project. */
  readonly folder: string;
  /** What the tarball holds, from its root. */
  readonly files: readonly string[];
}

/**
 * Builds, packs and installs the package. Its dependencies are links to those of this checkout, so that no
 * registry is needed; nothing of the checkout's own is within reach.
 */
export function installPackage(): Consumer {
  const top = realpathSync(mkdtempSync(join(tmpdir(), "jamd-package-")));
  const staged = join(top, "staged");
  mkdirSync(staged);
  // Built beside, not in dist/: somebody may be working with that.
  const compiler = join(project, "node_modules/typescript/bin/tsc");
  const config = join(project, "tsconfig.build.json");
  const build = spawnSync(process.execPath, [compiler, "-p", config, "--outDir", join(staged, "dist")]);
  if (build.status !== 0) throw new Error(`The build failed:\n${build.stdout}`);
  cpSync(join(project, "src/web/page"), join(staged, "dist/web/page"), { recursive: true });
  for (const name of ["package.json", "bin", "docs", "README.md", "README.id.md", "LICENSE"]) {
    if (existsSync(join(project, name))) cpSync(join(project, name), join(staged, name), { recursive: true });
  }
  const { tarball, files } = packPackage(staged, top);

  const folder = join(top, "consumer");
  const modules = join(folder, "node_modules");
  mkdirSync(modules, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", modules]);
  cpSync(join(modules, "package"), join(modules, "jamd"), { recursive: true });
  rmSync(join(modules, "package"), { recursive: true });
  for (const name of dependencyNames(join(modules, "jamd/package.json"))) link(name, modules);
  return { folder, files, [Symbol.dispose]: () => rmSync(top, { recursive: true, force: true }) };
}

/** Links a package of the checkout into a folder of packages. */
export function link(name: string, modules: string): void {
  mkdirSync(dirname(join(modules, name)), { recursive: true });
  symlinkSync(realpathSync(join(project, "node_modules", name)), join(modules, name));
}

function dependencyNames(manifest: string): string[] {
  const { dependencies } = JSON.parse(readFileSync(manifest, "utf8")) as { dependencies: object };
  return Object.keys(dependencies);
}
