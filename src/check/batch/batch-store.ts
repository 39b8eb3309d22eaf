import { createHash, type Hash } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type BatchRecord, parseRecord, RECORD_FORMAT } from "./batch-record.ts";
import type { Submission } from "./submissions.ts";

/** Folder of the records and pages within that of the results. */
const SERVERS = "servers";
/** Of a submission beyond these only sizes and times are looked at. */
const MOST_OCTETS_READ = 32 * 1024 * 1024;
const MOST_FILES = 5000;

/** The folder of a batch: a record and a page for each server, written when its check is over, and the summaries. */
export class BatchStore {
  readonly folder: string;

  /** Makes the folder. @throws what the file system throws. */
  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(join(folder, SERVERS), { recursive: true });
  }

  /** Where the page of a server goes, from the folder. */
  pageOf(name: string): string {
    return `${SERVERS}/${fileNameOf(name)}.html`;
  }

  /** A whole path in the folder. */
  pathOf(name: string): string {
    return join(this.folder, name);
  }

  /** What was kept of a server when all that it depends on was the same; null: it is to be checked. */
  read(name: string, fingerprint: string): BatchRecord | null {
    let text: string;
    try {
      text = readFileSync(this.#recordPath(name), "utf8");
    } catch {
      return null;
    }
    const record = parseRecord(text);
    return record?.name === name && record.fingerprint === fingerprint ? record : null;
  }

  /** Keeps a record. @throws what the file system throws. */
  keep(record: BatchRecord): void {
    this.#write(this.#recordPath(record.name), `${JSON.stringify(record, null, 2)}\n`);
  }

  /** Writes a summary. @throws what the file system throws. */
  write(name: string, text: string): void {
    this.#write(this.pathOf(name), text);
  }

  /** An interrupt leaves the old file or the new one, never half of it. */
  #write(path: string, text: string): void {
    const unfinished = `${path}.part`;
    try {
      writeFileSync(unfinished, text);
      renameSync(unfinished, path);
    } catch (error) {
      rmSync(unfinished, { force: true });
      throw error;
    }
  }

  #recordPath(name: string): string {
    return join(this.folder, SERVERS, `${fileNameOf(name)}.json`);
  }
}

/** A name that every file system takes; of one that had to be changed, with a mark that keeps it unique. */
function fileNameOf(name: string): string {
  const plain = name
    .replaceAll(/[^\p{L}\p{N}._ -]/gu, "_")
    .replace(/^[. ]+|[. ]+$/g, "_")
    .slice(0, 80);
  if (plain === name) return plain;
  return `${plain}-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
}

/**
 * A fingerprint of all that the result of a server depends on: what was handed in, and the settings.
 *
 * @param settings the command, options of the check, version of the program.
 */
export function fingerprintOf({ path }: Submission, settings: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify([RECORD_FORMAT, ...settings]));
  const left = { files: MOST_FILES, octets: MOST_OCTETS_READ };
  addToHash(hash, path, "", left);
  return hash.digest("hex");
}

function addToHash(hash: Hash, root: string, inside: string, left: { files: number; octets: number }): void {
  const path = join(root, inside);
  const stat = lstatSync(path, { throwIfNoEntry: false });
  left.files -= 1;
  if (stat === undefined || left.files < 0) return;
  hash.update(JSON.stringify([inside, stat.mode, stat.size]));
  try {
    if (stat.isDirectory()) {
      for (const name of readdirSync(path).sort()) addToHash(hash, root, join(inside, name), left);
    } else if (stat.isSymbolicLink()) {
      hash.update(readlinkSync(path));
    } else if (stat.isFile() && left.octets >= stat.size) {
      left.octets -= stat.size;
      hash.update(readFileSync(path));
    } else {
      hash.update(String(stat.mtimeMs));
    }
  } catch {
    // What cannot be read does not change the result either.
  }
}
