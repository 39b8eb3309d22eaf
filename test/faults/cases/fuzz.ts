import { fileURLToPath } from "node:url";
import { runtimeProgram } from "../../support/server-process.ts";
import { Child, type ChildReport } from "../child.ts";
import { inTime } from "../figures.ts";
import type { Scenario, Stage } from "../stage.ts";

const PATIENCE_MILLISECONDS = 30 * 60_000;

/** Case 8: random and mutated inputs against a slow reference implementation. */
export const fuzz: Scenario = {
  name: "fuzz",
  title: "random and mutated inputs, compared octet by octet with a slow reference",
  numbers: {
    inputs: { short: 20_000, long: 1_000_000 },
    socketInputs: { short: 1500, long: 50_000 },
    atOnce: 8,
  },
  async act(stage) {
    const { seed } = stage;
    const main = program("in-process-main.ts");
    const plan = JSON.stringify({ seed, inputs: stage.number("inputs") });
    await using inProcess = new Child("the fuzzer", runtimeProgram(stage.engine), [main, plan]);
    await judge(stage, "in process", inProcess);

    const server = await stage.server({ events: "usual" });
    await stage.underAttack(server.port, async () => {
      const overSockets = {
        port: server.port,
        seed,
        inputs: stage.number("socketInputs"),
        atOnce: stage.number("atOnce"),
      };
      const args = [program("over-sockets-main.ts"), JSON.stringify(overSockets)];
      await using sockets = new Child("the fuzzer over sockets", process.execPath, args);
      await judge(stage, "over sockets", sockets);
    });
    await stage.stopServer(server);
  },
};

function program(name: string): string {
  return fileURLToPath(new URL(`../fuzz/${name}`, import.meta.url));
}

async function judge(stage: Stage, where: string, fuzzer: Child): Promise<void> {
  const start = performance.now();
  const { tried, wrong, input }: ChildReport = await fuzzer.report("fuzzed", PATIENCE_MILLISECONDS);
  stage.tell(`${tried} inputs ${where} in ${inTime(performance.now() - start)}`);
  stage.check(wrong === null, `${where}: ${wrong}; for fuzz/findings.ts: ${JSON.stringify(input)}`);
}
