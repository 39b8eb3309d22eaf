import { JamError } from "../errors/index.ts";

/** Longest wait a timer of the runtime can hold, in milliseconds (about 24.8 days). */
export const LONGEST_WAIT = 2_147_483_647;

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
