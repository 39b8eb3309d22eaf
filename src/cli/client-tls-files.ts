import { readFileSync } from "node:fs";
import { checkTls, type TlsOptions } from "../client/index.ts";
import { JamError, reasonOf, systemCodeOf } from "../errors/index.ts";
import type { TlsFlags } from "./client-tls.ts";
import type { CommandContext } from "./context.ts";
import { messagesIn } from "./language.ts";

/**
 * Reads the files of the options, and checks them before anything is connected.
 *
 * @param command its name, such as `time`, for the help to point to.
 * @returns undefined when the connection is not to be encrypted.
 * @throws {JamError} JAM_USAGE, JAM_FILE_NOT_READABLE, JAM_TLS_BAD_CERTIFICATE, JAM_TLS_BAD_KEY,
 * JAM_TLS_KEY_MISMATCH, JAM_BAD_OPTION.
 */
export function readTls(context: CommandContext, command: string, flags: TlsFlags): TlsOptions | undefined {
  if (flags.tls !== true) return undefined;
  if ((flags.cert === undefined) !== (flags.key === undefined)) {
    const { usage } = messagesIn(context.language);
    const [given, missing] = flags.cert === undefined ? ["--key", "--cert"] : ["--cert", "--key"];
    throw new JamError("JAM_USAGE", {
      reason: usage.needsToo(given, missing),
      help: `jam ${command} --help`,
    });
  }
  const { ca = "", cert = "", key = "", servername } = flags;
  const options: TlsOptions = {
    ca: read(flags.ca),
    cert: read(flags.cert),
    key: read(flags.key),
    servername,
  };
  // What is wrong with a file is told by its name, and before anything is connected.
  checkTls(options, "localhost", { ca, cert, key, servername: "--servername" });
  return options;
}

function read(file: string | undefined): Uint8Array | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new JamError("JAM_FILE_NOT_READABLE", { file, reason }, { cause: error });
  }
}
