import type { ErrorKind, FoundProcess, StepVerdict } from "../../bench/index.ts";

/** Why the cost of a server is not measured. */
export type NoProcess = Extract<FoundProcess, { pid: null }>["reason"];

/**
 * English texts of `jam bench`. {@link BenchMessages} is the type of this table, so a text that the
 * Indonesian table lacks is a type error.
 */
export const benchEn = {
  about: "load servers, check every reply, and tell throughput, latency and what each reply costs",
  target:
    "servers to load: HOST, HOST:PORT, IPV6, [IPV6]:PORT, or NAME=one of these (default: localhost:45000)",
  connections: "connections open at once",
  pipeline: "requests sent together; the next ones follow when all of them are answered",
  duration: "measured time of each run: 10, 10s, 500ms or 2m (default: 10s; of a step of --ramp 2s)",
  warmup: "load before the measured time, not counted, but its errors are (default: 1s)",
  rate: "open loop: this many requests (sessions) a second, by schedule, whatever the server does",
  session: "load with whole sessions: connect, TIME, QUIT, wait for the close",
  ramp: "raise the rate in steps, from --rate, until something breaks, and name the knee",
  rampLimit: "--ramp: the p99 latency above which a step has not held, in milliseconds",
  timeout: "a reply, a connection or a close that takes longer is an error, in milliseconds",
  skew: "how far the server's clock may be off this one before its time is wrong, in milliseconds",
  threads: "client threads, or auto: one for each processor but the server's, at most 8",
  rounds: "rounds over all targets, A B A B ... (default: 1 for one target, 3 for several)",
  pid: "process of the server whose processor time and memory are measured, one for each target in order, or auto: found by its port",
  json: "write the result as JSON to this file; - is standard output, then without the text",
  html: "write one self-contained page with plots to this file",
  notes: [
    "Every reply is checked: 14 octets of R4, in order, none too many, and the right second. The server's zone",
    "is taken from its first reply, as a multiple of 15 minutes.",
    "",
    "Closed loop (default): each connection asks again when it is answered, so a server that stalls is asked less.",
    "Open loop (--rate): arrivals come at constant intervals; a batch of --pipeline requests is one arrival. Latency",
    "counts from the time at which the request was due, so a stall shows in all requests that it held up. No arrival",
    "is skipped, however late. From about 500 a second on each client thread keeps a processor busy.",
    "A step of --ramp has held when there was no error, p99 is within --ramp-limit and 95 % of the rate was served.",
    "",
    "Processor time is the kernel's, of the server's process without its children, on Linux.",
  ].join("\n"),
  exitCodes:
    "Exit code: 0 every reply was right, 1 any error was counted, 2 wrong usage, 3 no server answers at the start.",

  tooManyPids: (targets: number) => `more --pid than targets (${targets})`,
  sameName: (name: string) => `two targets are called "${name}"; name them with NAME=HOST:PORT`,

  settings: {
    connections: (count: string) => `${count} connections`,
    sessionsAtOnce: (count: string) => `up to ${count} sessions at once`,
    pipeline: (count: string) => `${count} requests at a time`,
    oneAtATime: "one request at a time",
    closed: "closed loop",
    open: (rate: string) => `open loop, ${rate} a second`,
    ramp: (limit: string) => `ramp until p99 is over ${limit}`,
    time: (duration: string, warmup: string) => `${duration} after ${warmup} of warm-up`,
    rounds: (count: string) => `${count} rounds`,
    threads: (count: string) => `${count} client threads`,
  },
  rows: {
    throughput: { requests: "replies a second", sessions: "sessions a second" },
    slowest: "  slowest round",
    fastest: "  fastest round",
    p50: "latency p50",
    p90: "  p90",
    p99: "  p99",
    p999: "  p99.9",
    max: "  max",
    mean: "  mean",
    cost: { requests: "server CPU a reply", sessions: "server CPU a session" },
    resident: "server memory",
    right: { requests: "right replies", sessions: "right sessions" },
    errors: "errors",
    zone: "server's zone",
  },
  steps: {
    asked: "asked a second",
    served: "served",
    p50: "p50",
    p99: "p99",
    max: "max",
    cost: "CPU each",
    verdict: "",
    verdicts: {
      held: "held",
      latency: "latency over the limit",
      errors: "errors",
      rate: "less than 95 % served",
    } satisfies Readonly<Record<StepVerdict, string>>,
    knee: (name: string, rate: string) => `${name}: the knee is at ${rate} a second`,
    beyond: (why: string) => `; beyond it: ${why}.`,
    noLimit: "; no step broke.",
    noKnee: (name: string) => `${name}: no knee, the lowest rate broke already.`,
  },
  noProcess: {
    "not-linux":
      "processor time and memory not available: they are read from /proc, which this system has not",
    "not-here": "processor time and memory not available: the server is not on this machine",
    "not-found":
      "processor time and memory not available: its process was not found (another user's?); name it with --pid",
    several:
      "processor time and memory not available: several processes listen on its port; name one with --pid",
  } satisfies Readonly<Record<NoProcess, string>>,
  coarseCost: (name: string) =>
    `${name}: threads were born or ended meanwhile, so its processor time is to 10 ms only.`,
  kinds: {
    refused: "connection refused",
    "connect-timeout": "no connection within the timeout",
    "connect-failed": "connection not possible",
    timeout: "no reply within the timeout",
    malformed: 'not "JAM hh:mm:ss" CR LF (R4)',
    "wrong-time": "wrong time (R4)",
    surplus: "sent though nothing was asked (R1, R8)",
    "closed-early": "closed by the server without QUIT (R5)",
    reset: "connection reset",
    "not-closed": "not closed after QUIT within the timeout (R5)",
    lost: "unanswered on a connection that had to be given up",
    unsent: "not sent: no connection was open, or the load generator could not keep up",
  } satisfies Readonly<Record<ErrorKind, string>>,
  errorLine: (count: string, kind: string, name: string) => `${name}: ${count} x ${kind}`,
  errorTimes: (first: string, last: string) => `from ${first} to ${last}`,
  errorTime: (at: string) => `at ${at}`,
  inWarmup: "in the warm-up",
  errorExample: (text: string) => `e.g. ${text}`,
  allRight: "Every reply was right.",
  notAllRight: (count: string) => `${count} errors.`,
  late: (name: string, late: string, arrivals: string, max: string) =>
    `${name}: the load generator itself was late with ${late} of ${arrivals} arrivals (more than 1 ms, at most ${max}); latency includes that. Try fewer a second, or more --threads.`,
  interrupted: "Interrupted: this is what was seen until then.",
  nothingMeasured: "Nothing was measured.",
  written: (file: string) => `Written: ${file}`,
  progress: {
    run: (run: number, runs: number, name: string) => `${name} (${run}/${runs})`,
    step: (step: number, name: string, rate: string) => `${name}, step ${step} at ${rate}/s`,
    rate: (rate: string) => `${rate}/s`,
    errors: (count: string) => `${count} errors`,
    left: (time: string) => `${time} left`,
  },
  page: {
    title: "JAM time servers under load",
    latency: "Latency by percentile",
    latencyX: "share of the replies",
    latencyY: "latency, ms",
    throughput: { requests: "Replies a second", sessions: "Sessions a second" },
    cost: { requests: "Server CPU a reply, µs", sessions: "Server CPU a session, µs" },
    timeline: { requests: "Replies a second, over time", sessions: "Sessions a second, over time" },
    errors: "Errors, over time",
    seconds: "seconds of measured time",
    rampLatency: "p99 latency by rate",
    rampServed: "Served by rate",
    rampX: "asked a second",
    noScript: "The plots need JavaScript; the figures are below.",
    median: "bars: median of the rounds",
  },
};

/** Texts of `jam bench` in one language. */
export type BenchMessages = typeof benchEn;
