import { spawnSync } from "node:child_process";

/** The kernel's setting for connections that wait at a listener that is closed. */
const MIGRATION = "net.ipv4.tcp_migrate_req";

/**
 * Options for a test that sets how the kernel treats waiting connections, in a network namespace of its own. Skipped
 * with a reason where this user may not make one, or the kernel is older than 5.14.
 */
export function needsMigrationSetting(): { skip?: string } {
  if (process.platform !== "linux") return { skip: `needs ${MIGRATION} of Linux` };
  const { status, error, stderr } = spawnSync("unshare", inNamespace(1, ["true"]).slice(1), {
    encoding: "utf8",
  });
  if (status === 0) return {};
  const reason = error?.message ?? stderr.trim().split("\n").at(-1);
  return { skip: `needs a network namespace with ${MIGRATION}: ${reason}` };
}

/** The words of a command that runs a program in a new network namespace with a loopback device. */
export function inNamespace(migration: 0 | 1, program: readonly string[]): string[] {
  const script = `ip link set lo up && sysctl -qw ${MIGRATION}=${migration} && exec "$@"`;
  return ["unshare", "--net", "sh", "-c", script, "sh", ...program];
}
