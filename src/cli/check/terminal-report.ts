import {
  type CheckResult,
  type DescribedCase,
  type DescribedCause,
  type DescribedResult,
  describe,
  fill,
  type Mark,
  markOf,
  markWord,
  type ReportStyle,
  type ReportWords,
  withoutControls,
} from "../../check/index.ts";
import { escapeControls } from "../visible-text.ts";
import { type Paint, type Tint, wrapped } from "./paint.ts";

const INDENT = "   ";
const MARK_WIDTH = 12;
const LEVEL_WIDTH = 9;
/** Lines of the server's output that are shown, and of a trace. */
const OUTPUT_LINES = 12;
const TRACE_LINES = 30;

const TINTS: Readonly<Record<Mark, Tint>> = {
  pass: "green",
  fail: "red",
  noted: "yellow",
  unknown: "yellow",
};

/** How the report is drawn. */
export interface TerminalStyle extends ReportStyle {
  readonly columns: number;
  readonly paint: Paint;
  /** `all`: of each failed case all there is, with what was sent and received. */
  readonly details: "usual" | "all";
}

/** The result for people: a line for each case, then causes with hints, then the grade. Ends with a line end. */
export function terminalReport(result: CheckResult, style: TerminalStyle): string {
  const described = describe(result, style);
  const { words, cases, causes, others } = described;
  const lines = [heading(described, style), "", ...cases.map((one) => caseLine(one, words, style))];
  if (causes.length + others.length > 0) lines.push("", style.paint("bold", words.causes));
  for (const [index, cause] of causes.entries())
    lines.push("", ...causeLines(cause, index + 1, words, style));
  const failed = cases.filter(({ result: { outcome } }) => outcome === "fail");
  const detailed = style.details === "all" ? failed : others;
  for (const one of detailed) lines.push("", ...caseLines(one, words, style));
  lines.push(...outputLines(result, words, style), "", ...gradeLines(described, style));
  return `${lines.join("\n")}\n`;
}

function heading({ result: { target, profile }, words }: DescribedResult, { paint }: TerminalStyle): string {
  const about = `${words.profile}: ${profile}, ${words.profiles[profile]}`;
  return `${paint("bold", `${words.title}: ${escapeControls(target)}`)}\n${about}`;
}

function caseLine(
  { id, result, text, seen }: DescribedCase,
  words: ReportWords,
  { paint }: TerminalStyle,
): string {
  const { outcome, level, margin } = result;
  const mark = markOf(result);
  const word = paint(TINTS[mark], markWord(mark, words).padEnd(MARK_WIDTH));
  const [agreeing, runs] = margin;
  const doubt = agreeing < runs ? ` (${fill(words.margin, { agreeing, runs })})` : "";
  const what = outcome === "pass" ? text.title : escapeControls(seen);
  return `${word} ${words.level[level].padEnd(LEVEL_WIDTH)} ${id.padEnd(24)} ${what}${doubt}`;
}

function causeLines(
  { text, cases }: DescribedCause,
  number: number,
  words: ReportWords,
  style: TerminalStyle,
): string[] {
  const { paint, columns } = style;
  const label = `${number}.`.padEnd(INDENT.length);
  const [first = "", ...more] = wrapped(text.text, columns - INDENT.length, paint);
  const follows = `${words.followsFrom}: ${cases.map(({ id }) => id).join(", ")}`;
  return [
    `${paint("red", label)}${first}`,
    ...more.map((line) => INDENT + line),
    ...block(`${words.hint}: ${text.hint}`, style),
    ...wrapped(follows, columns - INDENT.length, paint).map((line) => INDENT + paint("dim", line)),
  ];
}

function caseLines(one: DescribedCase, words: ReportWords, style: TerminalStyle): string[] {
  const { id, result, text, seen } = one;
  const { paint, details } = style;
  const title = `${paint(TINTS[markOf(result)], id)} ${words.level[result.level]}: ${text.title}`;
  const isAll = details === "all";
  return [
    title,
    ...(isAll ? block(`${words.sheet}: ${text.sheet}`, style) : []),
    ...block(`${words.expected}: ${text.expected}`, style),
    // What was seen is not wrapped: its spaces may be what is wrong with it.
    `${INDENT}${words.seenLabel}: ${escapeControls(seen)}`,
    ...block(`${words.why}: ${text.why}`, style),
    ...block(`${words.hint}: ${text.hint}`, style),
    ...(isAll ? traceLines(one, words, style) : []),
  ];
}

function traceLines(
  { result: { finding } }: DescribedCase,
  words: ReportWords,
  { paint }: TerminalStyle,
): string[] {
  const { trace } = finding;
  const several = trace.some(({ connection }) => connection > 1);
  const lines = trace.slice(0, TRACE_LINES).map(({ at, connection, what, octets }) => {
    const who = several ? `  ${fill(words.connection, { connection })}` : "";
    return `${INDENT}${`${Math.round(at)} ms`.padStart(9)}${who}  ${words.happened[what]} ${octets}`.trimEnd();
  });
  const more = trace.length - lines.length;
  return [...lines, ...(more > 0 ? [`${INDENT}... +${more}`] : [])].map((line) => paint("dim", line));
}

/** What the server printed, where it tells why it was lost, or all is wanted. */
function outputLines(
  { output, causes, cases }: CheckResult,
  words: ReportWords,
  style: TerminalStyle,
): string[] {
  const isLost =
    causes.some(({ id }) => id === "dies" || id === "dies-on-bad-octets" || id === "no-reuse-address") ||
    cases.some(({ case: { id }, outcome }) => id === "OPS/restarts" && outcome === "fail");
  if (output === null || output.trim() === "" || (!isLost && style.details !== "all")) return [];
  const lines = withoutControls(output).trimEnd().split("\n").slice(-OUTPUT_LINES);
  return ["", style.paint("bold", words.output), ...lines.map((line) => `${INDENT}${line}`)];
}

function gradeLines(
  { result, words, grade, counts }: DescribedResult,
  { paint, rubric }: TerminalStyle,
): string[] {
  const { verdict } = result.grade;
  const tint: Tint = verdict === "pass" ? "green" : "red";
  const by = rubric === null ? "" : ` (${words.rubric}: ${escapeControls(rubric)})`;
  const seconds = fill(words.took, { seconds: (result.milliseconds / 1000).toFixed(1) });
  return [
    `${counts}; ${seconds}`,
    `${paint("bold", `${words.grade}: ${grade}`)}${by}`,
    paint(tint, words.verdict[verdict]),
  ];
}

function block(text: string, { columns, paint }: TerminalStyle): string[] {
  return wrapped(text, columns - INDENT.length, paint).map((line) => INDENT + line);
}
