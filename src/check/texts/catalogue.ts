import type { CauseId, FramingClass } from "../model.ts";
import { type CaseText, type CauseText, type CheckLanguage, type Facts, fill, namesIn } from "./case-text.ts";
import { abuseEn } from "./en/abuse.ts";
import { causesEn } from "./en/causes.ts";
import { endingEn } from "./en/ending.ts";
import { linesEn } from "./en/lines.ts";
import { loadEn } from "./en/load.ts";
import { programEn } from "./en/program.ts";
import { type ReportWords, reportEn } from "./en/report.ts";
import { timeEn } from "./en/time.ts";
import { verbsEn } from "./en/verbs.ts";
import { abuseId } from "./id/abuse.ts";
import { causesId } from "./id/causes.ts";
import { endingId } from "./id/ending.ts";
import { linesId } from "./id/lines.ts";
import { loadId } from "./id/load.ts";
import { programId } from "./id/program.ts";
import { reportId } from "./id/report.ts";
import { timeId } from "./id/time.ts";
import { verbsId } from "./id/verbs.ts";

const casesEn = { ...timeEn, ...linesEn, ...verbsEn, ...endingEn, ...abuseEn, ...loadEn, ...programEn };

/** Id of a case that has texts. */
export type DescribedCase = keyof typeof casesEn;

const CASES: Readonly<Record<CheckLanguage, Readonly<Record<DescribedCase, CaseText>>>> = {
  en: casesEn,
  id: { ...timeId, ...linesId, ...verbsId, ...endingId, ...abuseId, ...loadId, ...programId },
};
const CAUSES = { en: causesEn, id: causesId } as const;
const WORDS = { en: reportEn, id: reportId } as const;

/** Ids of all cases that have texts, in the order of the requirements' texts. */
export const DESCRIBED_CASES = Object.keys(casesEn) as readonly DescribedCase[];

/** Texts of a case. @throws {TypeError} when there are none: a mistake of ours, which a test looks for. */
export function caseText(id: string, language: CheckLanguage): CaseText {
  const texts: Readonly<Record<string, CaseText>> = CASES[language];
  const text = Object.hasOwn(texts, id) ? texts[id] : undefined;
  if (text === undefined) throw new TypeError(`The case "${id}" has no texts.`);
  return text;
}

/** Whether a case, or every case, explains this word of `Finding.seen`. */
export function explainsSeen(id: string, seen: string): boolean {
  return Object.hasOwn(caseText(id, "en").seen, seen) || Object.hasOwn(reportEn.seen, seen);
}

/** Facts that the text for a finding names and the finding does not have: a mistake of ours. */
export function factsMissing(
  id: string,
  { seen, facts }: { readonly seen: string; readonly facts: Facts },
): string[] {
  const text = caseText(id, "en").seen[seen] ?? reportEn.seen[seen] ?? "";
  return namesIn(text).filter((name) => !Object.hasOwn(facts, name));
}

/** Facts that the text of a cause names and the cause does not have. */
export function causeFactsMissing(id: CauseId, facts: Facts): string[] {
  const { text, hint } = causesEn[id];
  return namesIn(text + hint).filter((name) => !Object.hasOwn(facts, name));
}

/** What was seen, as a sentence's end. A word that nothing explains is shown as it is. */
export function seenText(
  id: string,
  finding: { readonly seen: string; readonly facts: Facts },
  language: CheckLanguage,
): string {
  const own = caseText(id, language).seen;
  const words = WORDS[language];
  const { seen, facts } = finding;
  const text = Object.hasOwn(own, seen) ? own[seen] : words.seen[seen];
  return fill(text ?? words.otherwise, text === undefined ? { word: seen } : facts);
}

/** Sentence and hint of a cause. */
export function causeText(id: CauseId, facts: Facts, language: CheckLanguage): CauseText {
  const { text, hint } = CAUSES[language][id];
  return { text: fill(text, facts), hint: fill(hint, facts) };
}

/** Sentence and hint of a way to cut the stream of octets into commands. */
export function framingText(framing: FramingClass, language: CheckLanguage): CauseText {
  return causeText(`framing/${framing}`, {}, language);
}

/** Words of the reports. */
export function reportWords(language: CheckLanguage): ReportWords {
  return WORDS[language];
}
