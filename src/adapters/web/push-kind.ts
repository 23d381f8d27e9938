import type { ProfileKind } from '../../core/profile/profile.ts';
import type { Counts } from '../../core/profile/assume-counts.ts';

/** What agents call their profiles: suffixes of Pyroscope's application names, display names, and `__name__` of a series. */
const KINDS: readonly (readonly [RegExp, ProfileKind | 'none'])[] = [
  // Numbers of waits without their time.
  [/^(?:mutex|block|lock)_count$/, 'none'],
  [/^(?:godeltaprof_)?mutex(?:_duration)?$/, 'mutex'],
  [/^(?:godeltaprof_)?(?:block|lock)(?:_duration)?$/, 'block'],
  [/^(?:process_)?cpu$/, 'cpu'],
  [/^(?:wall|itimer)$/, 'wall'],
  [/^(?:process_)?off_?cpu$/, 'off-cpu'],
  [/^(?:goroutines?|threads|exceptions?|live|memory|(?:inuse|alloc)_(?:objects|space)|alloc_\w+_tlab_\w+)$/, 'none'],
];

/** Units that Pyroscope's agents say of counts that are no time; those of locks are durations or numbers. */
const NO_TIME = /^(?:objects|bytes|goroutines|threads|exceptions|lock_samples)$/;

export type PushedKind = ProfileKind | 'none';

/**
 * What the sender calls a profile, by the first name that is a kind of ours. Go's agent tells block from mutex by
 * "display-name" alone (the profiles look alike inside) and names the numbers of waits beside their time. `none` is nothing
 * that we compare; undefined when it does not say.
 */
export function readPushKind(names: readonly (string | undefined)[], units = ''): PushedKind | undefined {
  const kinds = names.flatMap((name) => KINDS.find(([pattern]) => name !== undefined && pattern.test(name))?.[1] ?? []);
  return kinds.find((kind) => kind !== 'none') ?? (NO_TIME.test(units) ? 'none' : kinds[0]);
}

const UNITS: Readonly<Record<string, Counts['unit']>> = {
  nanoseconds: 'nanoseconds',
  lock_nanoseconds: 'nanoseconds',
  microseconds: 'microseconds',
  milliseconds: 'milliseconds',
  seconds: 'seconds',
};
const USUAL_HZ = 100;

/** What the numbers of a text format stand for: samples at a rate of 100 Hz, unless the sender says something else. */
export function readPushCounts(kind: PushedKind | undefined, units = '', sampleRate = 0): Counts {
  // Pyroscope's older agents call durations of locks "samples" as well.
  const measured = kind === 'mutex' || kind === 'block' || kind === 'off-cpu' ? 'nanoseconds' : 'samples';
  const unit = Object.hasOwn(UNITS, units) ? UNITS[units]! : measured;
  return { unit, rateHz: sampleRate > 0 ? sampleRate : USUAL_HZ };
}

/** The "display-name" of each sample type in a `sample_type_config`; none when it cannot be read. */
export function displayNames(config: Uint8Array | undefined): readonly string[] {
  if (config === undefined) return [];
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(config));
    const entries = typeof parsed === 'object' && parsed !== null ? Object.values(parsed) : [];
    return entries.flatMap((entry: unknown) => {
      const name: unknown =
        typeof entry === 'object' && entry !== null ? Reflect.get(entry, 'display-name') : undefined;
      return typeof name === 'string' ? [name] : [];
    });
  } catch {
    // It only names what the profile itself holds as well.
    return [];
  }
}
