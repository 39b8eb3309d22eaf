import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";
import { KNOWN_ENDINGS } from "./command-template.ts";

/** A folder of one student deeper than this is not searched. */
const MOST_DEPTH = 5;
const MOST_FILES = 2000;

/** Folders in which no server of a student is. */
const NOT_SEARCHED: ReadonlySet<string> = new Set(["node_modules", "__pycache__", "venv", "dist", "build"]);

/** One server of a batch. */
export interface Submission {
  /** Unique within the batch. */
  readonly name: string;
  /** Whole path of the file or folder that was handed in. */
  readonly path: string;
  readonly kind: "file" | "folder";
}

/** Which file of a submission is the server. */
export type ServerFile =
  | { readonly file: string }
  /** `candidates` as paths within the folder, none or several that are equally likely. */
  | { readonly file: null; readonly candidates: readonly string[] };

/**
 * What is to be checked: each entry of a folder, hidden ones left out; or what a list names.
 *
 * A list has a path on each line, from the folder of the list, or a name, a tab and a path; empty lines and those that
 * begin with `#` are left out.
 *
 * @throws what the file system throws.
 */
export function listSubmissions(path: string): Submission[] {
  const named = statSync(path).isDirectory()
    ? entriesOf(path)
        .filter((entry) => !entry.name.startsWith("."))
        .map(({ name }) => ({ name, path: join(resolve(path), name) }))
    : linesOf(path);
  const submissions: Submission[] = [];
  const taken = new Set<string>();
  for (const { name, path: at } of named) {
    const stat = statSync(at, { throwIfNoEntry: false });
    let unique = name;
    // Names become those of files, and not every file system tells a from A.
    for (let number = 2; taken.has(unique.toLowerCase()); number += 1) unique = `${name} (${number})`;
    taken.add(unique.toLowerCase());
    submissions.push({ name: unique, path: at, kind: stat?.isDirectory() === true ? "folder" : "file" });
  }
  return submissions;
}

function linesOf(path: string): { name: string; path: string }[] {
  return readFileSync(path, "utf8")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const tab = line.indexOf("\t");
      const at = resolve(dirname(path), line.slice(tab + 1).trim());
      return { name: tab > 0 ? line.slice(0, tab).trim() : basename(at), path: at };
    });
}

/**
 * Finds the server in a submission.
 *
 * @param pattern what its path within the folder looks like (`*`, `?`, `**`); null: by its name, `server` before
 *   anything with `server` in it, before `main`, `app` and `index`, before the only program there is; clients and tests
 *   are left out.
 * @returns for a file, its name; for a folder, the path within it.
 */
export function findServerFile({ path, kind }: Submission, pattern: string | null): ServerFile {
  if (kind === "file") return { file: basename(path) };
  const files = filesIn(path);
  if (pattern !== null) {
    const isWanted = matcherOf(pattern);
    return theOne(files.filter(isWanted).map((file) => ({ file, rank: 0 })));
  }
  const programs = files.filter((file) => KNOWN_ENDINGS.includes(extname(file).toLowerCase()));
  return theOne(
    programs
      .map((file) => ({ file, rank: rankOf(basename(file, extname(file)).toLowerCase()) }))
      .filter(({ rank }) => rank !== null) as { file: string; rank: number }[],
  );
}

/** The likeliest is first by rank, then by how near the top it is. */
function theOne(candidates: readonly { file: string; rank: number }[]): ServerFile {
  const order = ({ file, rank }: { file: string; rank: number }) => rank * 100 + file.split("/").length;
  const best = Math.min(...candidates.map(order));
  const likeliest = candidates.filter((one) => order(one) === best).map(({ file }) => file);
  const [file] = likeliest;
  return file !== undefined && likeliest.length === 1 ? { file } : { file: null, candidates: likeliest };
}

/** null: it is no server. */
function rankOf(name: string): number | null {
  if (/client|klien|test/.test(name)) return null;
  if (/^(?:time[-_ ]?)?server$/.test(name)) return 0;
  if (name.includes("server")) return 1;
  if (/^(?:main|app|index|__main__)$/.test(name)) return 2;
  return 3;
}

/** Paths with `/`, from the folder. */
function filesIn(folder: string): string[] {
  const files: string[] = [];
  const waiting: [path: string, depth: number][] = [[folder, 1]];
  for (let at = waiting.shift(); at !== undefined && files.length < MOST_FILES; at = waiting.shift()) {
    const [path, depth] = at;
    for (const entry of entriesOf(path)) {
      if (entry.name.startsWith(".") || NOT_SEARCHED.has(entry.name)) continue;
      const inside = join(path, entry.name);
      if (entry.isFile()) files.push(relative(folder, inside).split(sep).join("/"));
      else if (entry.isDirectory() && depth < MOST_DEPTH) waiting.push([inside, depth + 1]);
    }
  }
  return files;
}

function entriesOf(folder: string): Dirent[] {
  // One folder that may not be read is no reason to leave out all others; the first one is looked at before.
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

/** `**` stands for any folders, `*` and `?` for characters of one name; a pattern without `/` is for names anywhere. */
function matcherOf(pattern: string): (path: string) => boolean {
  const source = pattern
    .split(/(\*\*\/|\*|\?)/)
    .map((part) => {
      if (part === "**/") return "(?:.*/)?";
      if (part === "*") return "[^/]*";
      return part === "?" ? "[^/]" : part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    })
    .join("");
  const whole = new RegExp(`^${source}$`, "i");
  return (path) => whole.test(pattern.includes("/") ? path : basename(path));
}
