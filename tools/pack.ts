import { execFileSync } from "node:child_process";
import { basename, join } from "node:path";

/** A packed package. */
export interface Packed {
  /** Path of the .tgz file. */
  readonly tarball: string;
  /** What is in it, from its root. */
  readonly files: readonly string[];
}

/** Packs the package as it is built, into `folder`. */
export function packPackage(root: string, folder: string): Packed {
  const { npm_execpath: npm } = process.env;
  const isNpm = npm !== undefined && basename(npm).startsWith("npm");
  const options = ["pack", "--json", "--ignore-scripts", "--loglevel=error", "--pack-destination", folder];
  const output = isNpm
    ? execFileSync(process.env.npm_node_execpath ?? process.execPath, [npm, ...options], {
        cwd: root,
        encoding: "utf8",
      })
    : execFileSync("npm", options, { cwd: root, encoding: "utf8", shell: process.platform === "win32" });
  const [packed] = JSON.parse(output) as [{ filename: string; files: { path: string }[] }];
  return { tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}
