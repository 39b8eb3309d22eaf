import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join, relative, resolve, sep } from "node:path";

/** A folder with more than this is not copied: its entries are linked to. */
const MOST_FILES = 2000;
const MOST_OCTETS = 32 * 1024 * 1024;

/** Large, and not written to by a server: these are always linked to. */
const LINKED: ReadonlySet<string> = new Set([".git", ".venv", "node_modules", "venv"]);

/**
 * Where a server runs.
 *
 * - `copy` (default): in a temporary copy of the folder, so that what it writes is gone afterwards and two checks do not
 *   meet. Of a folder over 2,000 files or 32 MiB the entries are links to the originals.
 * - `empty`: in a temporary folder with nothing in it.
 * - `here`: in the folder itself.
 */
export type WorkingFolderKind = "copy" | "empty" | "here";

/** All kinds. */
export const WORKING_FOLDER_KINDS: readonly WorkingFolderKind[] = ["copy", "empty", "here"];

/** The folder that a server runs in. */
export class WorkingFolder {
  readonly path: string;
  readonly #origin: string;
  readonly #kind: WorkingFolderKind;

  /** @param origin the folder that the command is meant for. @throws what the file system throws. */
  constructor(origin: string, kind: WorkingFolderKind) {
    this.#origin = realpathSync(origin);
    this.#kind = kind;
    if (kind === "here") {
      this.path = this.#origin;
      return;
    }
    this.path = mkdtempSync(join(realpathSync(tmpdir()), "jam-check-"));
    if (kind === "empty") return;
    if (isSmall(this.#origin)) copyInto(this.#origin, this.path);
    else linkInto(this.#origin, this.path);
  }

  /**
   * The command as it is to be run here: a word that names something outside by a relative path gets the whole path,
   * as does the program itself when it is a file.
   */
  command(words: readonly string[]): string[] {
    return words.map((word, index) => this.#word(word, index === 0));
  }

  #word(word: string, isProgram: boolean): string {
    const hasFolder = word.includes("/") || word.includes(sep);
    // `python3` is looked for in PATH, also when a file of that name is here.
    if (isAbsolute(word) || word === "" || (isProgram && !hasFolder)) return word;
    const original = resolve(this.#origin, word);
    if (!existsSync(original)) return word;
    const isOutside = relative(this.#origin, original).split(sep)[0] === "..";
    if (isOutside || this.#kind === "empty") return original;
    return isProgram ? resolve(this.path, word) : word;
  }

  /** Takes the temporary folder away. Never throws: what a server made undeletable stays. */
  remove(): void {
    if (this.#kind === "here") return;
    try {
      rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // It is in the folder for temporary files, which the system clears.
    }
  }
}

/** Whether the folder is within the bounds; stops counting where it is not. */
function isSmall(folder: string): boolean {
  let [files, octets] = [0, 0];
  const waiting = [folder];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    let names: string[];
    try {
      names = readdirSync(at);
    } catch {
      continue;
    }
    for (const name of names) {
      files += 1;
      if (files > MOST_FILES) return false;
      if (LINKED.has(name)) continue;
      const stat = lstatSync(join(at, name), { throwIfNoEntry: false });
      if (stat?.isDirectory() === true) waiting.push(join(at, name));
      else if (stat?.isFile() === true) octets += stat.size;
      if (octets > MOST_OCTETS) return false;
    }
  }
  return true;
}

/** Links lead to the same places as the originals. */
function copyInto(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    const stat = lstatSync(source, { throwIfNoEntry: false });
    try {
      if (LINKED.has(name) || stat?.isSymbolicLink() === true) symlinkSync(realpathSync(source), target);
      else if (stat?.isFile() === true) copyFileSync(source, target);
      else if (stat?.isDirectory() === true) {
        mkdirSync(target);
        copyInto(source, target);
      }
    } catch {
      // What this user may not read is no part of the server; pipes, sockets and devices are not copied at all.
    }
  }
}

function linkInto(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    try {
      symlinkSync(join(from, name), join(to, name));
    } catch {
      // As in a copy.
    }
  }
}
