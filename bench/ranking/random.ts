/** Chance that repeats: every bench that draws takes its numbers from here, by seed, on every machine the same. */
export interface Random {
  /** In 0..1, without 1. */
  uniform(): number;
  /** A whole number in 0..limit, without the limit. */
  below(limit: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** Picks in proportion to weight. */
  weighed<Item>(items: readonly Item[], weightOf: (item: Item) => number): Item;
  normal(): number;
  /** exp of a normal number with this spread; its mean is 1. */
  lognormal(spread: number): number;
  poisson(mean: number): number;
}

/** Above, a rounded normal number is Poisson enough, and takes no time. */
const LARGE_MEAN = 50;

/** Words of text are part of the seed, so that every bench and base has a stream of its own. */
export function randomOf(seed: number, words = ''): Random {
  let hash = seed | 0;
  for (const letter of words) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193) + 0x9e3779b9;
  const uniform = uniformOf(seed, hash);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const below = (limit: number): number => Math.floor(uniform() * limit);
  return {
    uniform,
    below,
    pick: (items) => items[below(items.length)]!,
    weighed: (items, weightOf) => {
      let left = uniform() * items.reduce((sum, item) => sum + weightOf(item), 0);
      return items.find((item) => (left -= weightOf(item)) <= 0) ?? items.at(-1)!;
    },
    normal,
    lognormal: (spread) => Math.exp(spread * normal() - (spread * spread) / 2),
    poisson: (mean) => {
      if (mean > LARGE_MEAN) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = uniform(); product > limit; product *= uniform()) count++;
      return count;
    },
  };
}

/** The small fast counting generator sfc32 (https://pracrand.sourceforge.net/RNG_engines.txt). */
function uniformOf(seed: number, hash: number): () => number {
  let a = seed | 0;
  let b = hash | 0;
  let c = 0x9e3779b9 | 0;
  let counter = 1;
  const next = (): number => {
    const mixed = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + mixed) | 0;
    return (mixed >>> 0) / 2 ** 32;
  };
  for (let mixing = 0; mixing < 15; mixing++) next();
  return next;
}
