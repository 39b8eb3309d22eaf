import type { FaultServer } from "../fault-server.ts";
import { inCounts, inMebibytes, inTime } from "../figures.ts";
import type { Scenario, Stage } from "../stage.ts";

/** Twenty thousand connections leave garbage behind that a runtime collects when it likes; what stays is for the soak. */
const MOST_OCTETS = 128 * 2 ** 20;
/** Lines of the log that a second of flood may make: 200 told one by one in each thread, and the counts. */
const LINES_A_SECOND = 600;
/** A thread may tell as much at once after a quiet time, and the second half of the case begins anew. */
const LINES_AT_ONCE = 2000;
const FLOOD_MILLISECONDS = 120_000;

/** Case 4: connections one after another as fast as one core can, within the limits and over them. */
export const flood: Scenario = {
  name: "flood",
  title: "connects as fast as one core can, within the limits and over them",
  numbers: { connections: 20_000, keep: 500, perAddress: 100, ratePerAddress: 200 },
  async act(stage) {
    await floodWith(stage, "within", [], { sources: 20, keep: 100 });
    const limits = [
      ...["--max-per-address", String(stage.number("perAddress"))],
      ...["--rate-per-address", String(stage.number("ratePerAddress"))],
      // Only the polite client's own address is spared.
      ...["--exempt", "127.0.0.1/32"],
    ];
    await floodWith(stage, "over", limits, { sources: 2, keep: stage.number("keep") });
  },
};

async function floodWith(
  stage: Stage,
  name: "within" | "over",
  args: readonly string[],
  plan: { readonly sources: number; readonly keep: number },
): Promise<void> {
  const connections = stage.number("connections");
  const server = await stage.server({ args, events: "usual" });
  const descriptors = server.descriptors;
  await stage.underAttack(server.port, async () => {
    const before = server.beginWatch();
    const lines = server.process.lines.length;
    const begun = performance.now();
    const attacker = stage.attacker("flood", { port: server.port, connections, ...plan });
    const { seconds, errors, keptBusy, keptAnswered } = await attacker.report("flooded", FLOOD_MILLISECONDS);
    const growth = server.highestOctets - before;
    const failed = Object.entries(errors as Record<string, number>);
    stage.tell(
      `${name} limits ${Math.round(connections / Number(seconds))}/s, memory ${inMebibytes(growth, "signed")}`,
    );
    stage.check(
      growth < MOST_OCTETS,
      `memory grew by ${inMebibytes(growth)}, more than ${inMebibytes(MOST_OCTETS)}`,
    );
    const timeouts = (errors as Record<string, number>).timeout ?? 0;
    stage.check(
      timeouts === 0,
      `${timeouts} connects of the flood were not taken in 5 s: ${inCounts(new Map(failed))}`,
    );
    if (name === "within")
      stage.check(Number(keptBusy) === 0, `${keptBusy} were told Server busy within limits`);
    else
      stage.check(
        Number(keptAnswered) <= 2 * stage.number("perAddress"),
        `${keptAnswered} were let in at last`,
      );
    const told = server.process.lines.length - lines;
    const most = LINES_AT_ONCE + (LINES_A_SECOND * (performance.now() - begun)) / 1000;
    stage.check(told <= most, `${told} lines of log in ${inTime(performance.now() - begun)}`);
  });
  await checkServesAgain(stage, server);
  const left = await server.settledDescriptors(descriptors + 4);
  stage.check(left <= descriptors + 4, `${left} descriptors are open, ${descriptors} at the start`);
  await stage.stopServer(server);
}

/** A client that comes after the flood is served at once. */
async function checkServesAgain(stage: Stage, server: FaultServer): Promise<void> {
  const milliseconds = await server.timeOfNewcomer();
  stage.check(milliseconds < 1000, `after the flood a newcomer waited ${inTime(milliseconds)}`);
}
