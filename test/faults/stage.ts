import { setTimeout as delay } from "node:timers/promises";
import type { Configuration } from "../support/server-process.ts";
import { type AttackerName, startAttacker } from "./attacker.ts";
import type { Child } from "./child.ts";
import { FaultServer, type FaultServerOptions } from "./fault-server.ts";
import { inCounts, inTime } from "./figures.ts";
import { PoliteClient, type PoliteResult } from "./polite-client.ts";
import type { PolitePlan } from "./polite-connection.ts";
import { judgeTime } from "./time-limit.ts";

/** How long a run takes: `short` fits a continuous integration, `long` has the numbers that a person wants to see. */
export type Form = "short" | "long";

/** A number of a case in each form; one number is the same in both. */
export type FormNumber = number | { readonly short: number; readonly long: number };

/** One case of the suite. */
export interface Scenario {
  /** One word, for `--only`. */
  readonly name: string;
  readonly title: string;
  /** Its numbers, each of which `--set <case>.<number>=<value>` changes. Units are in the names. */
  readonly numbers: Readonly<Record<string, FormNumber>>;
  /** Acts it out; what is not as it must be is told to the stage, or thrown. */
  act(stage: Stage): Promise<void>;
}

/** What a run is given. */
export interface StageSettings {
  readonly engine: Configuration["engine"];
  readonly form: Form;
  readonly seed: number;
  /** Values given by hand, by `<case>.<number>`. */
  readonly given: ReadonlyMap<string, number>;
  /** A p99 up to this is well, whatever the quiet server's was. */
  readonly floorMilliseconds: number;
}

/** A case that cannot be run here, and why. */
export class SkippedScenario extends Error {}

/** Connections of the polite client: with two threads likely some on each. */
export const POLITE_CONNECTIONS = 3;
const POLITE_EVERY_MILLISECONDS = 10;
/** What runs for the first time is slow on a runtime that compiles while it runs: not the quiet server's figure. */
const WARM_UP_MILLISECONDS = 700;
const QUIET_MILLISECONDS: Readonly<Record<Form, number>> = { short: 1500, long: 5000 };

/** Where one case is acted out on one engine: starts and ends its processes, takes its figures and its faults. */
export class Stage implements AsyncDisposable {
  readonly engine: StageSettings["engine"];
  readonly form: Form;
  readonly seed: number;
  readonly measured: string[] = [];
  readonly failures: string[] = [];
  /** Replies that came too late. Whoever else uses the processors makes replies late too, so this alone is worth another try. */
  readonly delays: string[] = [];
  readonly #scenario: Scenario;
  readonly #given: ReadonlyMap<string, number>;
  readonly #floorMilliseconds: number;
  readonly #processes: AsyncDisposable[] = [];

  constructor(scenario: Scenario, settings: StageSettings) {
    this.#scenario = scenario;
    this.engine = settings.engine;
    this.form = settings.form;
    this.seed = settings.seed;
    this.#given = settings.given;
    this.#floorMilliseconds = settings.floorMilliseconds;
  }

  /** A number of the case, as given by hand or as its form has it. */
  number(name: string): number {
    const given = this.#given.get(`${this.#scenario.name}.${name}`);
    if (given !== undefined) return given;
    const number = this.#scenario.numbers[name];
    if (number === undefined) throw new RangeError(`the case ${this.#scenario.name} has no number "${name}"`);
    return typeof number === "number" ? number : number[this.form];
  }

  /** A figure for the line of the case. */
  tell(figure: string): void {
    this.measured.push(figure);
  }

  /** Something that must be so. @param what the rule and what was seen, for when it is not. */
  check(isSo: boolean, what: string): void {
    if (!isSo) this.failures.push(what);
  }

  /** Starts the server under attack. */
  async server(options: FaultServerOptions = {}): Promise<FaultServer> {
    const server = await FaultServer.start(this.engine, options);
    this.#processes.push(server);
    return server;
  }

  /** Starts an attacker. */
  attacker(name: AttackerName, plan: Readonly<Record<string, unknown>>): Child {
    const attacker = startAttacker(name, plan);
    this.#processes.push(attacker);
    return attacker;
  }

  /** Starts a polite client besides the one of {@link underAttack}. */
  async polite(plan: PolitePlan & { readonly connections: number }): Promise<PoliteClient> {
    const client = await PoliteClient.start(plan);
    this.#processes.push(client);
    return client;
  }

  /**
   * Lets the polite client ask the quiet server, then while `attack` runs, and another ask a bystander, a server of its own
   * that nobody attacks: what makes that one late is the machine. Judges what they saw: all answers, right,
   * in order, and as soon as they must come. An attack may begin phases of its own; that of the name `attacked` is the one
   * whose times count.
   */
  async underAttack(
    port: number,
    attack: (polite: PoliteClient) => Promise<void>,
    plan: Partial<PolitePlan> = {},
  ): Promise<{ readonly result: PoliteResult; readonly witnessed: PoliteResult }> {
    const fixed = { port, connections: POLITE_CONNECTIONS, everyMilliseconds: POLITE_EVERY_MILLISECONDS };
    const client = await this.polite({ ...fixed, ...plan });
    const bystander = await this.server({ threads: 1, events: "usual" });
    const witness = await this.polite({ ...fixed, port: bystander.port });
    const phase = (name: string) => Promise.all([client.phase(name), witness.phase(name)]);
    await phase("warm-up");
    await delay(WARM_UP_MILLISECONDS);
    await phase("quiet");
    await delay(QUIET_MILLISECONDS[this.form]);
    await phase("attacked");
    await attack(client);
    const [result, witnessed] = await Promise.all([client.finish(), witness.finish()]);
    this.judge(result, witnessed);
    return { result, witnessed };
  }

  /**
   * Judges what a polite client saw in its phases `quiet` and `attacked`.
   *
   * @param witnessed what another saw of a bystander; default: there was none.
   */
  judge(result: PoliteResult, witnessed?: PoliteResult): void {
    for (const problem of result.problems) this.check(false, `polite client: ${problem}`);
    const phases = Object.values(result.phases);
    const missing = phases.reduce((sum, { asked, answered }) => sum + asked - answered, 0);
    this.check(missing <= result.lost, `${missing} answers of the polite client are missing`);
    const { figures, limit, p99 } = judgeTime(result, this.#floorMilliseconds, witnessed);
    this.tell(figures);
    if (p99 > limit) this.delays.push(`p99 of the polite client ${inTime(p99)}, over ${inTime(limit)}`);
  }

  /**
   * All closes that the log tells one by one must have the reason that is due, or be the polite client's QUIT. What is over
   * the log's rate is counted without reasons, so the attacker counts the closes.
   */
  checkReasons(server: FaultServer, due: string): void {
    const closings = server.closings();
    this.tell(`told in the log: ${inCounts(closings) || "none"}`);
    for (const reason of closings.keys()) {
      this.check(reason === due || reason === "quit", `closed for another reason: ${reason}`);
    }
  }

  /** Stops the server, which must end in order and must not have failed on anything. */
  async stopServer(server: FaultServer): Promise<void> {
    const wrong = await server.stop();
    this.check(wrong === null, `stop: ${wrong}`);
    const fault = server.faults()[0];
    this.check(fault === undefined, `the server failed: ${JSON.stringify(fault)}`);
    this.check(server.process.stderr === "", `the server complained: ${server.process.stderr.slice(0, 300)}`);
  }

  /** Ends all that was started, the last first. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const process of this.#processes.splice(0).reverse()) await process[Symbol.asyncDispose]();
  }
}
