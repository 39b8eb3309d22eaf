import { JamError } from "../../errors/index.ts";
import { type AskedAddress, parseAddress } from "../address.ts";
import { escapeControls } from "../visible-text.ts";

/** A server to load, as it was named on the command line. */
export interface NamedAddress extends AskedAddress {
  readonly name: string;
}

const LONGEST_NAME = 40;

/** A reader for numbers above 0 that may have a fraction. Errors as {@link integerOption}. */
export function numberOption(option: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}(?:\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new JamError("JAM_BAD_OPTION", { value: text, option, expected: `${min}..${max}` });
  };
}

/** Reads `HOST[:PORT]` or `NAME=HOST[:PORT]`. Without a name a target is called as it was written. */
function parseTarget(text: string): NamedAddress {
  const equals = text.indexOf("=");
  const name = (equals < 0 ? text : text.slice(0, equals)).trim();
  if (name === "" || name.length > LONGEST_NAME + 200 || name !== escapeControls(name)) {
    const expected = "HOST[:PORT] | NAME=HOST[:PORT]";
    throw new JamError("JAM_BAD_OPTION", { value: text, option: "TARGET", expected });
  }
  return { name, ...parseAddress(text.slice(equals + 1)) };
}

/** Collects the targets. */
export function collectTargets(text: string, before: readonly NamedAddress[] = []): NamedAddress[] {
  return [...before, parseTarget(text)];
}

/** Collects the values of `--pid`: a process id, or `auto` for one that is found by its port. */
export function collectPids(text: string, before: readonly (number | "auto")[] = []): (number | "auto")[] {
  if (text === "auto") return [...before, text];
  const pid = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (pid >= 1 && pid <= 2 ** 31 - 1) return [...before, pid];
  throw new JamError("JAM_BAD_OPTION", { value: text, option: "--pid", expected: "auto|PID" });
}

/** A reader for `auto` or a whole number. */
export function autoOrInteger(option: string, max: number): (text: string) => number | "auto" {
  return (text) => {
    if (text === "auto") return text;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (value >= 1 && value <= max) return value;
    throw new JamError("JAM_BAD_OPTION", { value: text, option, expected: `auto|1..${max}` });
  };
}
