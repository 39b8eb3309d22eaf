import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ERRORS, type ErrorEntry } from "../../src/errors/index.ts";

const ENTRIES: readonly (readonly [string, ErrorEntry])[] = Object.entries(ERRORS);

/** The names in braces, in alphabetic order. */
function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string).sort();
}

function requirementIds(text: string): string[] {
  return (text.match(/\bR\d+\b/g) ?? []).sort();
}

/** Codes and exit codes that scripts may rely on: a row here is never changed, and never taken out. */
const STABLE_EXITS: Readonly<Record<string, 1 | 2>> = {
  JAM_PORT_TAKEN: 1,
  JAM_PORT_NOT_ALLOWED: 1,
  JAM_ADDRESS_NOT_AVAILABLE: 1,
  JAM_LISTEN_FAILED: 1,
  JAM_HOST_NOT_RESOLVED: 1,
  JAM_UNKNOWN_ZONE: 2,
  JAM_BAD_OPTION: 2,
  JAM_USAGE: 2,
  JAM_THREAD_FAILED: 1,
  JAM_SERVER_CLOSED: 1,
  JAM_CONNECT_REFUSED: 1,
  JAM_CONNECT_TIMEOUT: 1,
  JAM_CONNECT_FAILED: 1,
  JAM_REPLY_TIMEOUT: 1,
  JAM_REPLY_MALFORMED: 1,
  JAM_REPLY_UNEXPECTED: 1,
  JAM_REPLY_TOO_LONG: 1,
  JAM_CONNECTION_CLOSED: 1,
  JAM_CONNECTION_LOST: 1,
  JAM_CLIENT_CLOSED: 1,
  JAM_ABORTED: 1,
};

describe("table of errors", () => {
  for (const [code, entry] of ENTRIES) {
    test(`${code} says in both languages what could not be done and what to do`, () => {
      for (const key of ["en", "enFix", "id", "idFix"] as const) {
        const text = entry[key];
        assert.ok(text.length >= 10, `${key} is empty or next to it: "${text}"`);
        assert.equal(text, text.trim(), `${key} has space around it`);
        assert.ok(!/[\n\r\t]| {2}/.test(text), `${key} is one line with single spaces`);
        assert.match(text, /[.?!]$/, `${key} ends as a sentence does`);
        assert.ok(!/[{}]/.test(text.replace(/\{\w+\}/g, "")), `${key} has a brace that no name fills`);
      }
      assert.notEqual(entry.en, entry.id, "not translated");
      assert.notEqual(entry.enFix, entry.idFix, "not translated");
    });

    test(`${code} names the same values and requirements in both languages`, () => {
      assert.deepEqual(placeholders(entry.id), placeholders(entry.en));
      assert.deepEqual(placeholders(entry.idFix), placeholders(entry.enFix));
      assert.deepEqual(requirementIds(entry.id + entry.idFix), requirementIds(entry.en + entry.enFix));
    });
  }

  test("codes are JAM_ and words, exits are 1 and 2", () => {
    for (const [code, entry] of ENTRIES) {
      assert.match(code, /^JAM_[A-Z]+(_[A-Z]+)*$/);
      assert.ok(entry.exit === 1 || entry.exit === 2, code);
    }
  });

  test("codes that were there stay, with their exit codes", () => {
    const exits = Object.fromEntries(ENTRIES.map(([code, entry]) => [code, entry.exit]));
    for (const [code, exit] of Object.entries(STABLE_EXITS)) assert.equal(exits[code], exit, code);
  });

  test("no two errors say the same", () => {
    for (const key of ["en", "id"] as const) {
      const texts = ENTRIES.map(([, entry]) => entry[key]);
      assert.equal(new Set(texts).size, texts.length, key);
    }
  });

  test("requirements cited are requirements there are", () => {
    for (const [code, entry] of ENTRIES) {
      for (const id of requirementIds(entry.en + entry.enFix)) {
        const number = Number(id.slice(1));
        assert.ok(number >= 1 && number <= 13, `${code} cites ${id}`);
      }
    }
  });
});
