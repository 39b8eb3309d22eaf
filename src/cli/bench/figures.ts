import type { Language } from "../../errors/index.ts";

const LOCALES: Readonly<Record<Language, string>> = { en: "en-US", id: "id-ID" };
const MEBIBYTE = 1024 * 1024;

/** Numbers as people of a language write them, with their units. */
export interface Figures {
  /** `12,345`, `0.5`: up to `digits` after the point. */
  number(value: number, digits?: number): string;
  /** `0.412 ms`, `12.3 ms`, `1,234 ms`: three digits or all before the point. */
  milliseconds(value: number): string;
  /** `11.4 µs`. */
  microseconds(value: number): string;
  /** `500 ms`, `10 s`. @param value milliseconds. */
  duration(value: number): string;
  /** `53.1 MiB`. */
  memory(octets: number): string;
  /** `x1.03`. */
  ratio(value: number): string;
}

/** The figures of a language. */
export function figuresIn(language: Language): Figures {
  const locale = LOCALES[language];
  const fixed = (value: number, digits: number): string =>
    value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const number = (value: number, digits = 0): string =>
    value.toLocaleString(locale, { maximumFractionDigits: digits });
  return {
    number,
    milliseconds: (value) => `${fixed(value, digitsOf(value, 3))} ms`,
    microseconds: (value) => `${fixed(value, digitsOf(value, 2))} µs`,
    duration: (value) => (value < 1000 ? `${number(value, 1)} ms` : `${number(value / 1000, 1)} s`),
    memory: (octets) => `${fixed(octets / MEBIBYTE, digitsOf(octets / MEBIBYTE, 2))} MiB`,
    ratio: (value) => `x${fixed(value, 2)}`,
  };
}

/** Digits after the point, so that three are told in all; at most `most`. */
function digitsOf(value: number, most: number): number {
  if (value <= 0) return 0;
  return Math.max(0, Math.min(most, 2 - Math.floor(Math.log10(value))));
}
