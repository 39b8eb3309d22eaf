import { outcomeText, type Summary, wrongText } from "../../check/index.ts";
import type { BatchMessages } from "./batch-messages-en.ts";

/** A name is cut here, so that the column after it can be seen. */
const LONGEST_NAME = 32;
/** Cases that most servers fail, as many are told on the terminal; the page has all. */
const MOST_CASES = 5;

/** The summary on a terminal: servers by grade, then what most of them get wrong. @returns lines. */
export function batchTable(summary: Summary, { summary: words }: BatchMessages, columns: number): string[] {
  const rows = summary.rows.map((row) => [
    row.percent === null ? words.noGrade : `${row.percent.toFixed(1)} %`,
    outcomeText(row, words),
    cut(visibleName(row.record.name), LONGEST_NAME),
    visibleName(wrongText(row)),
  ]);
  const table = [[words.grade, words.result, words.server, words.wrong], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((cells) => lengthOf(cells[column] ?? ""))));
  const lines = table.map(([grade = "", result = "", server = "", wrong = ""]) => {
    const [gradeWidth = 0, resultWidth = 0, serverWidth = 0] = widths;
    const line = `${pad(grade, gradeWidth, "left")}  ${pad(result, resultWidth, "right")}  ${pad(server, serverWidth, "right")}  ${wrong}`;
    return cut(line, columns).trimEnd();
  });
  const cases = summary.cases.slice(0, MOST_CASES).map(({ id, title, failed, of }) => {
    return cut(`  ${words.ofServers(failed, of)}  ${id}  ${title.replaceAll("`", "")}`, columns);
  });
  return [
    ...lines,
    "",
    words.counts(summary),
    ...(cases.length > 0 ? [`${words.mostFailed}:`, ...cases] : []),
  ];
}

/** Names of files and last lines of servers are other people's text: no control character of theirs is printed. */
function visibleName(text: string): string {
  return text.replaceAll(/\p{C}/gu, "?");
}

function lengthOf(text: string): number {
  return [...text].length;
}

function cut(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}~`;
}

/** @param side where the spaces go. */
function pad(text: string, width: number, side: "left" | "right"): string {
  const spaces = " ".repeat(Math.max(0, width - lengthOf(text)));
  return side === "left" ? spaces + text : text + spaces;
}
