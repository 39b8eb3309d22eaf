import fc from "fast-check";

/**
 * The seed of all properties of this run. `JAM_TEST_SEED=<integer>` repeats an earlier run;
 * fast-check prints the same seed, and the path to the counterexample, when a property fails.
 */
export const RANDOM_SEED = chooseSeed(process.env.JAM_TEST_SEED);

fc.configureGlobal({ seed: RANDOM_SEED });
console.log(`random seed ${RANDOM_SEED} (JAM_TEST_SEED=${RANDOM_SEED} repeats this run)`);

function chooseSeed(given: string | undefined): number {
  if (given === undefined || given === "") return Math.floor(Math.random() * 0x7fffffff);
  const seed = Number(given);
  // fast-check would turn anything else into another seed in silence, and the run would not be the one asked for.
  if (!Number.isInteger(seed) || Math.abs(seed) > 0x7fffffff) {
    throw new RangeError(`JAM_TEST_SEED is not a 32-bit integer: "${given}"`);
  }
  return seed;
}
