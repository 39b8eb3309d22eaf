import type {
  CloseReason,
  LatencySnapshot,
  RefusalReason,
  ServerCondition,
  Snapshot,
  ThreadSnapshot,
} from "../observability/index.ts";

type Schema = Readonly<Record<string, unknown>>;

const NUMBER = { type: "number" } as const;
const COUNT = { type: "integer", minimum: 0 } as const;
const SECONDS = { type: "number", minimum: 0 } as const;
const SECONDS_OR_NULL = { type: ["number", "null"], minimum: 0 } as const;
const INSTANT = { type: "number", minimum: 0, description: "Milliseconds since 1970, UTC." } as const;
const TEXT = { type: "string" } as const;

const CONDITIONS: Readonly<Record<ServerCondition, true>> = {
  starting: true,
  ready: true,
  stopping: true,
  stopped: true,
  failed: true,
};

const CLOSED: Readonly<Record<CloseReason | "thread-death", Schema>> = {
  quit: COUNT,
  "client-closed": COUNT,
  "client-reset": COUNT,
  "line-too-long": COUNT,
  "line-deadline": COUNT,
  "idle-deadline": COUNT,
  stalled: COUNT,
  "unsent-limit": COUNT,
  lifetime: COUNT,
  "tls-failed": COUNT,
  "handshake-deadline": COUNT,
  stopping: COUNT,
  fault: COUNT,
  "thread-death": COUNT,
};

const REFUSED: Readonly<Record<RefusalReason, Schema>> = {
  connections: COUNT,
  address: COUNT,
  rate: COUNT,
  denied: COUNT,
  proxy: COUNT,
};

/** An object with all fields of a type: a field that is added to the type must be added here to compile. */
function objectOf<Shape>(properties: Readonly<Record<keyof Shape & string, Schema>>): Schema {
  return { type: "object", required: Object.keys(properties), properties };
}

const LATENCY = objectOf<LatencySnapshot>({
  bounds: { type: "array", items: SECONDS, description: "Upper bounds of the buckets, ascending." },
  counts: { type: "array", items: COUNT, description: "Samples of each bucket; one more than bounds." },
  sumSeconds: SECONDS,
  p50: SECONDS_OR_NULL,
  p99: SECONDS_OR_NULL,
});

const THREAD = objectOf<ThreadSnapshot>({
  thread: COUNT,
  open: COUNT,
  cpuSeconds: SECONDS_OR_NULL,
  lagSeconds: SECONDS_OR_NULL,
});

/** JSON Schema (2020-12) of what `/api/snapshot` answers. Fields may be added, none is taken away. */
export const SNAPSHOT_SCHEMA: Schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "State of a jamd server",
  ...objectOf<Snapshot>({
    time: INSTANT,
    label: { ...TEXT, description: "What TIME is answered, without JAM and line end." },
    zone: { ...TEXT, description: "IANA name." },
    condition: { enum: Object.keys(CONDITIONS) },
    startedAt: INSTANT,
    version: TEXT,
    engine: TEXT,
    engineVersion: TEXT,
    model: { enum: ["event-loop", "thread-per-connection", "iterative"] },
    host: TEXT,
    port: COUNT,
    tlsPort: { type: ["integer", "null"] },
    connections: objectOf<Snapshot["connections"]>({
      open: COUNT,
      held: COUNT,
      most: COUNT,
      opened: COUNT,
      closed: objectOf<typeof CLOSED>(CLOSED),
      refused: objectOf<typeof REFUSED>(REFUSED),
    }),
    requests: objectOf<Snapshot["requests"]>({ time: COUNT, invalid: COUNT, quit: COUNT }),
    octets: objectOf<Snapshot["octets"]>({ received: COUNT, sent: COUNT }),
    latency: LATENCY,
    threads: { type: "array", items: THREAD },
    logLinesDropped: COUNT,
    process: objectOf<Snapshot["process"]>({
      pid: COUNT,
      residentOctets: COUNT,
      cpuSeconds: NUMBER,
      openDescriptors: { type: ["integer", "null"] },
    }),
  }),
};
