import { type CheckCase, caseText, type Profile, reportWords, type Weights } from "../../check/index.ts";
import type { Language } from "../../errors/index.ts";

/** The cases as lines: id, level, points, what the server can do. */
export function caseList(
  cases: readonly CheckCase[],
  profile: Profile,
  weights: Weights,
  language: Language,
): string {
  const words = reportWords(language);
  const rows = cases.map((one) => {
    const level = words.level[one.level[profile] ?? "info"];
    const points = String(Math.round((weights.get(one.id) ?? 0) * 10) / 10);
    return `${one.id.padEnd(24)} ${level.padEnd(9)} ${points.padStart(5)}  ${caseText(one.id, language).title}\n`;
  });
  return rows.join("");
}
