import type { CaseContext, CheckCase, Finding } from "../model.ts";

const REQUEST = "TIME\r\n";

/** A server that was treated badly gets so many chances, so far apart in milliseconds, before it is called dead. */
const CHANCES = 3;
const CHANCE_PAUSE = 500;
/** A program that is ending is gone after so long, in milliseconds. */
const ENDING_PAUSE = 200;

/** OPS: that a server goes on. The order is that in which they are run; the last one may leave no server behind. */
export const LIFECYCLE_CASES: readonly CheckCase[] = [
  {
    id: "OPS/survives-first-client",
    level: { sheet: "must", jamd: "must" },
    points: 5,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 1,
    run: survivesFirstClient,
  },
  {
    id: "OPS/survives-many",
    level: { sheet: "must", jamd: "must" },
    points: 5,
    runs: "alone",
    needs: ["R1/connects"],
    repeats: 1,
    run: survivesMany,
  },
  {
    id: "OPS/restarts",
    level: { sheet: "should", jamd: "should" },
    points: 3,
    runs: "alone",
    needs: ["R1/connects"],
    repeats: 1,
    run: restarts,
  },
];

async function survivesFirstClient(context: CaseContext): Promise<Finding> {
  await ask(context);
  const answer = await ask(context);
  return context.found(answer === "served" ? "pass" : "fail", answer);
}

async function survivesMany(context: CaseContext): Promise<Finding> {
  let answer: Answer = "dead";
  for (let chance = 1; chance <= CHANCES && !context.signal.aborted; chance += 1) {
    if (chance > 1) await context.pause(CHANCE_PAUSE);
    answer = await ask(context);
    if (answer === "served") return context.found("pass", answer);
  }
  return context.found("fail", answer);
}

/** `dead`: no connection is accepted. */
type Answer = "served" | "not-served" | "dead";

/** A client that asks once and leaves. */
async function ask(context: CaseContext): Promise<Answer> {
  const probe = await context.open();
  if (probe.state !== "open") return "dead";
  await probe.send(REQUEST);
  const { octets } = await probe.octets(1);
  const isBroken = probe.state !== "open";
  probe.close();
  if (octets.length > 0) return "served";
  return isBroken && !(await isAccepting(context)) ? "dead" : "not-served";
}

/** Whether the server accepts connections. One that the kernel took for a server that was just ending is reset; the next one tells. */
export async function isAccepting(context: CaseContext): Promise<boolean> {
  await context.pause(ENDING_PAUSE);
  const probe = await context.open();
  const isOpen = probe.state === "open";
  probe.close();
  return isOpen;
}

/** With a client connected, the port stays taken a while after the stop: unless the server has SO_REUSEADDR. */
async function restarts(context: CaseContext): Promise<Finding> {
  if (context.restart === null) return context.found("unknown", "no-restart");
  const probe = await context.open();
  await probe.send(REQUEST);
  await probe.octets(1);
  const { result, milliseconds, output } = await context.restart();
  return context.found(result === "listening" ? "pass" : "fail", result, { milliseconds, output });
}
