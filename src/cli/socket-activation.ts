import { JamError } from "../errors/index.ts";
import type { ReceivedSockets } from "../server/index.ts";

/** Descriptors that a service manager gives follow the standard streams (sd_listen_fds(3)). */
const FIRST_DESCRIPTOR = 3;
/** More sockets than threads there can be. */
const MOST_DESCRIPTORS = 512;
/** FileDescriptorName= of sockets for encrypted connections; all others are for plain ones. */
const TLS_NAME = "tls";
const VARIABLES = ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "JAM_LAUNCHER_PID"];

/**
 * The sockets that a service manager made for this process (socket activation, sd_listen_fds(3)). The variables that tell
 * of them are taken out of the environment: programs that are started later get no sockets.
 *
 * @param pids of this process, and of the one that started it: its launcher passes sockets on.
 * @returns undefined when there are none for this process.
 * @throws {JamError} JAM_BAD_ACTIVATION.
 */
export function receivedSockets(
  env: NodeJS.ProcessEnv,
  { pid, ppid }: { readonly pid: number; readonly ppid: number },
): ReceivedSockets | undefined {
  const { LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES = "", JAM_LAUNCHER_PID } = env;
  if (LISTEN_PID === undefined || LISTEN_FDS === undefined) return undefined;
  const isFromLauncher = LISTEN_PID === JAM_LAUNCHER_PID && LISTEN_PID === String(ppid);
  if (LISTEN_PID !== String(pid) && !isFromLauncher) return undefined;
  for (const name of VARIABLES) delete env[name];
  const count = /^\d{1,4}$/.test(LISTEN_FDS) ? Number(LISTEN_FDS) : Number.NaN;
  if (!(count >= 0 && count <= MOST_DESCRIPTORS)) {
    throw new JamError("JAM_BAD_ACTIVATION", { count: LISTEN_FDS, reason: "not a number of sockets" });
  }
  if (count === 0) return undefined;
  const names = LISTEN_FDNAMES.split(":");
  const descriptors = Array.from({ length: count }, (_, index) => FIRST_DESCRIPTOR + index);
  const isTls = (descriptor: number) => names[descriptor - FIRST_DESCRIPTOR] === TLS_NAME;
  const plain = descriptors.filter((descriptor) => !isTls(descriptor));
  const tls = descriptors.filter(isTls);
  if (plain.length === 0) {
    const reason = `all sockets are named "${TLS_NAME}", and none is for plain connections`;
    throw new JamError("JAM_BAD_ACTIVATION", { count, reason });
  }
  return tls.length === 0 ? { plain } : { plain, tls };
}
