import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { loadEngine } from "../engine/index.ts";
import { JamError, type Language, reasonOf, systemCodeOf } from "../errors/index.ts";
import type { EventSink } from "../observability/index.ts";
import { DEFAULT_TLS_PORT } from "../protocol/index.ts";
import { checkIdentity, requireUsable, type TimeServer, type TlsServerOptions } from "../server/index.ts";
import type { CommandContext } from "./context.ts";
import { messagesIn } from "./language.ts";
import { integerOption } from "./option-values.ts";
import { serveTlsMessages } from "./serve-tls-messages.ts";

const MAX_PORT = 65_535;

/** Options of `jam serve` about encryption, as they were given. */
export interface ServeTlsFlags {
  readonly tlsPort?: number;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsClientCa?: string;
}

/** Adds the options about encryption, as a group of their own. */
export function addServeTlsOptions(command: Command, language: Language): void {
  const texts = serveTlsMessages(language);
  command
    .optionsGroup(texts.title)
    .option("--tls-port <port>", texts.port(DEFAULT_TLS_PORT), integerOption("--tls-port", 0, MAX_PORT))
    .option("--tls-cert <file>", texts.cert)
    .option("--tls-key <file>", texts.key)
    .option("--tls-client-ca <file>", texts.clientCa);
}

/**
 * Reads the files of the options and checks them.
 *
 * @returns undefined when nothing is to be encrypted.
 * @throws {JamError} JAM_USAGE, JAM_FILE_NOT_READABLE, and as {@link checkIdentity} and {@link requireUsable}.
 */
export async function readServeTls(
  flags: ServeTlsFlags,
  context: CommandContext,
): Promise<TlsServerOptions | undefined> {
  const { tlsCert, tlsKey, tlsPort, tlsClientCa } = flags;
  if (tlsCert === undefined || tlsKey === undefined) {
    requireNone(flags, context);
    return undefined;
  }
  const material = {
    cert: read(tlsCert),
    key: read(tlsKey),
    clientCa: tlsClientCa === undefined ? undefined : read(tlsClientCa),
  };
  // What is wrong with a file is told by its name.
  const { identity } = checkIdentity(material, Date.now(), {
    cert: tlsCert,
    key: tlsKey,
    clientCa: tlsClientCa ?? "",
  });
  requireUsable(await loadEngine(), identity, tlsCert);
  return { ...material, port: tlsPort };
}

/** Reads the files again, for new connections. What is wrong with them is told; then those before stay. */
export async function reloadServeTls(
  server: TimeServer,
  flags: ServeTlsFlags,
  context: CommandContext,
  tell: EventSink,
): Promise<void> {
  try {
    const material = await readServeTls(flags, context);
    if (material !== undefined) await server.renewTls(material);
  } catch (thrown) {
    const error =
      thrown instanceof JamError ? thrown : new JamError("JAM_UNEXPECTED", { reason: reasonOf(thrown) });
    const { code, details } = error;
    tell([{ type: "tls-not-renewed", time: Date.now(), code, details }]);
  }
}

/** A server that is asked for encryption and does not encrypt would be worse than none. */
function requireNone(
  { tlsCert, tlsKey, tlsPort, tlsClientCa }: ServeTlsFlags,
  context: CommandContext,
): void {
  const given: readonly (readonly [string, unknown])[] = [
    ["--tls-cert", tlsCert],
    ["--tls-key", tlsKey],
    ["--tls-port", tlsPort],
    ["--tls-client-ca", tlsClientCa],
  ];
  const [first] = given.filter(([, value]) => value !== undefined);
  if (first === undefined) return;
  const missing = tlsCert === undefined ? "--tls-cert" : "--tls-key";
  const reason = messagesIn(context.language).usage.needsToo(first[0], missing);
  throw new JamError("JAM_USAGE", { reason, help: "jam serve --help" });
}

function read(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = systemCodeOf(error) ?? reasonOf(error);
    throw new JamError("JAM_FILE_NOT_READABLE", { file, reason }, { cause: error });
  }
}
