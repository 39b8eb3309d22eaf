import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { isKnownZone, ManualClock, ZonedClock, zoneIdentifier } from "../../src/clock/index.ts";
import { formatLabel } from "../../src/protocol/index.ts";
import "../protocol/random-seed.ts";

/** What a clock of the zone shows at each moment, in the order given, by one and the same clock. */
function labelsIn(zone: string, moments: readonly number[]): string[] {
  const manual = new ManualClock(0);
  const clock = new ZonedClock(zone, manual);
  return moments.map((moment) => {
    manual.set(moment);
    return formatLabel(clock.civilTime(), "datetime");
  });
}

/** A change of a zone's offset: its last second before, its first one after. */
interface OffsetChange {
  readonly zone: string;
  /** First moment of the new offset. */
  readonly at: number;
  readonly before: string;
  readonly after: string;
}

const OFFSET_CHANGES: readonly OffsetChange[] = [
  {
    zone: "Europe/Berlin",
    at: Date.UTC(2026, 2, 29, 1),
    before: "29 03 2026 01:59:59",
    after: "29 03 2026 03:00:00",
  },
  {
    zone: "Europe/Berlin",
    at: Date.UTC(2026, 9, 25, 1),
    before: "25 10 2026 02:59:59",
    after: "25 10 2026 02:00:00",
  },
  {
    zone: "America/New_York",
    at: Date.UTC(2026, 2, 8, 7),
    before: "08 03 2026 01:59:59",
    after: "08 03 2026 03:00:00",
  },
  {
    zone: "America/New_York",
    at: Date.UTC(2026, 10, 1, 6),
    before: "01 11 2026 01:59:59",
    after: "01 11 2026 01:00:00",
  },
  // Summer time of half an hour.
  {
    zone: "Australia/Lord_Howe",
    at: Date.UTC(2026, 3, 4, 15),
    before: "05 04 2026 01:59:59",
    after: "05 04 2026 01:30:00",
  },
  {
    zone: "Australia/Lord_Howe",
    at: Date.UTC(2026, 9, 3, 15, 30),
    before: "04 10 2026 01:59:59",
    after: "04 10 2026 02:30:00",
  },
  // Summer time that begins at midnight: the day has no 00:00.
  {
    zone: "Africa/Cairo",
    at: Date.UTC(2024, 3, 25, 22),
    before: "25 04 2024 23:59:59",
    after: "26 04 2024 01:00:00",
  },
  // A zone that went over the date line and had no 30 December.
  {
    zone: "Pacific/Apia",
    at: Date.UTC(2011, 11, 30, 10),
    before: "29 12 2011 23:59:59",
    after: "31 12 2011 00:00:00",
  },
];

describe("zoned clock", () => {
  test("R4 the second is truncated, never rounded", () => {
    const second = Date.UTC(2026, 6, 1, 12, 34, 56);
    const moments = [
      second,
      second + 1,
      second + 499,
      second + 500,
      second + 999,
      second + 999.999,
      second + 1000,
    ];
    assert.deepEqual(
      labelsIn("UTC", moments).map((label) => label.slice(-8)),
      ["12:34:56", "12:34:56", "12:34:56", "12:34:56", "12:34:56", "12:34:56", "12:34:57"],
    );
    assert.deepEqual(labelsIn("UTC", [Date.UTC(2027, 0, 1) - 1, Date.UTC(2027, 0, 1)]), [
      "31 12 2026 23:59:59",
      "01 01 2027 00:00:00",
    ]);
  });

  test("R4 truncation is downwards before 1970 too", () => {
    assert.deepEqual(labelsIn("UTC", [-1, -999, -1000, -1001]), [
      "31 12 1969 23:59:59",
      "31 12 1969 23:59:59",
      "31 12 1969 23:59:59",
      "31 12 1969 23:59:58",
    ]);
  });

  test("R4 midnight is 00, noon is 12, one o'clock in the afternoon 13", () => {
    const midnight = Date.UTC(2026, 0, 31);
    const hours = Array.from({ length: 25 }, (_, hour) => midnight + hour * 3_600_000);
    for (const zone of ["UTC", "Europe/London"]) {
      assert.deepEqual(
        labelsIn(zone, hours).map((label) => label.slice(11, 13)),
        [
          ..."0123456789".split("").map((digit) => `0${digit}`),
          ..."10 11 12 13 14 15 16 17 18 19 20 21 22 23 00".split(" "),
        ],
      );
    }
  });

  test("a step of the clock is followed at once, back as well as forward", () => {
    const noon = Date.UTC(2026, 4, 5, 12);
    assert.deepEqual(
      labelsIn("UTC", [noon, noon - 1000, noon, noon + 86_400_000, noon - 1, noon - 86_400_000]),
      [
        "05 05 2026 12:00:00",
        "05 05 2026 11:59:59",
        "05 05 2026 12:00:00",
        "06 05 2026 12:00:00",
        "05 05 2026 11:59:59",
        "04 05 2026 12:00:00",
      ],
    );
  });

  for (const { zone, at, before, after } of OFFSET_CHANGES) {
    test(`${zone} goes from ${before} to ${after}, at once, and back with the clock`, () => {
      assert.deepEqual(labelsIn(zone, [at - 1000, at - 1, at, at + 999, at - 1]), [
        before,
        before,
        after,
        after,
        before,
      ]);
    });
  }

  test("zones of other than whole hours, and far from UTC", () => {
    const moment = Date.UTC(2026, 1, 28, 23, 59, 59);
    const expected = {
      UTC: "28 02 2026 23:59:59",
      "Asia/Kolkata": "01 03 2026 05:29:59",
      "Asia/Kathmandu": "01 03 2026 05:44:59",
      "Asia/Jakarta": "01 03 2026 06:59:59",
      "Asia/Makassar": "01 03 2026 07:59:59",
      "Asia/Jayapura": "01 03 2026 08:59:59",
      "Australia/Eucla": "01 03 2026 08:44:59",
      "Pacific/Chatham": "01 03 2026 13:44:59",
      "Pacific/Kiritimati": "01 03 2026 13:59:59",
      "America/St_Johns": "28 02 2026 20:29:59",
      "Pacific/Marquesas": "28 02 2026 14:29:59",
      "Pacific/Pago_Pago": "28 02 2026 12:59:59",
      "Etc/GMT+12": "28 02 2026 11:59:59",
    };
    const shown = Object.keys(expected).map((zone) => [zone, labelsIn(zone, [moment])[0]]);
    assert.deepEqual(Object.fromEntries(shown), expected);
  });

  test("the date changes with the zone's midnight, not with that of UTC", () => {
    const newYear = Date.UTC(2027, 11, 31, 10);
    assert.deepEqual(labelsIn("Pacific/Kiritimati", [newYear - 1, newYear]), [
      "31 12 2027 23:59:59",
      "01 01 2028 00:00:00",
    ]);
    const leapDay = Date.UTC(2028, 1, 29, 11);
    assert.deepEqual(labelsIn("Pacific/Pago_Pago", [leapDay - 1, leapDay]), [
      "28 02 2028 23:59:59",
      "29 02 2028 00:00:00",
    ]);
  });

  test("one object for as long as a second lasts, another one for another second", () => {
    const manual = new ManualClock(Date.UTC(2026, 0, 1));
    for (const zone of ["UTC", "Asia/Jakarta", "local"]) {
      const clock = new ZonedClock(zone, manual);
      manual.set(Date.UTC(2026, 0, 1));
      const first = clock.civilTime();
      assert.equal(clock.civilTime(), first);
      manual.advance(999);
      assert.equal(clock.civilTime(), first);
      manual.advance(1);
      const next = clock.civilTime();
      assert.notEqual(next, first);
      assert.equal(clock.civilTime(), next);
      manual.advance(-1);
      assert.notEqual(clock.civilTime(), next);
      assert.deepEqual(clock.civilTime(), first);
    }
  });

  test("what was given out before does not change with the clock", () => {
    const manual = new ManualClock(0);
    const clock = new ZonedClock("UTC", manual);
    const first = clock.civilTime();
    const copy = { ...first };
    manual.advance(123_456_789);
    clock.civilTime();
    assert.deepEqual(first, copy);
  });

  test("UTC agrees with the runtime's ISO 8601 at any moment, in any order", () => {
    const MOMENT = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2200, 0, 1) });
    fc.assert(
      fc.property(fc.array(fc.tuple(MOMENT, fc.nat({ max: 2000 })), { minLength: 1 }), (pairs) => {
        const moments = pairs.flatMap(([moment, later]) => [moment, moment + later]);
        const iso = moments.map((moment) => {
          const [date = "", time = ""] = new Date(moment).toISOString().slice(0, 19).split("T");
          return `${date.split("-").reverse().join(" ")} ${time}`;
        });
        assert.deepEqual(labelsIn("UTC", moments), iso);
      }),
    );
  });

  test("without a clock of its own it goes by the system's", () => {
    const clock = new ZonedClock("UTC");
    const [before, label, after] = [Date.now(), formatLabel(clock.civilTime(), "time"), Date.now()];
    const possible = [before, after].map((moment) => new Date(moment).toISOString().slice(11, 19));
    assert.ok(possible.includes(label), `${label} is one of ${possible.join(", ")}`);
  });
});

describe("zone names", () => {
  test("local, UTC and IANA names in any case are known", () => {
    for (const zone of [
      "local",
      "UTC",
      "utc",
      "Asia/Jakarta",
      "asia/jakarta",
      "EUROPE/BERLIN",
      "Etc/GMT+7",
      "Asia/Calcutta",
    ]) {
      assert.ok(isKnownZone(zone), zone);
      assert.doesNotThrow(() => new ZonedClock(zone).civilTime(), zone);
    }
  });

  test("names that no zone has are not", () => {
    for (const zone of [
      "",
      " ",
      "Mars/Olympus",
      "WIB",
      "Asia",
      "Asia/",
      "Asia/Jakarta ",
      " UTC",
      "Asia/Jakarta\0",
      "LOCAL",
      "null",
    ]) {
      assert.equal(isKnownZone(zone), false, JSON.stringify(zone));
      assert.throws(() => new ZonedClock(zone), RangeError, JSON.stringify(zone));
    }
  });

  test("offsets are refused: they carry no rules for summer time", () => {
    // U+2212 is the minus sign that ISO 8601 prefers; some runtimes read it.
    for (const zone of [
      "+07:00",
      "-05:00",
      "+07",
      "+0700",
      "+00:00",
      "\u221207:00",
      "\u221207",
      "GMT+7",
      "UTC+07:00",
      "7",
    ]) {
      assert.equal(isKnownZone(zone), false, zone);
    }
  });

  test("abbreviations are refused, but for the few that are IANA names", () => {
    // Some runtimes know more of them, and take BST for Bangladesh and AST for Alaska.
    for (const zone of ["BST", "AST", "IST", "JST", "PST", "CST", "pst", "WIT"]) {
      assert.equal(isKnownZone(zone), false, zone);
    }
    for (const zone of [
      "CET",
      "EET",
      "MET",
      "WET",
      "EST",
      "MST",
      "HST",
      "GMT",
      "UCT",
      "PRC",
      "ROC",
      "ROK",
      "cet",
    ]) {
      assert.ok(isKnownZone(zone), zone);
    }
  });

  test("a zone's identifier is its IANA name as IANA spells it", () => {
    assert.equal(zoneIdentifier("asia/jakarta"), "Asia/Jakarta");
    assert.equal(zoneIdentifier("utc"), "UTC");
    assert.throws(() => zoneIdentifier("Mars/Olympus"), RangeError);
  });
});
