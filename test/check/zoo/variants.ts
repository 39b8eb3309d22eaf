/**
 * Servers of the zoo that differ from another one in a few lines: what their student did differently. They are kept as
 * the lines that differ (variants/*.diff) and written out as whole programs before they run.
 *
 *     node test/check/zoo/variants.ts FOLDER     writes the whole zoo out
 */
import { copyFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const ZOO = fileURLToPath(new URL(".", import.meta.url));

/** A server made from another one. */
interface Variant {
  readonly name: string;
  /** File under python/. */
  readonly of: string;
  /** Whole lines that are in that file exactly once, and what stands there instead. */
  readonly edits: readonly { readonly old: string; readonly instead: string }[];
}

/**
 * Reads a file of variants. `### NAME of FILE` begins one; its edits are separated by blank lines. In an edit a line
 * that begins with `-` goes, one with `+` comes, one with a space is there before and after.
 *
 * @throws Error for any other line.
 */
function readVariants(text: string): Variant[] {
  const [, ...sections] = text.split(/^### /m);
  return sections.map((section) => {
    const [, heading = "", body = ""] = /^([^\n]*)\n(.*)$/s.exec(section.trimEnd()) ?? [];
    const [, name, of] = /^(\S+) of (\S+)$/.exec(heading) ?? [];
    if (name === undefined || of === undefined) throw new Error(`no heading of a variant: "${heading}"`);
    return { name, of, edits: body.split("\n\n").map((block) => readEdit(name, block)) };
  });
}

function readEdit(name: string, block: string): Variant["edits"][number] {
  const lines = block.trimEnd().split("\n");
  const wrong = lines.find((line) => !/^[-+ ]/.test(line));
  if (wrong !== undefined)
    throw new Error(`${name}: a line begins neither with -, + nor a space: "${wrong}"`);
  const side = (mark: "-" | "+") =>
    lines
      .filter((line) => line.startsWith(mark) || line.startsWith(" "))
      .map((line) => `${line.slice(1)}\n`)
      .join("");
  return { old: side("-"), instead: side("+") };
}

/** Makes the variant's program. @throws Error when an edit does not fit exactly once. */
function programOf(variant: Variant, source: string): string {
  return variant.edits.reduce((program, { old, instead }) => {
    const parts = `\n${program}`.split(`\n${old}`);
    if (parts.length !== 2) {
      throw new Error(`${variant.name}: ${parts.length - 1} places in ${variant.of} for:\n${old}`);
    }
    return parts.join(`\n${instead}`).slice(1);
  }, source);
}

/** Writes all servers into a folder. @returns the path of each by its name (that of its file, without the suffix). */
export function writeZoo(folder: string): Map<string, string> {
  mkdirSync(folder, { recursive: true });
  const paths = new Map<string, string>();
  const place = (file: string) => {
    const path = join(folder, file);
    paths.set(
      basename(file)
        .replace(/\.\w+$/, "")
        .replaceAll("_", "-"),
      path,
    );
    return path;
  };
  for (const file of globSync(["python/*.py", "typescript/*.ts"], { cwd: ZOO }).sort()) {
    copyFileSync(join(ZOO, file), place(basename(file)));
  }
  for (const file of globSync("variants/*.diff", { cwd: ZOO }).sort()) {
    for (const variant of readVariants(readFileSync(join(ZOO, file), "utf8"))) {
      const source = readFileSync(join(ZOO, "python", variant.of), "utf8");
      writeFileSync(place(`${variant.name}.py`), programOf(variant, source));
    }
  }
  return paths;
}

if (import.meta.main) {
  const [folder = "zoo"] = process.argv.slice(2);
  console.log(`${writeZoo(folder).size} servers in ${folder}`);
}
