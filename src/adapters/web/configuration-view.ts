import type { Instant } from '../../core/instant.ts';
import { showTime } from './page-quantity.ts';

/** Which configuration runs, and since when. */
export interface RunningConfiguration {
  /** Of its files; empty when there are none. */
  readonly hash: string;
  readonly loadedAt: Instant;
  /** When the last reload failed; absent while the last one took. */
  readonly refusedAt?: Instant;
}

/** For the line at the end of a page; empty when the service runs without a file. */
export function configurationView({ hash, loadedAt, refusedAt }: RunningConfiguration): object | '' {
  if (hash === '') return '';
  return {
    hash: shortHash(hash),
    loadedAt: showTime(loadedAt),
    refusedAt: refusedAt === undefined ? '' : showTime(refusedAt),
  };
}

/** Enough to tell configurations apart, short enough to read out. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}
