/**
 * The fault suite: the real program under attack on both engines, while a well-behaved client asks and is answered.
 *
 *     npm run test:faults                                  short form
 *     npm run test:faults -- --long                        the full numbers
 *     npm run test:faults -- --only unread --engine node   one case on one engine; --only may be repeated
 *     npm run test:faults -- --set unread.connections=500  another number; --list shows all
 *     npm run test:faults -- --seed 1                      what an earlier run printed as its seed
 *     npm run test:faults -- --tries 1                     no second try when only replies were late; 3 by default
 *     npm run test:faults -- --floor 250                   a p99 up to so many milliseconds is well; 10 by default
 *
 * Prints a line for each case and engine with what was measured and ends with `N passed, N failed`; exit code 1 when
 * one failed or none ran. Linux.
 */
import { parseArgs } from "node:util";
import { SCENARIOS } from "../test/faults/cases/index.ts";
import {
  type Form,
  type Scenario,
  SkippedScenario,
  Stage,
  type StageSettings,
} from "../test/faults/stage.ts";

type Engine = StageSettings["engine"];
type Outcome = "ok" | "FAILED" | "skipped";

const ENGINES: readonly Engine[] = ["bun", "node"];

const { values } = parseArgs({
  options: {
    long: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    engine: { type: "string" },
    set: { type: "string", multiple: true, default: [] },
    seed: { type: "string" },
    tries: { type: "string", default: "3" },
    floor: { type: "string", default: "10" },
    list: { type: "boolean", default: false },
  },
});

const form: Form = values.long ? "long" : "short";
const seed =
  values.seed === undefined ? Math.floor(Math.random() * 0x7fffffff) : wholeNumber(values.seed, "--seed");
const tries = wholeNumber(values.tries, "--tries");
const floorMilliseconds = wholeNumber(values.floor, "--floor");
const given = givenNumbers();
const scenarios = chosen(SCENARIOS, ({ name }) => name, values.only, "--only");
const engines = chosen(ENGINES, String, values.engine === undefined ? [] : [values.engine], "--engine");

/** The case that is being run: what it has started must not outlive us. */
let current: Stage | null = null;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, async () => {
    await current?.[Symbol.asyncDispose]().catch(() => {});
    process.kill(process.pid, signal);
  });
}

if (values.list) {
  for (const scenario of scenarios) console.log(describe(scenario));
} else {
  await runAll();
}

async function runAll(): Promise<void> {
  console.log(`${form} form, seed ${seed} (--seed ${seed} repeats its random choices)`);
  const outcomes: Outcome[] = [];
  for (const scenario of scenarios) {
    for (const engine of engines) outcomes.push(await run(scenario, engine));
  }
  const count = (outcome: Outcome): number => outcomes.filter((each) => each === outcome).length;
  const skipped = count("skipped") > 0 ? `, ${count("skipped")} skipped` : "";
  console.log(`${count("ok")} passed, ${count("FAILED")} failed${skipped}`);
  process.exitCode = count("FAILED") > 0 || count("ok") === 0 ? 1 : 0;
}

/** Runs a case once, and again while nothing but its timing is wrong. */
async function run(scenario: Scenario, engine: Engine): Promise<Outcome> {
  for (let tried = 1; ; tried++) {
    const outcome = await runOnce(scenario, engine, tried);
    if (outcome !== "late") return outcome;
    if (tried >= tries) return "FAILED";
  }
}

async function runOnce(scenario: Scenario, engine: Engine, tried: number): Promise<Outcome | "late"> {
  const start = performance.now();
  const stage = new Stage(scenario, { engine, form, seed, given, floorMilliseconds });
  current = stage;
  let skipped = "";
  try {
    await scenario.act(stage);
  } catch (error) {
    if (error instanceof SkippedScenario) skipped = error.message;
    else stage.check(false, error instanceof Error ? error.message : String(error));
  }
  await stage[Symbol.asyncDispose]().catch((error: Error) => stage.check(false, error.message));
  const { failures, delays, measured } = stage;
  const outcome =
    failures.length > 0 ? "FAILED" : delays.length > 0 ? "late" : skipped === "" ? "ok" : "skipped";
  const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`;
  const figures = [...measured, ...(skipped === "" ? [] : [skipped])].join("; ");
  const word = outcome === "late" ? (tried < tries ? "again" : "FAILED") : outcome;
  console.log(`${word.padEnd(7)} ${scenario.name.padEnd(16)} ${engine.padEnd(4)} ${figures} (${seconds})`);
  for (const failure of [...failures, ...delays]) console.log(`        ${failure}`);
  return outcome;
}

function describe({ name, title, numbers }: Scenario): string {
  const each = Object.entries(numbers).map(([number, value]) => {
    const text = typeof value === "number" ? String(value) : `${value.short} (long ${value.long})`;
    return `    ${name}.${number} = ${text}`;
  });
  return [`${name}: ${title}`, ...each].join("\n");
}

function givenNumbers(): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const setting of values.set) {
    const [name = "", value = ""] = setting.split("=");
    const known = SCENARIOS.some((each) =>
      Object.keys(each.numbers).some((n) => name === `${each.name}.${n}`),
    );
    if (!known) refuse(`Cannot set "${name}": no case has such a number. --list shows all.`);
    numbers.set(name, wholeNumber(value, `--set ${name}`));
  }
  return numbers;
}

function chosen<T>(
  all: readonly T[],
  name: (one: T) => string,
  asked: readonly string[],
  option: string,
): T[] {
  const names = all.map(name);
  const unknown = asked.find((each) => !names.includes(each));
  if (unknown !== undefined) refuse(`Cannot use "${unknown}" for ${option}: it takes ${names.join(", ")}.`);
  return all.filter((one) => asked.length === 0 || asked.includes(name(one)));
}

function wholeNumber(text: string, option: string): number {
  if (!/^\d{1,9}$/.test(text)) refuse(`Cannot use "${text}" for ${option}: it takes a whole number.`);
  return Number(text);
}

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}
