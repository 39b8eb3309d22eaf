import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  ERRORS,
  type ErrorCode,
  type ErrorDetails,
  type ErrorEntry,
  JamError,
  type Language,
  reasonOf,
  systemCodeOf,
} from "../../src/errors/index.ts";

const CODES = Object.keys(ERRORS) as ErrorCode[];
const LANGUAGES: readonly Language[] = ["en", "id"];

/** A value for each name that the texts of an error hold, none like another. */
function detailsOf(code: ErrorCode): Record<string, string> {
  const entry: ErrorEntry = ERRORS[code];
  const names = [...`${entry.en}${entry.enFix}${entry.id}${entry.idFix}`.matchAll(/\{(\w+)\}/g)].map(
    (match) => match[1] as string,
  );
  return Object.fromEntries(names.map((name) => [name, `<value of ${name}>`]));
}

describe("JamError", () => {
  for (const code of CODES) {
    test(`${code} is described in both languages, each value in its place and no brace left`, () => {
      const details = detailsOf(code);
      const error = new JamError(code, details);
      for (const language of LANGUAGES) {
        const text = error.describe(language);
        assert.ok(!/[{}]/.test(text), text);
        for (const value of Object.values(details)) assert.ok(text.includes(value), `${value} in: ${text}`);
      }
      assert.equal(error.message, error.describe("en"));
      assert.notEqual(error.describe("id"), error.describe("en"));
      assert.ok(
        !/[{}]|undefined|null/.test(new JamError(code).describe("en")),
        "a value left out leaves no trace",
      );
      assert.equal(error.exitCode, ERRORS[code].exit);
    });
  }

  test("says what and then what to do", () => {
    const error = new JamError("JAM_PORT_TAKEN", { host: "::", port: 45000 });
    assert.equal(
      error.describe("en"),
      'Cannot listen on port "45000" of "::": another program is listening there. ' +
        "Stop that program, or choose another port with --port (--port 0 takes any free one).",
    );
    assert.equal(
      error.describe("id"),
      'Tidak dapat mendengarkan di port "45000" pada "::": program lain sudah memakainya. ' +
        "Hentikan program itu, atau pilih port lain dengan --port (--port 0 memilih port kosong).",
    );
  });

  test("is an Error with a name, a stable code, its details and its cause", () => {
    const cause = new Error("beneath");
    const details: ErrorDetails = { zone: "Mars" };
    const error = new JamError("JAM_UNKNOWN_ZONE", details, { cause });
    assert.ok(error instanceof Error);
    assert.equal(error.name, "JamError");
    assert.equal(error.code, "JAM_UNKNOWN_ZONE");
    assert.deepEqual(error.details, details);
    assert.equal(error.cause, cause);
    assert.ok(!("cause" in new JamError("JAM_USAGE")), "no cause, no property");
    assert.match(String(error), /^JamError: Cannot give the time of zone "Mars"/);
  });

  test("exit codes: 2 for wrong usage, 1 for what failed at run time", () => {
    assert.equal(new JamError("JAM_BAD_OPTION").exitCode, 2);
    assert.equal(new JamError("JAM_USAGE").exitCode, 2);
    assert.equal(new JamError("JAM_UNKNOWN_ZONE").exitCode, 2);
    assert.equal(new JamError("JAM_PORT_TAKEN").exitCode, 1);
    assert.equal(new JamError("JAM_REPLY_TIMEOUT").exitCode, 1);
  });

  test("puts values in as they are: no pattern of replace(), no second filling in", () => {
    for (const zone of ["$&", "$1", "$$", "$`", "{zone}", "{host}", "0", "\\"]) {
      const error = new JamError("JAM_UNKNOWN_ZONE", { zone });
      assert.ok(error.describe("en").startsWith(`Cannot give the time of zone "${zone}": `), error.message);
    }
    assert.ok(
      new JamError("JAM_CONNECT_TIMEOUT", { server: "a:1", milliseconds: 0 }).message.includes("within 0 ms"),
    );
  });
});

describe("reasonOf", () => {
  test("is the message of an error, and the text of anything else", () => {
    assert.equal(reasonOf(new Error("no route")), "no route");
    assert.equal(reasonOf("plain"), "plain");
    assert.equal(reasonOf(42), "42");
    assert.equal(reasonOf(undefined), "undefined");
    assert.equal(reasonOf(null), "null");
    assert.equal(reasonOf(Symbol("s")), "Symbol(s)");
  });

  test("never says nothing: an error without a message is known by its causes, its code or its name", () => {
    const refused = ["connect ECONNREFUSED ::1:45000", "connect ECONNREFUSED 127.0.0.1:45000"];
    // What connecting to a name with two addresses throws under Node.js, when neither answers.
    const both = new AggregateError(refused.map((message) => new Error(message)));
    assert.equal(reasonOf(both), refused.join("; "));
    assert.equal(reasonOf(Object.assign(new Error(""), { code: "ECONNRESET" })), "ECONNRESET");
    assert.equal(reasonOf(new TypeError("")), "TypeError");
    assert.equal(reasonOf(new AggregateError([])), "AggregateError");
  });

  test("does not throw at what has no text", () => {
    assert.equal(reasonOf(Object.create(null)), "[object Object]");
    const stubborn = {
      toString() {
        throw new Error("no text");
      },
    };
    assert.equal(reasonOf(stubborn), "[object Object]");
  });
});

describe("systemCodeOf", () => {
  test("is the code of what has one", () => {
    assert.equal(systemCodeOf(Object.assign(new Error("x"), { code: "ECONNREFUSED" })), "ECONNREFUSED");
    assert.equal(systemCodeOf({ code: "EADDRINUSE" }), "EADDRINUSE");
    assert.equal(systemCodeOf(new JamError("JAM_USAGE")), "JAM_USAGE");
  });

  test("is undefined for all else", () => {
    for (const thrown of [
      new Error("x"),
      { code: 5 },
      { code: null },
      {},
      null,
      undefined,
      "ECONNREFUSED",
      7,
    ]) {
      assert.equal(systemCodeOf(thrown), undefined);
    }
  });
});
