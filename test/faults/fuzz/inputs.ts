import fc from "fast-check";
import { CHUNK_SIZES, STREAM } from "../../protocol/stream-arbitrary.ts";

/** One input of the fuzzer: what a client sends, how it arrives, and how the kernel takes the replies. */
export interface FuzzInput {
  /** One character for each octet. */
  readonly sent: string;
  /** Sizes of the chunks in which it arrives, taken in turn. */
  readonly chunks: readonly number[];
  /** Octets of reply that the kernel takes at a time, in turn; 0 takes nothing this time. */
  readonly taken: readonly number[];
  readonly reading: "tolerant" | "strict";
}

/** What real clients send (docs/protocol.md, 4): the beginnings of mutation. */
const EXAMPLES = [
  "TIME\r\n",
  "TIME\n",
  "TIME\r\n\r\n",
  "TIME process \r\nQUIT\r\n",
  "TIME\r\nQUIT\r\nTIME\r\n",
  "TIME\r\nTIME\r\nTI",
  "time\r\nTIMEX\r\n TIME\r\n",
  "TIME\r\n".repeat(40),
  `TIME\r\n${"x".repeat(510)}\r\nTIME\r\n`,
  "JAM/2\r\nTIME\r\nQUIT",
  "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nTIME\r\n",
  "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
];

type Mutation =
  | { readonly kind: "set" | "insert"; readonly at: number; readonly octet: number }
  | { readonly kind: "delete" | "double"; readonly at: number; readonly length: number }
  | { readonly kind: "splice"; readonly at: number; readonly other: string };

/** Octets that mean something, and any. */
const OCTET = fc.oneof(fc.constantFrom(0, 9, 10, 13, 32, 84, 127, 128, 255), fc.nat({ max: 255 }));
const PLACE = fc.nat({ max: 100_000 });

const MUTATION: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constantFrom("set" as const, "insert" as const), at: PLACE, octet: OCTET }),
  fc.record({
    kind: fc.constantFrom("delete" as const, "double" as const),
    at: PLACE,
    length: fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 600 })),
  }),
  fc.record({ kind: fc.constant("splice" as const), at: PLACE, other: fc.constantFrom(...EXAMPLES) }),
);

/** Doubling may grow a text without end. */
const LONGEST_MUTANT = 20_000;

const MUTANT = fc
  .tuple(fc.constantFrom(...EXAMPLES), fc.array(MUTATION, { minLength: 1, maxLength: 8 }))
  .map(([example, mutations]) => mutations.reduce(mutate, example).slice(0, LONGEST_MUTANT));

const RANDOM = fc.uint8Array({ maxLength: 64 }).map((octets) => String.fromCharCode(...octets));

const TAKEN = fc.oneof(
  // Mostly a kernel with room for all, as it is when a client reads.
  { weight: 3, arbitrary: fc.constant<readonly number[]>([1_000_000]) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.oneof(fc.constantFrom(0, 1, 13, 14, 15), fc.integer({ min: 1, max: 20_000 })), {
        minLength: 1,
        maxLength: 6,
      })
      .filter((sizes) => sizes.some((size) => size > 0)),
  },
);

/** Random and mutated inputs; every shrinking is one too. */
export const FUZZ_INPUT: fc.Arbitrary<FuzzInput> = fc.record({
  sent: fc.oneof(
    { weight: 5, arbitrary: MUTANT },
    { weight: 3, arbitrary: STREAM },
    { weight: 2, arbitrary: RANDOM },
  ),
  chunks: CHUNK_SIZES,
  taken: TAKEN,
  reading: fc.constantFrom("tolerant" as const, "tolerant" as const, "strict" as const),
});

/** Octets of a text with one character for each. */
export function octetsOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function mutate(text: string, mutation: Mutation): string {
  const at = text.length === 0 ? 0 : mutation.at % text.length;
  const [before, after] = [text.slice(0, at), text.slice(at)];
  switch (mutation.kind) {
    case "set":
      return before + String.fromCharCode(mutation.octet) + after.slice(1);
    case "insert":
      return before + String.fromCharCode(mutation.octet) + after;
    case "delete":
      return before + after.slice(mutation.length);
    case "double":
      return before + after.slice(0, mutation.length) + after;
    case "splice":
      return before + mutation.other + after;
  }
}
