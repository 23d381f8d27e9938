/** Chance that repeats: every bench that draws takes its numbers from here, by seed. */
export interface Dice {
  /** Uniform in 0..1, ends excluded. */
  next(): number;
  /** The same items in another order. */
  shuffled<Item>(items: readonly Item[]): Item[];
  /** How many of `count` are kept when each is kept with probability `keep`. */
  kept(count: number, keep: number): number;
}

/** Lehmer's generator with the multiplier of Park and Miller (https://doi.org/10.1145/63039.63042). */
const MODULUS = 2_147_483_647;
const MULTIPLIER = 48_271;
/** Small seeds begin with small numbers. */
const WARM_UP = 16;

export function rollDice(seed: number): Dice {
  let state = (Math.abs(Math.trunc(seed)) % (MODULUS - 1)) + 1;
  const next = (): number => {
    state = (state * MULTIPLIER) % MODULUS;
    return state / MODULUS;
  };
  for (let i = 0; i < WARM_UP; i++) next();
  return {
    next,
    shuffled: (items) => {
      const order = [...items];
      for (let i = order.length - 1; i > 0; i--) {
        const other = Math.floor(next() * (i + 1));
        [order[i], order[other]] = [order[other]!, order[i]!];
      }
      return order;
    },
    kept: (count, keep) => {
      let left = 0;
      for (let i = 0; i < count; i++) left += next() < keep ? 1 : 0;
      return left;
    },
  };
}
