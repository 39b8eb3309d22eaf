/** Numbers as people read them, in the page's language. A unit stays on the line of its number. */
import { language } from "./texts.js";

const FORMATS = {
  whole: { maximumFractionDigits: 0 },
  short: { maximumSignificantDigits: 3 },
  tenths: { maximumFractionDigits: 1 },
};

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/**
 * @param {number} value
 * @param {keyof typeof FORMATS} style
 */
function format(value, style) {
  const key = `${language()} ${style}`;
  let made = formats.get(key);
  if (made === undefined) {
    made = new Intl.NumberFormat(language(), FORMATS[style]);
    formats.set(key, made);
  }
  return made.format(value);
}

/** @param {number} value a count */
export function count(value) {
  return format(value, "whole");
}

/** @param {number} value per second */
export function rate(value) {
  return format(value, value < 100 ? "tenths" : "whole");
}

/** @param {number} part 0 to 1, or more for several processors */
export function percent(part) {
  return `${format(part * 100, part < 0.1 ? "short" : "whole")}\u00a0%`;
}

/** @param {number | null} seconds of handling; null: nothing was measured */
export function shortTime(seconds) {
  if (seconds === null) return "–";
  if (seconds === 0) return "0";
  if (seconds < 1e-3) return `${format(seconds * 1e6, "short")}\u00a0µs`;
  if (seconds < 1) return `${format(seconds * 1e3, "short")}\u00a0ms`;
  return `${format(seconds, "short")}\u00a0s`;
}

/** @param {number} milliseconds how long something has been so: `5 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h` */
export function longTime(milliseconds) {
  const day = language() === "id" ? "hr" : "d";
  const hour = language() === "id" ? "j" : "h";
  const minute = language() === "id" ? "mnt" : "min";
  const second = language() === "id" ? "dtk" : "s";
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} ${second}`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} ${minute} ${seconds % 60} ${second}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} ${hour} ${minutes % 60} ${minute}`;
  const hours = Math.floor(minutes / 60);
  return `${count(Math.floor(hours / 24))} ${day} ${hours % 24} ${hour}`;
}

/** @param {number} amount of octets */
export function octets(amount) {
  if (amount < 1024) return `${count(amount)}\u00a0B`;
  let value = amount;
  let unit = "";
  for (const next of ["KiB", "MiB", "GiB", "TiB"]) {
    if (value < 1024) break;
    value /= 1024;
    unit = next;
  }
  return `${format(value, "short")}\u00a0${unit}`;
}

/**
 * An address with its port, as one writes it.
 *
 * @param {string} address
 * @param {number} port
 */
export function place(address, port) {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

/**
 * The time of day in a zone. A zone that the browser does not know is shown as UTC and said to be so.
 *
 * @param {string} zone IANA name
 * @returns {(time: number) => string} of milliseconds since 1970
 */
export function timeOfDayIn(zone) {
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  try {
    const local = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone });
    return (time) => local.format(time);
  } catch {
    const utc = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
    return (time) => `${utc.format(time)} UTC`;
  }
}
