import { escapeHtml, htmlPage } from "../report/html-markup.ts";
import { PAGE_STYLE } from "../report/html-style.ts";
import type { RecordOutcome } from "./batch-record.ts";
import type { Summary, SummaryRow } from "./summary.ts";

/** Words of the summary, in one language. */
export interface SummaryWords {
  readonly title: string;
  readonly server: string;
  readonly grade: string;
  readonly result: string;
  readonly wrong: string;
  readonly case: string;
  readonly failedBy: string;
  readonly mostFailed: string;
  readonly noGrade: string;
  /** Verdicts and, where there is no grade, why. */
  readonly outcomes: Readonly<Record<"pass" | "fail" | RecordOutcome, string>>;
  readonly ofServers: (failed: number, of: number) => string;
  readonly counts: (summary: Summary) => string;
  /** Said when the batch was interrupted. */
  readonly incomplete: (done: number, of: number) => string;
}

/** What the page says besides the rows. */
export interface SummaryHeading {
  readonly language: string;
  /** What was checked, as it was named. */
  readonly source: string;
  readonly done: number;
  readonly of: number;
}

/** The summary as one page, with a link to the page of each server. It runs no script and fetches nothing. */
export function summaryHtml(summary: Summary, heading: SummaryHeading, words: SummaryWords): string {
  const { language, source, done, of } = heading;
  const parts = [
    `<h1>${escapeHtml(words.title)}<br><span class="octets">${escapeHtml(source)}</span></h1>`,
    done < of ? `<p class="verdict fail">${escapeHtml(words.incomplete(done, of))}</p>` : "",
    `<p>${escapeHtml(words.counts(summary))}</p>`,
    serverTable(summary, words),
    summary.cases.length > 0 ? `<h2>${escapeHtml(words.mostFailed)}</h2>` : "",
    summary.cases.length > 0 ? caseTable(summary, words) : "",
  ];
  return htmlPage({
    language,
    title: `${words.title}: ${source}`,
    style: PAGE_STYLE,
    body: `<main>\n${parts.filter((part) => part !== "").join("\n")}\n</main>`,
  });
}

/** Why there is no grade, or the verdict. */
export function outcomeText({ verdict, record }: SummaryRow, { outcomes }: SummaryWords): string {
  if (verdict !== "no-grade") return outcomes[verdict];
  return outcomes[record.outcome === "checked" ? "no-server" : record.outcome];
}

/** What is wrong in a few words: causes, and how many cases that every server must hold; or why there is no grade. */
export function wrongText({ verdict, causes, failedMust, failedOther, record }: SummaryRow): string {
  // The last line of a program that did not start is its error.
  if (verdict === "no-grade") return record.told.split("\n").at(-1)?.trim() || record.reason;
  return causes.length > 0 ? causes.join(", ") : [...failedMust, ...failedOther].join(", ");
}

function serverTable(summary: Summary, words: SummaryWords): string {
  const rows = summary.rows.map((row) => {
    const { record, percent, verdict } = row;
    const name = escapeHtml(record.name);
    const linked =
      record.page === null ? name : `<a href="${escapeHtml(encodeURI(record.page))}">${name}</a>`;
    const mark = verdict === "no-grade" ? "unknown" : verdict;
    return `<tr><td class="number">${percent === null ? escapeHtml(words.noGrade) : `${percent} %`}</td>
<td><span class="mark ${mark}">${escapeHtml(outcomeText(row, words))}</span></td>
<td>${linked}</td><td class="seen">${wrongPart(row)}</td></tr>`;
  });
  return `<div class="scroll"><table>
<thead><tr><th class="number">${escapeHtml(words.grade)}</th><th>${escapeHtml(words.result)}</th><th>${escapeHtml(words.server)}</th><th>${escapeHtml(words.wrong)}</th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table></div>`;
}

/** There is room for all that a server that did not start has told. */
function wrongPart(row: SummaryRow): string {
  const { reason, told } = row.record;
  if (row.verdict !== "no-grade") return escapeHtml(wrongText(row));
  return `${escapeHtml(reason)}${told === "" ? "" : `<pre>${escapeHtml(told)}</pre>`}`;
}

function caseTable(summary: Summary, words: SummaryWords): string {
  const rows = summary.cases.map(
    ({ id, title, failed, of }) =>
      `<tr><td class="number">${escapeHtml(words.ofServers(failed, of))}</td><td class="id">${escapeHtml(id)}</td><td>${escapeHtml(title)}</td></tr>`,
  );
  return `<div class="scroll"><table>
<thead><tr><th class="number">${escapeHtml(words.failedBy)}</th><th>${escapeHtml(words.case)}</th><th></th></tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table></div>`;
}
