import { closeSync, openSync, writeFileSync } from "node:fs";
import { JamError, reasonOf, systemCodeOf } from "../../errors/index.ts";

/**
 * Makes sure that a file can be written, before a long run begins. What it holds already stays.
 *
 * @throws {JamError} JAM_FILE_NOT_WRITABLE.
 */
export function requireWritable(file: string): void {
  attempt(file, () => closeSync(openSync(file, "a")));
}

/** Writes a file. @throws {JamError} JAM_FILE_NOT_WRITABLE. */
export function writeResult(file: string, text: string): void {
  attempt(file, () => writeFileSync(file, text));
}

function attempt(file: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new JamError("JAM_FILE_NOT_WRITABLE", { file, reason }, { cause: error });
  }
}
