/** What time is it, and in which zone. */
export { type Clock, ManualClock, systemClock } from "./clock.ts";
export { isKnownZone, ZonedClock, type ZoneName, zoneIdentifier } from "./zoned-clock.ts";
