import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServerEvent } from "../../src/observability/index.ts";
import { TlsWatch } from "../../src/server/tls-watch.ts";

const DAY = 86_400_000;
const ENDS_AT = Date.UTC(2027, 0, 31);

function identityThatEnds(endsAt: number) {
  return { identity: { cert: "", key: "", clientCa: null }, end: { subject: "CN=a", endsAt } };
}

test("a certificate's end is told from two weeks before on, as an error once it is over", () => {
  const told: ServerEvent[] = [];
  const watch = new TlsWatch(identityThatEnds(ENDS_AT), (event) => told.push(event));
  const daysAt = (time: number): number | undefined => {
    watch.look(time);
    const event = told.pop();
    return event?.type === "tls-expires" ? event.days : undefined;
  };
  assert.equal(daysAt(ENDS_AT - 15 * DAY), undefined);
  assert.equal(daysAt(ENDS_AT - 14 * DAY), undefined);
  assert.equal(daysAt(ENDS_AT - 14 * DAY + 1), 13);
  assert.equal(daysAt(ENDS_AT - 1), 0);
  assert.equal(daysAt(ENDS_AT + 1), -1);
});

test("it is looked at at the start, daily, and after a renewal, until the server stops", (t) => {
  t.mock.timers.enable({ apis: ["setInterval", "Date"], now: ENDS_AT - 2 * DAY });
  const told: ServerEvent[] = [];
  const watch = new TlsWatch(identityThatEnds(ENDS_AT), (event) => told.push(event));
  const types = () => told.splice(0).map(({ type }) => type);
  watch.start();
  assert.deepEqual(types(), ["tls-expires"]);
  t.mock.timers.tick(DAY);
  assert.deepEqual(types(), ["tls-expires"]);
  watch.renew(identityThatEnds(ENDS_AT + 100 * DAY));
  assert.deepEqual(types(), ["tls-renewed"]);
  t.mock.timers.tick(50 * DAY);
  assert.deepEqual(types(), []);
  watch.stop();
  t.mock.timers.tick(100 * DAY);
  assert.deepEqual(types(), []);
});
