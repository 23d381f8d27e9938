import type { Labels } from '../core/alert/alert.ts';
import { firstMiss, type Matcher } from '../core/alert/mapping.ts';

export interface ChosenSource<T> {
  readonly source?: T;
  /** Which matcher kept each earlier source from being asked. */
  readonly misses: readonly string[];
}

/** The first source whose matchers all match the alert's labels is asked for its metrics. */
export function chooseSource<T extends { readonly name: string; readonly matchers: readonly Matcher[] }>(
  sources: readonly T[],
  labels: Labels,
): ChosenSource<T> {
  const misses: string[] = [];
  for (const source of sources) {
    const miss = firstMiss(source.matchers, labels);
    if (miss === undefined) return { source, misses };
    misses.push(`${source.name} wants ${miss.text}`);
  }
  return { misses };
}
