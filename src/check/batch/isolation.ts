import { spawnSync } from "node:child_process";

/** How servers of a batch are kept apart. */
export type Isolation =
  /** A network and a table of processes of its own: all listen on the same port, and nothing outlives its check. */
  | "network-and-processes"
  /** A network of its own. */
  | "network"
  /** None: one after another. */
  | "none";

/** A way to start a program apart from the others. */
export interface Enclosure {
  readonly isolation: Isolation;
  /** The words of a command that runs a program there. */
  wrap(command: readonly string[]): string[];
}

/** A file grows to 256 MiB at most; POSIX counts in blocks of 512 octets. */
const MOST_FILE_BLOCKS = 524_288;
/**
 * Memory is watched, not limited here: what the kernel can limit is memory that is set aside, of which a server with many
 * threads has much and uses little. Where memory runs out between two looks, the kernel ends this server first.
 */
const LIMITS = `ulimit -c 0; ulimit -f ${MOST_FILE_BLOCKS}; echo 1000 2>/dev/null >/proc/self/oom_score_adj;`;
/** A new network has its loopback device switched off. */
const LOOPBACK = "ip link set lo up 2>/dev/null || ifconfig lo up || exit 125;";
const PROBE_MILLISECONDS = 5000;

const OF_PROCESSES = ["--pid", "--fork", "--kill-child", "--mount-proc"];
/** Tried in this order: root needs no namespace of users, and would lose files of others in one. */
const WAYS: readonly (readonly [Isolation, readonly string[]])[] = [
  ["network-and-processes", ["--net", ...OF_PROCESSES]],
  ["network-and-processes", ["--map-root-user", "--net", ...OF_PROCESSES]],
  ["network", ["--map-root-user", "--net"]],
];

/** Finds the best isolation that this system allows this user, by trying it. */
export function findEnclosure(): Enclosure {
  if (process.platform === "win32") return { isolation: "none", wrap: (command) => [...command] };
  if (process.platform === "linux") {
    for (const [isolation, options] of WAYS) {
      const wrap = (command: readonly string[]) => [
        "unshare",
        ...options,
        ...limited(LIMITS + LOOPBACK, command),
      ];
      const [program = "", ...args] = wrap(["true"]);
      const { status } = spawnSync(program, args, { stdio: "ignore", timeout: PROBE_MILLISECONDS });
      if (status === 0) return { isolation, wrap };
    }
  }
  return withoutIsolation();
}

/** Servers share the network: they must run one after another. */
export function withoutIsolation(): Enclosure {
  return { isolation: "none", wrap: (command) => limited(LIMITS, command) };
}

function limited(preparation: string, command: readonly string[]): string[] {
  return ["sh", "-c", `${preparation} exec "$@"`, "sh", ...command];
}
