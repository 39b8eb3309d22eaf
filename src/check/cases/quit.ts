import type { CaseContext, CheckCase, Finding } from "../model.ts";
import { visible } from "../octets.ts";
import { ask, whyNothing } from "../reply.ts";

const QUIT = "QUIT\r\n";
/** An end that takes longer than this has waited for something else, in milliseconds. */
const MOST_DELAY = 1000;

/** R5: QUIT. */
export const QUIT_CASES: readonly CheckCase[] = [
  {
    id: "R5/quit-closes",
    level: { sheet: "must", jamd: "must" },
    points: 8,
    // Some servers close when the next client comes: nobody may.
    runs: "alone",
    needs: ["R1/connects"],
    repeats: 3,
    run: quitCloses,
  },
  {
    id: "R5/quit-silent",
    level: { sheet: "should", jamd: "must" },
    points: 3,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 1,
    run: quitSilent,
  },
  {
    id: "R5/quit-without-line-end",
    level: { sheet: "info", jamd: "info" },
    points: 1,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 1,
    run: quitWithoutLineEnd,
  },
  {
    id: "R5/others-stay",
    level: { sheet: "must", jamd: "must" },
    points: 4,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 1,
    run: othersStay,
  },
];

async function quitCloses(context: CaseContext): Promise<Finding> {
  const probe = await context.open();
  await ask(probe);
  if (probe.state !== "open") return context.found("fail", whyNothing(probe));
  const asked = performance.now();
  await probe.send(QUIT);
  const { octets, ended } = await probe.untilEnd();
  const milliseconds = Math.round(performance.now() - asked);
  if (ended === "end" || ended === "reset") {
    return milliseconds > MOST_DELAY
      ? context.found("fail", "late", { milliseconds })
      : context.found("pass", "closed", { milliseconds });
  }
  return octets.length > 0
    ? context.found("fail", "open-after-text", { reply: visible(octets) })
    : context.found("fail", "open");
}

/** Also asked of a server that does not close: what it says then is a farewell, or an error. */
async function quitSilent(context: CaseContext): Promise<Finding> {
  const probe = await context.open();
  await ask(probe);
  if (probe.state !== "open") return context.found("fail", whyNothing(probe));
  await probe.send(QUIT);
  const { octets } = await probe.untilQuiet();
  return octets.length > 0
    ? context.found("fail", "farewell", { octets: visible(octets) })
    : context.found("pass", "silent");
}

async function quitWithoutLineEnd(context: CaseContext): Promise<Finding> {
  const probe = await context.open();
  if (probe.state !== "open") return context.found("fail", whyNothing(probe));
  const asked = performance.now();
  await probe.send("QUIT");
  await probe.end();
  const { ended } = await probe.untilEnd();
  const milliseconds = Math.round(performance.now() - asked);
  return ended === "end" || ended === "reset"
    ? context.found("pass", "closed", { milliseconds })
    : context.found("fail", "open");
}

async function othersStay(context: CaseContext): Promise<Finding> {
  if (!context.concurrent) return context.found("unknown", "not-concurrent");
  const other = await context.open();
  await ask(other);
  if (other.state !== "open") return context.found("unknown", whyNothing(other));
  const leaving = await context.open();
  await ask(leaving);
  await leaving.send(QUIT);
  await leaving.untilEnd(MOST_DELAY);
  leaving.close();
  const { times } = await ask(other);
  if (times.length > 0) return context.found("pass", "served");
  return context.found("fail", other.state === "open" ? "other-silent" : "other-closed");
}
