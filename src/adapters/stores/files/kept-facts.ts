import type { Compute } from '../../../pipeline/ports.ts';
import type { ProfileFacts } from '../../../pipeline/pushes.ts';
import type { FoundFile } from './find-files.ts';

const MOST_KEPT = 5_000;

export type FactsOf = (file: FoundFile, bytes: Uint8Array, signal: AbortSignal) => Promise<ProfileFacts>;

/** What files hold, read once for all kinds: a file that has changed since is another one. */
export function keptFacts(compute: Pick<Compute, 'inspect'>): FactsOf {
  const kept = new Map<string, ProfileFacts>();
  return async ({ path, changedAt }, bytes, signal) => {
    const key = `${bytes.length} ${changedAt} ${path}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const facts = await compute.inspect(bytes, signal);
    kept.set(key, facts);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return facts;
  };
}
