import { setTimeout as pause } from "node:timers/promises";
import { notRun, runCase } from "./case-run.ts";
import { ALL_CASES, FIRST_CASES, LAST_CASES, ROUGH_CASES, RUNNING_CASES } from "./cases/all.ts";
import { findCauses } from "./causes.ts";
import type { Surroundings } from "./context.ts";
import { classOf, observeHabits } from "./framing.ts";
import { gradeOf } from "./grade.ts";
import { type Health, healthOf, servedAtOnce } from "./health.ts";
import type { CaseResult, CheckCase, CheckResult, FramingClass, Level, Profile } from "./model.ts";
import { type CheckOptions, selectCases } from "./options.ts";
import { weightsOf } from "./rubric.ts";

const DEFAULT_PATIENCE = 2000;
const DEFAULT_QUIET = 400;
const DEFAULT_TOTAL_TIME = 120_000;
/** A server that is just starting has so many more chances to accept a connection, a pause apart, in milliseconds. */
const STARTS = 3;
const START_PAUSE = 500;
/** Cases that run at the same time; each has at most two connections. */
const LANES = 6;
/** What it must serve at once for that. */
const CROWD = 2 * LANES;
/** Silent clients of R12/idle-crowd. */
const IDLE_CROWD = 50;
/** The case that tells whether clients of this server are apart from each other at all. */
const APART = "R5/others-stay";

/**
 * Checks a server.
 *
 * @returns what was found; also when nothing listens there (the verdict of the grade is then `no-server`). It takes no
 *   longer than {@link CheckOptions.totalTime}, whatever the server does.
 * @throws the reason of `signal` when that is aborted.
 */
export async function checkServer(options: CheckOptions): Promise<CheckResult> {
  options.signal?.throwIfAborted();
  const total = AbortSignal.timeout(options.totalTime ?? DEFAULT_TOTAL_TIME);
  const signal = options.signal === undefined ? total : AbortSignal.any([options.signal, total]);
  const result = await new Check(options, signal).run();
  options.signal?.throwIfAborted();
  return result;
}

/** One check: what is known of the server so far, and the results. */
class Check {
  readonly #options: CheckOptions;
  readonly #signal: AbortSignal;
  readonly #profile: Profile;
  readonly #selected: readonly CheckCase[];
  readonly #results = new Map<string, CaseResult>();
  readonly #startedAt = new Date();
  readonly #begin = performance.now();
  #surroundings: Surroundings;
  #health: Health = "well";
  #lanes = 1;
  #answers: "with-times" | "without" = "without";
  #framing: FramingClass = "unclear";
  /** The cases after which it did not serve any more. */
  readonly #deaths: string[] = [];

  constructor(options: CheckOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    this.#profile = options.profile ?? "sheet";
    this.#selected = selectCases(ALL_CASES, { ...options, profile: this.#profile });
    this.#surroundings = {
      host: options.host,
      port: options.port,
      patience: options.patience ?? DEFAULT_PATIENCE,
      quiet: options.quiet ?? DEFAULT_QUIET,
      concurrent: false,
      process: options.process ?? null,
      restart: options.restart ?? null,
    };
  }

  async run(): Promise<CheckResult> {
    this.#options.onProgress?.({ kind: "started", cases: this.#selected });
    const connects = ALL_CASES.find(({ id }) => id === "R1/connects")!;
    let reached = await runCase(connects, "must", this.#surroundings, this.#signal);
    for (let again = 0; again < STARTS && reached.finding.seen === "reset"; again += 1) {
      // Some servers try the port before they serve it, and reset who came in between.
      await pause(START_PAUSE);
      const next = await runCase(connects, "must", this.#surroundings, this.#signal);
      // One that accepted a client and is gone now was a server.
      if (next.finding.seen !== "not-connected") reached = next;
    }
    if (reached.finding.seen === "not-connected") return this.#noServer(reached);
    if (this.#selected.includes(connects)) this.#add({ ...reached, level: this.#levelOf(connects) });
    await this.#inTurn(this.#named(FIRST_CASES.filter((id) => id !== connects.id)));
    // Of a server that does not answer there is nothing to learn, and each look would wait in vain.
    const answers = Number(reached.finding.facts.times ?? 0) > 0;
    this.#answers = answers ? "with-times" : "without";
    if (answers) await this.#learnConcurrency();
    // Where one client's QUIT ends the others', cases beside each other would spoil each other.
    await this.#inTurn(this.#named([APART]));
    if (this.#results.get(APART)?.outcome === "fail") this.#lanes = 1;
    const special = [...FIRST_CASES, APART, ...ROUGH_CASES, ...LAST_CASES];
    const usual = this.#selected.filter(({ id }) => !special.includes(id));
    await this.#sideBySide(usual.filter(({ runs }) => runs === "beside"));
    if (answers) await this.#learnFraming();
    await this.#inTurn(usual.filter(({ runs }) => runs === "alone"));
    await this.#inTurn(this.#named(ROUGH_CASES));
    await this.#inTurn(this.#named(LAST_CASES));
    return this.#result("server");
  }

  #noServer(reached: CaseResult): CheckResult {
    for (const one of this.#selected) {
      const level = this.#levelOf(one);
      this.#add(
        one.id === reached.case.id
          ? { ...reached, level }
          : notRun(one, level, "unknown", "no-server", { code: reached.finding.facts.code ?? "" }),
      );
    }
    return this.#result("no-server");
  }

  async #learnConcurrency(): Promise<void> {
    if (this.#health !== "well") return;
    const served = await servedAtOnce(this.#surroundings, CROWD, this.#signal);
    this.#lanes = served === CROWD ? LANES : 1;
    this.#surroundings = { ...this.#surroundings, concurrent: served > 1 };
  }

  async #learnFraming(): Promise<void> {
    if (this.#health !== "well" || this.#signal.aborted) return;
    const opening = this.#results.get("R4/second-request")?.outcome === "fail" ? "fresh" : "asked-first";
    const look = () => observeHabits(this.#surroundings, this.#lanes, opening, this.#signal);
    this.#framing = classOf(await look());
    // One that fits no class may have been late in one of its answers.
    if (this.#framing === "unclear") this.#framing = classOf(await look());
  }

  /** Clients that were served at once, as far as it was tried. */
  #concurrency(): number | null {
    const seen = (id: string) => this.#results.get(id)?.finding.seen;
    if (seen("R12/idle-crowd") === "in-time") return IDLE_CROWD + 1;
    const { served } = this.#results.get("R12/twenty-at-once")?.finding.facts ?? {};
    if (this.#results.get("R12/two-at-once")?.outcome === "fail") return 1;
    return typeof served === "number" && served > 0 ? served : null;
  }

  /** Runs cases that do not disturb each other, as many at once as the server serves. */
  async #sideBySide(cases: readonly CheckCase[]): Promise<void> {
    if (this.#lanes === 1) return this.#inTurn(cases);
    const waiting = [...cases];
    const lane = async () => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        this.#add(await this.#resultOf(one));
      }
    };
    await Promise.all(Array.from({ length: this.#lanes }, lane));
    const failed = cases.filter(({ id }) => this.#results.get(id)?.outcome === "fail");
    const [first] = failed;
    if (first === undefined || (await this.#isWell()) || !(await this.#revive(first.id))) return;
    // One of them ended the server, and others lost it by that: each once more, to see which.
    for (const { id } of failed) this.#results.delete(id);
    await this.#inTurn(failed);
  }

  /** Runs cases one after another, and looks after each that may have hurt the server whether it still serves. */
  async #inTurn(cases: readonly CheckCase[]): Promise<void> {
    for (const one of cases) {
      const result = await this.#resultOf(one);
      this.#add(result);
      const mayHaveHurt = result.outcome === "fail" || ROUGH_CASES.includes(one.id);
      if (this.#health !== "well" || !mayHaveHurt || (await this.#isWell())) continue;
      await this.#revive(one.id);
    }
  }

  async #resultOf(one: CheckCase): Promise<CaseResult> {
    const level = this.#levelOf(one);
    // Servers that answer are through in a tenth of the time: who is slow enough to be spared a case has failed it.
    if (this.#signal.aborted) return notRun(one, level, "fail", "timed-out");
    const missing = one.needs.find((id) => (this.#results.get(id)?.outcome ?? "pass") !== "pass");
    if (missing !== undefined) return notRun(one, level, "unknown", "needs", { needs: missing });
    const after = this.#deaths.at(-1) ?? "R1/connects";
    if (this.#health !== "well") {
      const outcome = RUNNING_CASES.includes(one.id) ? "unknown" : "fail";
      return notRun(one, level, outcome, `server-${this.#health}`, { after });
    }
    if (one.id === "OPS/survives-many" && this.#deaths.length > 0) {
      return notRun(one, level, "fail", "died-on-the-way", { after, times: this.#deaths.length });
    }
    this.#options.onProgress?.({ kind: "running", case: one });
    return runCase(one, level, this.#surroundings, this.#signal);
  }

  #add(result: CaseResult): void {
    this.#results.set(result.case.id, result);
    const [done, of] = [this.#results.size, this.#selected.length];
    this.#options.onProgress?.({ kind: "finished", result, done, of });
  }

  async #isWell(): Promise<boolean> {
    // Who never answered has not got worse: there is nothing to compare with.
    if (this.#answers === "without") return true;
    this.#health = await healthOf(this.#surroundings, this.#signal);
    return this.#health === "well" || this.#signal.aborted;
  }

  /** Starts a server again that was lost in a case. @returns whether it serves. */
  async #revive(after: string): Promise<boolean> {
    this.#deaths.push(after);
    const { restart } = this.#surroundings;
    if (restart === null) return false;
    const { result } = await restart();
    if (result !== "listening") return false;
    this.#health = await healthOf(this.#surroundings, this.#signal);
    this.#options.onProgress?.({ kind: "restarted", after });
    return this.#health === "well";
  }

  #named(ids: readonly string[]): readonly CheckCase[] {
    return ids.flatMap((id) => this.#selected.find((one) => one.id === id) ?? []);
  }

  #levelOf(one: CheckCase): Level {
    return one.level[this.#profile] ?? "info";
  }

  #result(reached: "server" | "no-server"): CheckResult {
    const { host, port, target, grade, output } = this.#options;
    const cases = this.#selected.flatMap(({ id }) => this.#results.get(id) ?? []);
    const sum = grade ?? ((all) => gradeOf(all, weightsOf(ALL_CASES, this.#profile, null), reached));
    const sorted = findCauses(cases, this.#framing);
    return {
      target: target ?? `${host}:${port}`,
      profile: this.#profile,
      startedAt: this.#startedAt,
      milliseconds: Math.round(performance.now() - this.#begin),
      framing: this.#framing,
      concurrency: this.#concurrency(),
      ...sorted,
      grade: sum(cases, reached),
      output: output?.() ?? null,
    };
  }
}
