/** Prints what zone `local` means in this process at the moments given, one per line. Started with TZ set. */
import { ManualClock, ZonedClock, zoneIdentifier } from "../../src/clock/index.ts";
import { formatLabel } from "../../src/protocol/index.ts";

const clock = new ManualClock(0);
const local = new ZonedClock("local", clock);
console.log(zoneIdentifier("local"));
for (const moment of process.argv.slice(2)) {
  clock.set(Number(moment));
  console.log(formatLabel(local.civilTime(), "datetime"));
}
