/** Every input by its format, seed and number: the same on every machine. */
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { writeJfrChunk } from '../../test/support/write-jfr.ts';
import { randomOf, type Random } from '../ranking/random.ts';
import { damageBytes } from './damage-bytes.ts';
import { damageJson } from './damage-json.ts';
import { damageWire, parseWire, type WireField } from './damage-wire.ts';
import { damagePlan, jfrPlans } from './jfr-plans.ts';
import type { Seeds } from './read-fixture.ts';
import { FORMATS, seedsOf, type SeedFormat } from './seeds.ts';

/** `inflate` is any format, compressed and then damaged. */
export const FUZZED = [...FORMATS, 'inflate'] as const;
export type Fuzzed = (typeof FUZZED)[number];

export interface FuzzInput {
  readonly bytes: Uint8Array;
  /** For what is still to be drawn. */
  readonly random: Random;
}

/** One input in so many is made of a whole recording. */
const LARGE_EVERY = 1000;

/** Inputs of one format. */
export function fuzzer(format: Fuzzed, seed: number): (number: number) => FuzzInput {
  if (format === 'inflate') return inflateFuzzer(seed);
  const seeds = seedsOf(format);
  const damage = damagerOf(format, seeds);
  return (number) => {
    const random = randomOf(seed, `${format} ${number}`);
    const isLarge = seeds.large.length > 0 && random.below(LARGE_EVERY) === 0;
    const bytes = isLarge ? damageBytes(random, random.pick(seeds.large), seeds.small) : damage(random);
    return { bytes, random };
  };
}

/** Half of the inputs are damaged as bytes, half in what the format is made of. */
function damagerOf(format: SeedFormat, seeds: Seeds): (random: Random) => Uint8Array {
  const { small } = seeds;
  const asBytes = (random: Random) => damageBytes(random, random.pick(small), small);
  if (format === 'pprof' || format === 'otlp') {
    const messages = small
      .map((bytes) => parseWire(bytes))
      .filter((fields): fields is readonly WireField[] => fields !== undefined);
    return (random) => (random.below(2) === 0 ? asBytes(random) : damageWire(random, random.pick(messages)));
  }
  if (format === 'jfr') {
    const plans = jfrPlans();
    return (random) => (random.below(3) > 0 ? asBytes(random) : writeJfrChunk(damagePlan(random, random.pick(plans))));
  }
  if (['cpuprofile', 'speedscope', 'chrome-trace', 'otlp json'].includes(format)) {
    const documents = small.map((bytes): unknown => JSON.parse(new TextDecoder().decode(bytes)));
    return (random) => (random.below(4) === 0 ? asBytes(random) : damageJson(random, random.pick(documents)));
  }
  return asBytes;
}

function inflateFuzzer(seed: number): (number: number) => FuzzInput {
  const plain = FORMATS.flatMap((format) => seedsOf(format).small.slice(0, 2));
  const packed = plain.flatMap((bytes) => [gzipSync(bytes), zstdCompressSync(bytes)]);
  return (number) => {
    const random = randomOf(seed, `inflate ${number}`);
    // Checksums refuse nearly all that is damaged when packed, so that a quarter is damaged before.
    const bytes =
      random.below(4) === 0
        ? gzipSync(damageBytes(random, random.pick(plain), plain))
        : damageBytes(random, random.pick(packed), packed);
    return { bytes, random };
  };
}
