import type { Language } from "../errors/index.ts";
import { type LogLevel, levelOf, type ServerEvent } from "./events.ts";
import { englishLines } from "./log-lines-en.ts";
import { indonesianLines } from "./log-lines-id.ts";

/** Wording of the log in one language: the lines of an event, without time and level. */
export type LogWording = (event: ServerEvent) => readonly string[];

const WORDINGS: Readonly<Record<Language, LogWording>> = { en: englishLines, id: indonesianLines };

/** Writes the instant of an event: `yyyy-mm-dd hh:mm:ss,mmm` in the server's zone. */
export type StampFormat = (time: number) => string;

/** Turns events into log text, one or more whole lines with line ends. */
export type LogFormat = (event: ServerEvent) => string;

/**
 * Lines for people, in the wording of the assignment sheets with what we know besides after it.
 * The two languages lead in differently, as the sheets do: `time - text` and `time [LEVEL] text`.
 */
export function prettyFormat(language: Language, stamp: StampFormat): LogFormat {
  const wording = WORDINGS[language];
  return (event) => {
    const start = leadIn(language, stamp(event.time), levelOf(event));
    let text = "";
    for (const line of wording(event)) text += `${start}${line}\n`;
    return text;
  };
}

function leadIn(language: Language, stamp: string, level: LogLevel): string {
  if (language === "en") return `${stamp} [${level.toUpperCase()}] `;
  return level === "info" || level === "debug" ? `${stamp} - ` : `${stamp} - ${level.toUpperCase()} - `;
}

/** One JSON object a line with the same facts as fields; `time` in ISO 8601, UTC. */
export const jsonFormat: LogFormat = (event) => {
  const { type, time, ...facts } = event;
  return `${JSON.stringify({ level: levelOf(event), time: new Date(time).toISOString(), event: type, ...facts })}\n`;
};
