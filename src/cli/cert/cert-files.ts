import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { JamError, reasonOf, systemCodeOf } from "../../errors/index.ts";
import type { Credentials } from "./certificate.ts";

/** A private key is for its owner alone. */
const KEY_MODE = 0o600;
const CERTIFICATE_MODE = 0o644;

/** Which of a pair of files are there. */
export type Presence = "both" | "none" | "certificate-only" | "key-only";

/** A certificate and its key in a folder: `NAME.pem` and `NAME-key.pem`. */
export class CredentialFiles {
  readonly certificate: string;
  readonly key: string;

  constructor(folder: string, name: string) {
    this.certificate = join(folder, `${name}.pem`);
    this.key = join(folder, `${name}-key.pem`);
  }

  /** Which of the two are there now. */
  get presence(): Presence {
    const hasKey = existsSync(this.key);
    if (existsSync(this.certificate)) return hasKey ? "both" : "certificate-only";
    return hasKey ? "key-only" : "none";
  }

  /** Reads the certificate. @throws {JamError} JAM_FILE_NOT_READABLE. */
  readCertificate(): string {
    return read(this.certificate);
  }

  /** Reads both. @throws {JamError} JAM_FILE_NOT_READABLE. */
  read(): Credentials {
    return { certificate: read(this.certificate), key: read(this.key) };
  }

  /**
   * Writes both, the key first. What is there is replaced whole, so that a server that reads its files again
   * never sees half of one.
   *
   * @throws {JamError} JAM_FILE_NOT_WRITABLE.
   */
  write({ certificate, key }: Credentials): void {
    replace(this.key, key, KEY_MODE);
    replace(this.certificate, certificate, CERTIFICATE_MODE);
  }
}

/** Makes a folder, and those above it, where they are missing. @throws {JamError} JAM_FILE_NOT_WRITABLE. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw notWritable(folder, error);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new JamError("JAM_FILE_NOT_READABLE", { file, reason }, { cause: error });
  }
}

function replace(file: string, text: string, mode: number): void {
  const fresh = `${file}.${process.pid}.new`;
  try {
    // A file made before with other rights would keep them.
    rmSync(fresh, { force: true });
    writeFileSync(fresh, text, { mode, flag: "wx" });
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw notWritable(file, error);
  }
}

function notWritable(file: string, error: unknown): JamError {
  const reason = systemCodeOf(error) ?? reasonOf(error);
  return new JamError("JAM_FILE_NOT_WRITABLE", { file, reason }, { cause: error });
}
