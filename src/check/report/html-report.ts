import type { CheckResult, TraceEntry } from "../model.ts";
import { fill } from "../texts/case-text.ts";
import { framingText } from "../texts/catalogue.ts";
import type { ReportWords } from "../texts/en/report.ts";
import {
  type DescribedCase,
  type DescribedCause,
  type DescribedResult,
  describe,
  markOf,
  markWord,
  type ReportStyle,
} from "./described.ts";
import { escapeHtml, htmlPage, markup } from "./html-markup.ts";
import { PAGE_STYLE } from "./html-style.ts";

/** Lines of a trace that a page shows: enough for people; the JSON report holds all. */
const MOST_TRACE = 40;

/**
 * The result as one page to hand back to a student. It holds all it needs, runs no script and fetches nothing; it can be
 * read in light and dark, and printed.
 */
export function htmlReport(result: CheckResult, style: ReportStyle): string {
  const described = describe(result, style);
  const { words, causes, others } = described;
  const parts = [
    heading(described, style),
    causes.length + others.length > 0 ? `<h2>${escapeHtml(words.causes)}</h2>` : "",
    ...causes.map((cause) => causePart(cause, words)),
    ...(others.length > 0 ? [otherPart(others, words)] : []),
    tablePart(described),
    detailPart(described),
    outputPart(result, words),
  ];
  return htmlPage({
    language: style.language,
    title: `${words.title}: ${result.target}`,
    style: PAGE_STYLE,
    body: `<main>\n${parts.filter((part) => part !== "").join("\n")}\n</main>`,
  });
}

function heading(
  { result, words, grade, counts }: DescribedResult,
  { language, rubric }: ReportStyle,
): string {
  const { target, profile, startedAt, milliseconds, framing, concurrency } = result;
  const { verdict, percent, of } = result.grade;
  const facts: [string, string][] = [
    [words.profile, `${profile} (${words.profiles[profile]})`],
    [words.checkedAt, `${startedAt.toISOString().slice(0, 19)}Z, ${seconds(milliseconds, words)}`],
  ];
  if (rubric !== null) facts.push([words.rubric, rubric]);
  if (framing !== "unclear") facts.push([words.framing, framingText(framing, language).text]);
  if (concurrency !== null) facts.push([words.concurrency, concurrencyText(result, words)]);
  const rows = facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${markup(value)}</dd>`);
  return `<h1>${escapeHtml(words.title)}<br><span class="octets">${escapeHtml(target)}</span></h1>
<div class="verdict ${verdict}">
${of > 0 ? `<span class="percent">${percent} %</span>` : ""}
<span><strong>${escapeHtml(words.verdict[verdict])}</strong><br>${escapeHtml(grade)}; ${escapeHtml(counts)}</span>
</div>
<dl>${rows.join("\n")}</dl>`;
}

function causePart({ text, cases }: DescribedCause, words: ReportWords): string {
  return `<section class="cause">
<p><strong>${markup(text.text)}</strong></p>
<p>${escapeHtml(words.hint)}: ${markup(text.hint)}</p>
${cases.length > 0 ? `<p class="soft">${escapeHtml(words.followsFrom)}: ${links(cases)}</p>` : ""}
</section>`;
}

function otherPart(others: readonly DescribedCase[], words: ReportWords): string {
  return `<p>${escapeHtml(words.otherFailures)}: ${links(others)}</p>`;
}

function links(cases: readonly DescribedCase[]): string {
  const isFailed = ({ result }: DescribedCase) => result.outcome === "fail";
  return cases
    .map((one) =>
      isFailed(one) ? `<a href="#${anchor(one)}">${escapeHtml(one.id)}</a>` : escapeHtml(one.id),
    )
    .join(", ");
}

function tablePart({ cases, words }: DescribedResult): string {
  const rows = cases.map((one) => {
    const { id, result, text, seen, weight } = one;
    const earned = result.outcome === "pass" ? (weight ?? 0) : 0;
    return `<tr><td>${mark(one, words)}</td><td class="id">${escapeHtml(id)}</td><td>${escapeHtml(words.level[result.level])}</td>
<td class="what">${markup(text.title)}<br><span class="seen soft">${escapeHtml(seen)}</span></td>
<td class="number">${weight === null || weight === 0 ? "-" : `${tenths(earned)} / ${tenths(weight)}`}</td></tr>`;
  });
  const heads = [words.result, words.case, "", "", words.points];
  return `<h2>${escapeHtml(words.cases)}</h2>
<div class="scroll"><table>
<thead><tr>${heads.map((head, at) => `<th${at === 4 ? ' class="number"' : ""}>${escapeHtml(head)}</th>`).join("")}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table></div>`;
}

function detailPart({ cases, words }: DescribedResult): string {
  const failed = cases.filter(({ result }) => result.outcome === "fail");
  if (failed.length === 0) return "";
  return `<h2>${escapeHtml(words.details)}</h2>\n${failed.map((one) => detail(one, words)).join("\n")}`;
}

function detail(one: DescribedCase, words: ReportWords): string {
  const { id, result, text, seen } = one;
  const [agreeing, runs] = result.margin;
  const margin = runs > 1 ? ` (${fill(words.margin, { agreeing, runs })})` : "";
  const facts: [string, string][] = [
    [words.sheet, markup(text.sheet)],
    [words.expected, markup(text.expected)],
    [words.seenLabel, `<span class="seen">${escapeHtml(seen + margin)}</span>`],
    [words.why, markup(text.why)],
    [words.hint, markup(text.hint)],
  ];
  return `<section class="case" id="${anchor(one)}">
<h3>${mark(one, words)} ${escapeHtml(id)} <span class="soft">${escapeHtml(words.level[result.level])}</span> ${markup(text.title)}</h3>
<dl>${facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${value}</dd>`).join("\n")}</dl>
${traceTable(result.finding.trace, words)}
</section>`;
}

function traceTable(trace: readonly TraceEntry[], words: ReportWords): string {
  if (trace.length === 0) return "";
  const several = trace.some(({ connection }) => connection > 1);
  const rows = trace.slice(0, MOST_TRACE).map((entry) => {
    const who = several ? `<td>${entry.connection}</td>` : "";
    return `<tr><td class="number">${Math.round(entry.at)} ms</td>${who}<td>${escapeHtml(words.happened[entry.what])}</td><td class="octets">${escapeHtml(entry.octets)}</td></tr>`;
  });
  const more = trace.length - rows.length;
  return `<p class="soft">${escapeHtml(words.trace)}</p>
<div class="scroll"><table class="trace"><tbody>
${rows.join("\n")}
</tbody></table></div>${more > 0 ? `\n<p class="soft">... +${more}</p>` : ""}`;
}

function outputPart({ output }: CheckResult, words: ReportWords): string {
  if (output === null || output.trim() === "") return "";
  return `<h2>${escapeHtml(words.output)}</h2>\n<pre>${escapeHtml(output)}</pre>`;
}

function mark({ result }: DescribedCase, words: ReportWords): string {
  const mark = markOf(result);
  return `<span class="mark ${mark}">${escapeHtml(markWord(mark, words))}</span>`;
}

/** More were not tried where all of those that were tried have been served. */
function concurrencyText({ concurrency, cases }: CheckResult, { atLeast }: ReportWords): string {
  const isAll = cases.some(({ case: { id }, outcome }) => id === "R12/twenty-at-once" && outcome === "pass");
  return isAll ? fill(atLeast, { clients: concurrency ?? 0 }) : String(concurrency);
}

/** `R4/format` as a name within the page. */
function anchor({ id }: DescribedCase): string {
  return escapeHtml(id.replace("/", "-"));
}

function seconds(milliseconds: number, words: ReportWords): string {
  return fill(words.took, { seconds: (milliseconds / 1000).toFixed(1) });
}

function tenths(points: number): string {
  return String(Math.round(points * 10) / 10);
}
