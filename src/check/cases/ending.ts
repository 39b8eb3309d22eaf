import type { CaseContext, CheckCase, Finding } from "../model.ts";
import { visible } from "../octets.ts";
import { judge, openGreeted, REQUEST, readTimes, timesIn, whyNothing } from "../reply.ts";

/** R9: a client that has finished sending. */
export const ENDING_CASES: readonly CheckCase[] = [
  {
    id: "R9/half-close",
    level: { sheet: "should", jamd: "must" },
    points: 4,
    runs: "beside",
    needs: ["R1/connects"],
    repeats: 3,
    run: halfClose,
  },
];

async function halfClose(context: CaseContext): Promise<Finding> {
  const probe = await openGreeted(context);
  await probe.send(REQUEST);
  await probe.end();
  const first = await readTimes(probe, 1);
  const rest = await probe.untilEnd();
  const all = new Uint8Array([...first.octets, ...rest.octets]);
  const reply = visible(all);
  switch (judge(all)) {
    case "none":
      if (probe.state === "ended") return context.found("fail", "end-only");
      return context.found("fail", probe.state === "open" ? "no-reply" : whyNothing(probe));
    case "error":
      return context.found("fail", "error", { reply });
    case "answers-and-more":
      return context.found("fail", "extra", { reply });
    case "answers":
      if (timesIn(all).length > 1) return context.found("fail", "extra", { reply });
      return probe.state === "open"
        ? context.found("fail", "stays-open", { reply })
        : context.found("pass", "reply-then-end", { reply });
  }
}
