import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  type CivilTime,
  DEFAULT_PORT,
  formatLabel,
  formatTimeOfDay,
  INVALID_COMMAND,
  parseReply,
} from "../../src/protocol/index.ts";
import { REPLY_FORMS } from "./delivery.ts";
import "./random-seed.ts";

const REFUSED: Readonly<Record<string, readonly string[]>> = {
  "other spacing": [
    "JAM  12:34:56",
    "JAM12:34:56",
    "JAM\t12:34:56",
    "JAM 12:34:56 ",
    " JAM 12:34:56",
    "JAM 12 34 56",
    "JAM 12 : 34 : 56",
    "JAM 01 02 2026  12:34:56",
    "JAM  01 02 2026 12:34:56",
    "JAM 01 02 202612:34:56",
  ],
  "other words": [
    "JAM: 12:34:56",
    "jam 12:34:56",
    "Jam 12:34:56",
    "12:34:56",
    "TIME 12:34:56",
    "JAMM 12:34:56",
    "JAM",
  ],
  "12-hour time": ["JAM 01:34:56 PM", "JAM 01:34:56PM", "JAM 12:34:56 am"],
  "values no clock shows": [
    "JAM 24:00:00",
    "JAM 25:00:00",
    "JAM 99:00:00",
    "JAM 12:60:00",
    "JAM 12:00:60",
    "JAM 12:00:61",
    "JAM 00:99:00",
  ],
  "other digits": [
    "JAM 1:34:56",
    "JAM 12:34",
    "JAM 012:34:56",
    "JAM 12:34:56.789",
    "JAM 12:34:5",
    "JAM 12:34:567",
    "JAM -1:34:56",
    "JAM +1:34:56",
    "JAM 12.34.56",
    "JAM 12:34:56Z",
    "JAM \u0661\u0662:\u0663\u0664:\u0665\u0666",
  ],
  "dates that do not exist": [
    "JAM 29 02 2026 12:00:00",
    "JAM 29 02 1900 12:00:00",
    "JAM 30 02 2028 12:00:00",
    "JAM 31 04 2026 12:00:00",
    "JAM 31 06 2026 12:00:00",
    "JAM 31 09 2026 12:00:00",
    "JAM 31 11 2026 12:00:00",
    "JAM 32 01 2026 12:00:00",
    "JAM 00 01 2026 12:00:00",
    "JAM 01 00 2026 12:00:00",
    "JAM 01 13 2026 12:00:00",
  ],
  "other date forms": [
    "JAM 01-02-2026 12:00:00",
    "JAM 01/02/2026 12:00:00",
    "JAM 01 02 26 12:00:00",
    "JAM 2026 02 01 12:00:00",
    "JAM 2026-02-01 12:00:00",
    "JAM 1 2 2026 12:00:00",
    "JAM 01 02 2026",
    "JAM 01 02 2026 24:00:00",
    "JAM 01 02 12:00:00",
  ],
  "a line end left on, or more lines": [
    "JAM 12:34:56\r",
    "JAM 12:34:56\n",
    "JAM 12:34:56\r\n",
    "JAM 12:34:56\r\nJAM 12:34:56",
    "x\nJAM 12:34:56",
    "Invalid command\r",
    "Invalid command\r\n",
  ],
  "other answers": [
    "",
    " ",
    "Invalid command ",
    "invalid command",
    "Invalid Command",
    "Invalid command.",
    "ERROR",
    "Bye",
  ],
};

describe("parseReply", () => {
  test("R4 a reply with the time of day", () => {
    const expected = { kind: "time", label: "03:04:59", hours: 3, minutes: 4, seconds: 59 };
    assert.deepEqual(parseReply("JAM 03:04:59"), expected);
    assert.deepEqual(parseReply("JAM 00:00:00"), {
      kind: "time",
      label: "00:00:00",
      hours: 0,
      minutes: 0,
      seconds: 0,
    });
    assert.deepEqual(parseReply("JAM 23:59:59"), {
      kind: "time",
      label: "23:59:59",
      hours: 23,
      minutes: 59,
      seconds: 59,
    });
  });

  test("R13 a reply with the date", () => {
    assert.deepEqual(parseReply("JAM 09 11 2026 03:04:59"), {
      kind: "time",
      label: "09 11 2026 03:04:59",
      hours: 3,
      minutes: 4,
      seconds: 59,
      date: { year: 2026, month: 11, day: 9 },
    });
  });

  test("R13 the last day of each month, leap years by the Gregorian rule", () => {
    for (const date of ["31 01 2026", "28 02 2026", "29 02 2028", "29 02 2000", "31 03 2026", "30 04 2026"]) {
      assert.equal(parseReply(`JAM ${date} 00:00:00`).kind, "time", date);
    }
    for (const date of ["31 05 2026", "30 06 2026", "31 07 2026", "31 08 2026", "30 09 2026", "31 10 2026"]) {
      assert.equal(parseReply(`JAM ${date} 00:00:00`).kind, "time", date);
    }
    for (const date of ["30 11 2026", "31 12 2026", "31 12 9999", "01 01 0001"]) {
      assert.equal(parseReply(`JAM ${date} 00:00:00`).kind, "time", date);
    }
  });

  test("R6 Invalid command", () => {
    assert.equal(INVALID_COMMAND, "Invalid command");
    assert.deepEqual(parseReply("Invalid command"), { kind: "invalid" });
  });

  for (const [what, lines] of Object.entries(REFUSED)) {
    test(`R4 R6 R13 refuses ${what}`, () => {
      for (const line of lines) assert.deepEqual(parseReply(line), { kind: "unknown" }, JSON.stringify(line));
    });
  }

  test("R4 R13 reads back what the server writes, for any time", () => {
    const MOMENT = fc.date({
      min: new Date("0001-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(MOMENT, fc.constantFrom(...REPLY_FORMS), (moment, form) => {
        const civil: CivilTime = {
          year: moment.getUTCFullYear(),
          month: moment.getUTCMonth() + 1,
          day: moment.getUTCDate(),
          hours: moment.getUTCHours(),
          minutes: moment.getUTCMinutes(),
          seconds: moment.getUTCSeconds(),
        };
        const { year, month, day, hours, minutes, seconds } = civil;
        const label = formatLabel(civil, form);
        const time = { kind: "time", label, hours, minutes, seconds };
        const expected = form === "time" ? time : { ...time, date: { year, month, day } };
        assert.deepEqual(parseReply(`JAM ${label}`), expected);
      }),
    );
  });

  test("R11 reads any text without throwing, and as a time only if it looks like one", () => {
    const ALMOST = fc.stringMatching(
      /^(JAM|jam)[: ]{0,2}([0-9]{2} [0-9]{2} [0-9]{4} )?[0-9]{2}:[0-9]{2}:[0-9]{1,2}[ \r]?$/,
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), ALMOST), (line) => {
        const reply = parseReply(line);
        if (reply.kind === "time")
          assert.match(line, /^JAM (\d\d \d\d \d{4} )?([01]\d|2[0-3])(:[0-5]\d){2}$/);
      }),
    );
  });
});

describe("time of day", () => {
  const MORNING: CivilTime = { year: 987, month: 6, day: 5, hours: 4, minutes: 3, seconds: 2 };

  test("R4 two digits each, R13 day first and four digits of the year", () => {
    assert.equal(formatTimeOfDay(MORNING), "04:03:02");
    assert.equal(formatLabel(MORNING, "time"), "04:03:02");
    assert.equal(formatLabel(MORNING, "datetime"), "05 06 0987 04:03:02");
  });

  test("R4 24-hour: midnight is 00 and the afternoon goes on to 23", () => {
    assert.equal(formatTimeOfDay({ ...MORNING, hours: 0, minutes: 0, seconds: 0 }), "00:00:00");
    assert.equal(formatTimeOfDay({ ...MORNING, hours: 12 }), "12:03:02");
    assert.equal(formatTimeOfDay({ ...MORNING, hours: 23, minutes: 59, seconds: 59 }), "23:59:59");
  });

  test("R1 the port", () => {
    assert.equal(DEFAULT_PORT, 45000);
  });
});
