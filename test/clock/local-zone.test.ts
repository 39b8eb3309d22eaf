import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { isKnownZone, ManualClock, ZonedClock, zoneIdentifier } from "../../src/clock/index.ts";

const PROGRAM = fileURLToPath(new URL("print-local-time.ts", import.meta.url));

/** What a process of this runtime with TZ set takes `local` for: its name, then its time at each moment. */
async function localIn(timeZone: string, ...moments: number[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...moments.map(String)], {
    env: { ...process.env, TZ: timeZone },
  });
  return stdout.trimEnd().split(/\r?\n/);
}

describe("zone local", () => {
  test("is the zone that TZ names", async () => {
    const noon = Date.UTC(2026, 2, 4, 12, 0, 0);
    const [, ...kolkata] = await localIn("Asia/Kolkata", noon, noon + 999, noon + 1000);
    assert.deepEqual(kolkata, ["04 03 2026 17:30:00", "04 03 2026 17:30:00", "04 03 2026 17:30:01"]);
    assert.deepEqual(await localIn("UTC", noon), ["UTC", "04 03 2026 12:00:00"]);
    assert.deepEqual(await localIn("Asia/Jakarta", noon), ["Asia/Jakarta", "04 03 2026 19:00:00"]);
    const [, kiritimati] = await localIn("Pacific/Kiritimati", noon);
    assert.equal(kiritimati, "05 03 2026 02:00:00");
  });

  test("follows summer time, both ways", async () => {
    const [spring, autumn] = [Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1)];
    assert.deepEqual(await localIn("Europe/Berlin", spring - 1, spring, autumn - 1, autumn), [
      "Europe/Berlin",
      "29 03 2026 01:59:59",
      "29 03 2026 03:00:00",
      "25 10 2026 02:59:59",
      "25 10 2026 02:00:00",
    ]);
  });

  test("has a name that is known, also when TZ has none that the runtime can name", async () => {
    for (const timeZone of ["Asia/Jakarta", "", "UTC-7", "WIB-7", "Nowhere/Land"]) {
      const [name = ""] = await localIn(timeZone);
      assert.ok(isKnownZone(name), `TZ "${timeZone}" is named "${name}"`);
    }
  });

  test("in this very process agrees with the zone of its name", () => {
    const clock = new ManualClock(0);
    const [local, named] = [new ZonedClock("local", clock), new ZonedClock(zoneIdentifier("local"), clock)];
    for (let month = 0; month < 24; month++) {
      clock.set(Date.UTC(2026, month, 17, 11 + month, 29, 31));
      assert.deepEqual(local.civilTime(), named.civilTime());
    }
  });
});
