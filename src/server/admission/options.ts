import { JamError } from "../../errors/index.ts";
import { AddressRanges, LOOPBACK } from "./access-list.ts";
import { connectionsThatFit, readDescriptorUse } from "./descriptor-limit.ts";

/** Who may connect, and how often. Ranges are addresses or CIDR, such as `192.0.2.0/24` or `2001:db8::/32`. */
export interface AdmissionOptions {
  /**
   * Connections at the same time in all, 1 to 1000000. Default: what the limit of open files leaves after a reserve,
   * as a server without a free descriptor can neither serve nor turn away.
   */
  readonly maxConnections: number;
  /** Connections at the same time of one IPv4 address or one IPv6 /64, 0 (no limit) to 1000000. Default 1024. */
  readonly perAddress: number;
  /** New connections of one address each second in the long run, 0 (no limit) to 1000000. Default 500. */
  readonly ratePerSecond: number;
  /** New connections of one address at once after a quiet time, 1 to 1000000. Default 1000. */
  readonly burst: number;
  /** Addresses without those limits. Default: this machine itself, 127.0.0.0/8 and ::1. */
  readonly exempt: readonly string[];
  /** Who may connect. Default, and when empty: everybody. */
  readonly allow: readonly string[];
  /** Who may not, even when allowed. Default: nobody. */
  readonly deny: readonly string[];
  /**
   * Balancers that begin each connection with a PROXY header (HAProxy's PROXY protocol, version 1 or 2). When there
   * are any, others are refused. Default: none, and no header is understood.
   */
  readonly proxyFrom: readonly string[];
}

const MOST = 1_000_000;

/** Defaults, but for the total. A class behind one address opens some hundreds; what floods opens thousands. */
export const DEFAULT_ADMISSION: Omit<AdmissionOptions, "maxConnections"> = {
  perAddress: 1024,
  ratePerSecond: 500,
  burst: 1000,
  exempt: LOOPBACK,
  allow: [],
  deny: [],
  proxyFrom: [],
};

/** Lowest and highest value of those that are numbers. */
export const ADMISSION_RANGES = {
  maxConnections: [1, MOST],
  perAddress: [0, MOST],
  ratePerSecond: [0, MOST],
  burst: [1, MOST],
} as const satisfies Partial<Record<keyof AdmissionOptions, readonly [number, number]>>;

/**
 * Checks what was asked for and fills in defaults.
 *
 * @param threads serving threads: each needs descriptors for itself.
 * @throws {JamError} JAM_BAD_OPTION.
 */
export function resolveAdmission(asked: Partial<AdmissionOptions>, threads: number): AdmissionOptions {
  const maxConnections = asked.maxConnections ?? connectionsThatFit(readDescriptorUse(), threads);
  const admission: AdmissionOptions = { ...DEFAULT_ADMISSION, ...asked, maxConnections };
  for (const [name, [low, high]] of Object.entries(ADMISSION_RANGES)) {
    const value = admission[name as keyof typeof ADMISSION_RANGES];
    if (Number.isInteger(value) && value >= low && value <= high) continue;
    const expected = `a whole number from ${low} to ${high}`;
    throw new JamError("JAM_BAD_OPTION", { option: `admission.${name}`, value: String(value), expected });
  }
  for (const name of ["exempt", "allow", "deny", "proxyFrom"] as const) {
    checkRanges(admission[name], `admission.${name}`);
  }
  return admission;
}

/**
 * Checks addresses and ranges.
 *
 * @param option what they were given for, named in the error.
 * @throws {JamError} JAM_BAD_OPTION.
 */
export function checkRanges(ranges: readonly string[], option: string): void {
  new AddressRanges(ranges, option);
}
