import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { AddressGate, AddressLimits, Admission } from "../../../src/server/admission/address-gate.ts";
import { AddressKey } from "../../../src/server/admission/address-key.ts";
import { AddressTable } from "../../../src/server/admission/address-table.ts";
import "../../protocol/random-seed.ts";

const UNLIMITED: AddressLimits = { perAddress: 0, ratePerSecond: 0, burst: 1 };

function keyOf(address: string): AddressKey {
  const key = new AddressKey();
  key.read(address);
  return key;
}

/** Asks for a connection; a copy of the answer, as the next one overwrites it. */
function ask(gate: AddressGate, address: string, now = 0): Admission {
  return { ...gate.admit(keyOf(address), now) };
}

describe("table of addresses", () => {
  test("so many connections of an address, and again when one has ended", () => {
    const gate = new AddressTable({ ...UNLIMITED, perAddress: 2 }, 0).gate(0);
    const first = ask(gate, "192.0.2.1");
    assert.equal(first.verdict, "admitted");
    assert.equal(ask(gate, "::ffff:192.0.2.1").verdict, "admitted");
    assert.equal(ask(gate, "192.0.2.1").verdict, "too-many-open");
    assert.equal(ask(gate, "192.0.2.2").verdict, "admitted");
    gate.release(first.slot);
    assert.equal(ask(gate, "192.0.2.1").verdict, "admitted");
    assert.equal(ask(gate, "192.0.2.1").verdict, "too-many-open");
  });

  test("all of an IPv6 /64 together, and ::1 apart from what was never used", () => {
    const gate = new AddressTable({ ...UNLIMITED, perAddress: 1 }, 0).gate(0);
    assert.equal(ask(gate, "2001:db8::1").verdict, "admitted");
    assert.equal(ask(gate, "2001:db8::ffff:1").verdict, "too-many-open");
    assert.equal(ask(gate, "2001:db8:0:1::1").verdict, "admitted");
    assert.equal(ask(gate, "::1").verdict, "admitted");
    assert.equal(ask(gate, "::1").verdict, "too-many-open");
  });

  test("the rate counts admitted connections only, and those of each address by itself", () => {
    const gate = new AddressTable({ perAddress: 3, ratePerSecond: 1, burst: 4 }, 0).gate(0);
    const verdicts = (count: number, now: number) =>
      Array.from({ length: count }, () => ask(gate, "192.0.2.1", now).verdict);
    assert.deepEqual(verdicts(5, 0), ["admitted", "admitted", "admitted", "too-many-open", "too-many-open"]);
    const { slot } = ask(gate, "192.0.2.9", 0);
    for (let i = 0; i < 3; i++) gate.release(ask(gate, "192.0.2.9", 0).slot);
    assert.equal(ask(gate, "192.0.2.9", 0).verdict, "too-fast");
    assert.equal(ask(gate, "192.0.2.9", 999).verdict, "too-fast");
    assert.equal(ask(gate, "192.0.2.9", 1000).verdict, "admitted");
    assert.ok(slot >= 0);
  });

  test("with all limits off nothing is written", () => {
    const table = new AddressTable(UNLIMITED, 0);
    const before = new Uint8Array(table.memory).slice();
    const gate = table.gate(0);
    for (let i = 0; i < 100; i++) gate.release(ask(gate, `10.0.0.${i}`, i).slot);
    assert.deepEqual(new Uint8Array(table.memory), before);
  });

  test("does what a map would do, whatever comes and from whichever thread", () => {
    const address = fc.constantFrom(
      "10.0.0.1",
      "10.0.0.2",
      "::1",
      "2001:db8::1",
      "2001:db8::2",
      "fe80::1",
      "?",
    );
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ do: fc.constant("open" as const), address, thread: fc.nat({ max: 2 }) }),
      },
      { weight: 3, arbitrary: fc.record({ do: fc.constant("close" as const), which: fc.nat() }) },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant("wait" as const),
          time: fc.nat({ max: 50 }).map((parts) => parts * 64),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant("die" as const), thread: fc.nat({ max: 2 }) }) },
    );
    const limits = fc.record({
      perAddress: fc.nat({ max: 4 }),
      // A sixteenth of a token each 16 or 64 ms, so that neither side has to round.
      ratePerSecond: fc.constantFrom(0, 1000 / 256, 1000 / 1024),
      burst: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(limits, fc.array(step, { maxLength: 120 }), (limit, steps) => {
        const table = new AddressTable(limit, 2, undefined, 256);
        const gates = [0, 1, 2].map((thread) => table.gate(thread));
        const model = new MapModel(limit);
        let open: { name: string; slot: number; thread: number }[] = [];
        let now = 0;
        // All begin at once; one that begins later would count on from the latest time told.
        for (const gate of gates) gate.release(gate.admit(keyOf("192.0.2.255"), now - 1e6).slot);
        for (const one of steps) {
          if (one.do === "wait") now += one.time;
          if (one.do === "die") {
            const lost = open.filter(({ thread }) => thread === one.thread);
            const counted = limit.perAddress === 0 && limit.ratePerSecond === 0 ? 0 : lost.length;
            assert.equal(table.loseThread(one.thread), counted);
            for (const { name } of lost) model.close(name);
            open = open.filter(({ thread }) => thread !== one.thread);
          }
          if (one.do === "close" && open.length > 0) {
            const [{ name, slot, thread } = { name: "", slot: 0, thread: 0 }] = open.splice(
              one.which % open.length,
              1,
            );
            gates[thread]?.release(slot);
            model.close(name);
          }
          if (one.do === "open") {
            const name = model.nameOf(one.address);
            const { verdict, slot } = ask(gates[one.thread] as AddressGate, one.address, now - 1e6);
            assert.equal(verdict, model.open(name, now), `${one.address} at ${now}`);
            if (verdict === "admitted") open.push({ name, slot, thread: one.thread });
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  test("a full table admits further addresses without a limit of their own, and takes them in again later", () => {
    const slots = 64;
    const table = new AddressTable({ ...UNLIMITED, perAddress: 1 }, 0, undefined, slots);
    const gate = table.gate(0);
    const octets = table.memory.byteLength;
    const answers = Array.from({ length: 2000 }, (_, i) => ask(gate, `10.0.${i >> 8}.${i & 255}`));
    assert.ok(answers.every(({ verdict }) => verdict === "admitted"));
    assert.equal(table.unlimitedOpen, 2000 - slots);
    assert.equal(table.memory.byteLength, octets);
    // Who has a slot is still limited, who has none is not.
    const again = answers.map((_, i) => ask(gate, `10.0.${i >> 8}.${i & 255}`));
    assert.equal(again.filter(({ verdict }) => verdict === "too-many-open").length, slots);
    for (const { slot } of answers) gate.release(slot);
    for (const { slot, verdict } of again) if (verdict === "admitted") gate.release(slot);
    assert.equal(table.unlimitedOpen, 0);
    assert.equal(ask(gate, "192.0.2.1").verdict, "admitted");
    assert.equal(ask(gate, "192.0.2.1").verdict, "too-many-open");
  });

  test("a slot goes first to nobody's, then to the address that waits longest; a live one keeps its own", () => {
    const table = new AddressTable({ perAddress: 1, ratePerSecond: 1, burst: 2 }, 0, undefined, 16);
    const gate = table.gate(0);
    assert.equal(ask(gate, "192.0.2.1", 0).verdict, "admitted");
    for (let i = 0; i < 15; i++) gate.release(ask(gate, `10.0.0.${i}`, i).slot);
    // All 16 slots have an address, 15 of them none open: 10.0.0.0 has the fullest bucket.
    gate.release(ask(gate, "10.0.1.1", 20).slot);
    const whole = ask(gate, "10.0.1.1", 20);
    assert.equal(whole.verdict, "admitted", "a new address begins with a full bucket");
    gate.release(whole.slot);
    assert.equal(ask(gate, "192.0.2.1", 20).verdict, "too-many-open");
    for (let i = 1; i < 15; i++) gate.release(ask(gate, `10.0.0.${i}`, 20).slot);
    for (let i = 1; i < 15; i++)
      assert.equal(ask(gate, `10.0.0.${i}`, 20).verdict, "too-fast", `10.0.0.${i}`);
    assert.equal(table.unlimitedOpen, 0);
  });

  test("each table has a secret of its own, and a thread that joins has the same", () => {
    const limits = { ...UNLIMITED, perAddress: 1 };
    const places = (table: AddressTable) => {
      const gate = table.gate(0);
      return Array.from({ length: 32 }, (_, i) => ask(gate, `10.0.0.${i}`).slot >> 4).join();
    };
    assert.notEqual(places(new AddressTable(limits, 1)), places(new AddressTable(limits, 1)));
    const table = new AddressTable(limits, 1);
    const joined = new AddressTable(limits, 1, table.memory).gate(1);
    assert.equal(ask(table.gate(0), "10.0.0.1").verdict, "admitted");
    assert.equal(ask(joined, "10.0.0.1").verdict, "too-many-open");
  });
});

/** What the table does where there is room for all, in the plainest way. */
class MapModel {
  readonly #limits: AddressLimits;
  readonly #open = new Map<string, number>();
  readonly #tokens = new Map<string, { tokens: number; time: number }>();

  constructor(limits: AddressLimits) {
    this.#limits = limits;
  }

  nameOf(address: string): string {
    return address.startsWith("2001:db8::") ? "2001:db8::/64" : address;
  }

  open(name: string, now: number): Admission["verdict"] {
    const { perAddress, ratePerSecond, burst } = this.#limits;
    const open = this.#open.get(name) ?? 0;
    if (perAddress > 0 && open >= perAddress) return "too-many-open";
    if (ratePerSecond > 0) {
      const { tokens, time } = this.#tokens.get(name) ?? { tokens: burst, time: now };
      const left = Math.min(burst, tokens + ((now - time) * ratePerSecond) / 1000);
      this.#tokens.set(name, { tokens: left, time: now });
      if (left < 1) return "too-fast";
      this.#tokens.set(name, { tokens: left - 1, time: now });
    }
    this.#open.set(name, open + 1);
    return "admitted";
  }

  close(name: string): void {
    this.#open.set(name, (this.#open.get(name) ?? 0) - 1);
  }
}
