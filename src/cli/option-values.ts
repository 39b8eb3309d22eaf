import { JamError } from "../errors/index.ts";

/** Longest wait a timer of the runtime can hold, in milliseconds (about 24.8 days). */
export const LONGEST_WAIT = 2_147_483_647;

const DURATION = /^(\d{1,10}(?:\.\d{1,3})?)(ms|s|m|h)?$/;
const OCTETS = /^(\d{1,12})(KiB|MiB|GiB)?$/;
const UNIT_OCTETS: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };
const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * A reader for the value of a whole-number option.
 *
 * @param option as it is named in an error, such as `--count`.
 * @returns a function for commander that throws JamError JAM_BAD_OPTION for all but digits within `min..max`.
 */
export function integerOption(option: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new JamError("JAM_BAD_OPTION", { value: text, option, expected: `${min}..${max}` });
  };
}

/** A reader for the value of an option that takes one of a few words. Errors as {@link integerOption}. */
export function wordOption<Word extends string>(
  option: string,
  words: readonly Word[],
): (text: string) => Word {
  return (text) => {
    const word = words.find((known) => known === text);
    if (word !== undefined) return word;
    throw new JamError("JAM_BAD_OPTION", { value: text, option, expected: words.join("|") });
  };
}

/**
 * A reader for durations: `10` and `10s` are seconds, `500ms` milliseconds, `2m` minutes, `1h` an hour.
 *
 * @param option as it is named in an error.
 * @param min milliseconds, as max.
 * @returns a function for commander that gives milliseconds, or throws JamError JAM_BAD_OPTION.
 */
export function durationOption(option: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const match = DURATION.exec(text);
    const value = Number(match?.[1] ?? Number.NaN) * (MILLISECONDS[match?.[2] ?? "s"] as number);
    if (value >= min && value <= max) return value;
    const expected = `10 | 10s | 500ms | 2m, ${min}ms..${max / 1000}s`;
    throw new JamError("JAM_BAD_OPTION", { value: text, option, expected });
  };
}

/** A reader for amounts of memory: `65536` octets, `64KiB`, `1MiB`, `1GiB`. Errors as {@link integerOption}. */
export function octetsOption(option: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const match = OCTETS.exec(text);
    const unit = match?.[2] === undefined ? 1 : (UNIT_OCTETS[match[2]] as number);
    const value = Number(match?.[1] ?? Number.NaN) * unit;
    if (value >= min && value <= max) return value;
    throw new JamError("JAM_BAD_OPTION", {
      value: text,
      option,
      expected: `65536 | 64KiB | 1MiB, ${min}..${max}`,
    });
  };
}
