import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a load can be: requests over standing connections, whole sessions, or connections that only wait. */
export type Measure = "loop" | "session" | "idle";

/** One request of a protocol, as the load generator writes it, and how many line ends its reply has. */
export interface Dialogue {
  readonly request: string;
  readonly replyLines: number;
}

/** A server that takes part. */
export interface Contestant {
  readonly name: string;
  /** What it is, for the report. */
  readonly about: string;
  readonly dialogue: Dialogue;
  readonly measures: readonly Measure[];
  /** Why it cannot run here, or null. */
  readonly missing: () => string | null;
  /** Command line that serves on a port, built before if need be. */
  readonly command: (port: number, folder: string) => readonly string[];
}

const JAM: Dialogue = { request: "TIME\\r\\n", replyLines: 1 };
const REDIS: Dialogue = { request: "TIME\\r\\n", replyLines: 5 };
const MEMCACHED: Dialogue = { request: "version\\r\\n", replyLines: 1 };
const ALL: readonly Measure[] = ["loop", "session", "idle"];

const root = fileURLToPath(new URL("..", import.meta.url));
const peers = fileURLToPath(new URL("./peers/", import.meta.url));
const bun = join(root, "node_modules/bun/bin/bun.exe");

function jam(runtime: string, ...options: string[]): Contestant["command"] {
  const main = join(root, "src/cli/main.ts");
  return (port) => [runtime, main, "serve", "--port", String(port), ...options];
}

/** Every server the comparison knows. The first is the limit that the others are divided by. */
export const CONTESTANTS: readonly Contestant[] = [
  {
    name: "C epoll",
    about: "hand-written C, one thread, epoll: the limit",
    dialogue: JAM,
    measures: ALL,
    missing: () => needs("cc"),
    command: (port, folder) => {
      execFileSync("cc", ["-O2", "-o", join(folder, "c-epoll"), join(peers, "c-epoll.c")]);
      return [join(folder, "c-epoll"), String(port)];
    },
  },
  {
    name: "jam, Bun",
    about: "jam serve --threads 1, all defaults",
    dialogue: JAM,
    measures: ALL,
    missing: () => null,
    command: jam(bun, "--threads", "1"),
  },
  {
    name: "jam, Bun, silent",
    about: "jam serve --threads 1 --log-level silent",
    dialogue: JAM,
    measures: ["loop", "session"],
    missing: () => null,
    command: jam(bun, "--threads", "1", "--log-level", "silent"),
  },
  {
    name: "jam, Bun, 2 threads",
    about: "jam serve --threads 2",
    dialogue: JAM,
    measures: ["loop", "session"],
    missing: () => null,
    command: jam(bun, "--threads", "2"),
  },
  {
    name: "jam, Node",
    about: "jam serve --engine node --threads 1",
    dialogue: JAM,
    measures: ALL,
    missing: () => null,
    command: jam(process.execPath, "--threads", "1"),
  },
  {
    name: "jam, iterative",
    about: "jam serve --model iterative: one client at a time, so no standing connections",
    dialogue: JAM,
    measures: ["session"],
    missing: () => null,
    command: jam(bun, "--model", "iterative"),
  },
  {
    name: "jam, thread per connection",
    about: "jam serve --model thread-per-connection --max-threads 64",
    dialogue: JAM,
    measures: ["loop", "session"],
    missing: () => null,
    command: jam(process.execPath, "--model", "thread-per-connection"),
  },
  {
    name: "Node net",
    about: "node:net, line by line",
    dialogue: JAM,
    measures: ALL,
    missing: () => null,
    command: (port) => [process.execPath, join(peers, "node-net.js"), String(port)],
  },
  {
    name: "Go",
    about: "a goroutine per connection, GOMAXPROCS=1 as it is pinned to one core",
    dialogue: JAM,
    measures: ALL,
    missing: () => needs("go"),
    command: (port, folder) => {
      const env = { ...process.env, GOCACHE: join(folder, "go-cache"), GO111MODULE: "off" };
      execFileSync("go", ["build", "-o", join(folder, "go-goroutines"), join(peers, "go-goroutines.go")], {
        env,
      });
      return ["env", "GOMAXPROCS=1", join(folder, "go-goroutines"), String(port)];
    },
  },
  {
    name: "Python threads",
    about: "a thread per connection, as the sheets build it",
    dialogue: JAM,
    measures: ["loop", "session"],
    missing: () => needs("python3"),
    command: (port) => ["python3", join(peers, "python-threads.py"), String(port)],
  },
  {
    name: "Redis TIME",
    about: "redis-server, its TIME command",
    dialogue: REDIS,
    measures: ["loop", "idle"],
    missing: () => needs("redis-server"),
    command: (port, folder) => [
      ...["redis-server", "--port", String(port), "--save", "", "--appendonly", "no"],
      ...["--dir", folder, "--maxclients", "18000", "--io-threads", "1"],
    ],
  },
  {
    name: "memcached version",
    about: "memcached -t 1, its version command",
    dialogue: MEMCACHED,
    measures: ["loop", "idle"],
    missing: () => needs("memcached"),
    command: (port) => [
      ...[
        "memcached",
        "-p",
        String(port),
        "-l",
        "127.0.0.1",
        "-t",
        "1",
        "-c",
        "18000",
        "-u",
        "nobody",
        "-U",
        "0",
      ],
    ],
  },
  {
    name: "one process each",
    about: "socat starts a shell script for each connection, as inetd does",
    dialogue: JAM,
    measures: ["session"],
    missing: () => needs("socat"),
    command: (port) => [
      "socat",
      `TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr,nodelay,backlog=1024`,
      `EXEC:sh ${join(peers, "one-shot.sh")}`,
    ],
  },
];

function needs(program: string): string | null {
  const found = (process.env.PATH ?? "").split(delimiter).some((folder) => isProgram(join(folder, program)));
  return found ? null : `${program} is not installed`;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
