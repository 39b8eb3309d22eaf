import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AddressGate } from "../../../src/server/admission/address-gate.ts";
import { AddressKey } from "../../../src/server/admission/address-key.ts";
import { AddressTable } from "../../../src/server/admission/address-table.ts";

/** One set, so that all addresses meet in it. */
const SLOTS = 16;
const PER_ADDRESS = 2;
/** More than any admission takes. */
const MOST_STEPS = 2000;
const STEPS = ["load", "store", "add", "sub", "exchange", "compareExchange"] as const;

/** An address that has a slot when the story begins, or none. */
const KNOWN = Array.from({ length: SLOTS }, (_, i) => `10.0.0.${i}`);
const NEW = ["192.0.2.1", "192.0.2.2"];
const EVERYBODY = [...KNOWN, ...NEW];

/** A table whose set is full of addresses that have no connection, and what two threads have open. */
class Story {
  readonly table: AddressTable;
  readonly #gates: readonly AddressGate[];
  /** Connections by thread. */
  readonly open: { readonly address: string; readonly slot: number }[][] = [[], [], []];

  constructor(limits = { perAddress: PER_ADDRESS, ratePerSecond: 0, burst: 1 }) {
    this.table = new AddressTable(limits, 2, undefined, SLOTS);
    this.#gates = [0, 1, 2].map((thread) => this.table.gate(thread));
    for (const address of KNOWN) this.connect(0, address);
    while (this.disconnect(0));
  }

  connect(thread: number, address: string): string {
    const key = new AddressKey();
    key.read(address);
    const { verdict, slot } = this.#gateOf(thread).admit(key, 0);
    if (verdict === "admitted") this.#openOf(thread).push({ address, slot });
    return verdict;
  }

  /** @returns whether there was one. */
  disconnect(thread: number): boolean {
    const connection = this.#openOf(thread).pop();
    if (connection !== undefined) this.#gateOf(thread).release(connection.slot);
    return connection !== undefined;
  }

  /** Whether the table knows what is open: of each address so many more are admitted, then none. */
  check(): void {
    for (const address of EVERYBODY) {
      // One that found a thread at work in the set for long, or the set full, has no slot of its own.
      const limited = this.#limited().filter((connection) => connection.address === address);
      const slots = new Set(limited.map(({ slot }) => slot));
      assert.ok(slots.size <= 1, `${address} is in ${slots.size} slots`);
      let admitted = 0;
      while (admitted <= PER_ADDRESS && this.connect(0, address) === "admitted") admitted++;
      if (admitted <= PER_ADDRESS) {
        assert.equal(limited.length + admitted, PER_ADDRESS, address);
      } else {
        const live = new Set(this.#limited().map(({ slot }) => slot));
        assert.ok(live.size === SLOTS && slots.size === 0, `${address} is not limited`);
      }
      while (this.disconnect(0));
    }
  }

  /** What is open and limited one by one. */
  #limited() {
    return this.open.flat().filter(({ slot }) => slot < SLOTS);
  }

  /** After the last connection every slot is free again. */
  end(): void {
    for (const thread of [1, 2]) while (this.disconnect(thread));
    for (let i = 0; i < SLOTS; i++) assert.equal(this.connect(0, `172.16.0.${i}`), "admitted");
    assert.equal(this.table.unlimitedOpen, 0);
  }

  #gateOf(thread: number): AddressGate {
    return this.#gates[thread] as AddressGate;
  }

  #openOf(thread: number) {
    return this.open[thread] as Story["open"][number];
  }
}

/** What another thread does in between, from beginning to end. */
const INTRUDERS: Readonly<Record<string, (story: Story) => void>> = {
  "connects from a known address": (story) => story.connect(2, "10.0.0.0"),
  "connects from the new address": (story) => story.connect(2, "192.0.2.1"),
  "connects from another new address": (story) => story.connect(2, "192.0.2.2"),
  "comes and goes": (story) => {
    story.connect(2, "192.0.2.1");
    story.disconnect(2);
  },
  "takes all slots for a moment": (story) => {
    for (let i = 0; i < SLOTS; i++) story.connect(2, `10.1.0.${i}`);
    while (story.disconnect(2));
  },
  "makes room behind what is looked at": (story) => {
    story.disconnect(2);
    story.connect(2, "192.0.2.1");
  },
};

/** How a story begins, before the thread that is interrupted acts. */
const BEGINNINGS: Readonly<Record<string, (story: Story) => void>> = {
  "all slots quiet": () => undefined,
  "one slot quiet": (story) => {
    for (const address of KNOWN.slice(0, -1)) story.connect(2, address);
  },
};

describe("table of addresses, interrupted at each step", () => {
  for (const [beginning, begin] of Object.entries(BEGINNINGS)) {
    for (const [name, intrude] of Object.entries(INTRUDERS)) {
      for (const address of ["10.0.0.0", "10.0.0.15", "192.0.2.1"]) {
        test(`${beginning}, ${address} connects while another thread ${name}`, () => {
          forEachStep((interruptAt) => {
            const story = new Story();
            begin(story);
            const wasReached = interruptAt(
              () => intrude(story),
              () => story.connect(1, address),
            );
            story.check();
            story.end();
            return wasReached;
          });
        });
      }
    }
  }

  test("a token is given once", () => {
    forEachStep((interruptAt) => {
      const burst = 3;
      const story = new Story({ perAddress: 0, ratePerSecond: 0.001, burst });
      const wasReached = interruptAt(
        () => story.connect(2, "192.0.2.1"),
        () => story.connect(1, "192.0.2.1"),
      );
      let admitted = story.open.flat().filter(({ slot }) => slot < SLOTS).length;
      // Who finds another thread at work for long is admitted unlimited; nobody else is.
      assert.equal(admitted + story.table.unlimitedOpen, wasReached ? 2 : 1);
      while (story.connect(0, "192.0.2.1") === "admitted") admitted++;
      assert.equal(admitted, burst);
      return wasReached;
    });
  });

  test("a thread may die at each step: its connections are lost, its slot is free again, others go on", () => {
    for (const address of ["10.0.0.0", "192.0.2.1"]) {
      forEachStep((interruptAt) => {
        const story = new Story();
        story.connect(2, "10.0.0.1");
        story.connect(1, "10.0.0.1");
        const death = new Error("the thread was killed");
        const wasReached = interruptAt(
          () => {
            throw death;
          },
          () => {
            try {
              story.connect(1, address);
            } catch (error) {
              assert.equal(error, death);
            }
          },
        );
        const lost = story.table.loseThread(1);
        assert.ok(lost === 1 || lost === 2, `${lost} lost`);
        story.open[1] = [];
        story.check();
        story.end();
        return wasReached;
      });
    }
  });
});

/** Does something, and something else before one of its accesses to shared memory. @returns whether it came so far. */
type Interrupt = (intruder: () => void, action: () => void) => boolean;

/** Tells a story again and again, interrupted before the first access to shared memory, the second, to the last. */
function forEachStep(tell: (interruptAt: Interrupt) => boolean): void {
  let step = 0;
  while (tell((intruder, action) => interrupted(step, intruder, action))) step++;
  assert.ok(step > 5 && step < MOST_STEPS, `${step} steps`);
}

function interrupted(step: number, intruder: () => void, action: () => void): boolean {
  const real = new Map(STEPS.map((name) => [name, Atomics[name]]));
  let taken = 0;
  const restore = () => {
    for (const [name, access] of real) Reflect.set(Atomics, name, access);
  };
  for (const [name, access] of real) {
    Reflect.set(Atomics, name, (...given: unknown[]) => {
      if (taken++ === step) {
        restore();
        intruder();
      }
      return Reflect.apply(access, Atomics, given);
    });
  }
  try {
    action();
  } finally {
    restore();
  }
  return taken > step;
}
