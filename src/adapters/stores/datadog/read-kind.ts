import type { Labels } from '../../../core/alert/alert.ts';
import type { Window } from '../../../core/instant.ts';
import type { ProfileKind } from '../../../core/profile/profile.ts';
import type { ProfileBlock } from '../../../pipeline/ports.ts';
import type { DatadogSection } from './datadog-section.ts';
import type { Downloads } from './download-profiles.ts';
import type { Sums } from './sum-profiles.ts';

/** What a way of reading has of a kind; none where `blocks` is empty. */
interface ReadAnswer {
  readonly kind: ProfileKind;
  readonly blocks: readonly ProfileBlock[];
  /** For the evidence. */
  readonly told: string;
  readonly notices: readonly string[];
  /** Where there are no blocks. */
  readonly why?: string;
}

export interface Ways {
  sum(kind: ProfileKind, type: string): Promise<Sums>;
  download(): Promise<Downloads>;
}

/**
 * The first way that `read` allows and that is possible. CPU and wall time come by the same way, because names differ between them and one is taken
 * from the other.
 */
export async function readKind(
  kind: ProfileKind,
  of: { readonly selector: Labels; readonly window: Window },
  { read, types }: DatadogSection,
  ways: Ways,
): Promise<ReadAnswer> {
  const summed = kind === 'off-cpu' ? 'wall' : kind;
  const type = types[summed];
  const mayDownload = read !== 'aggregate';
  if (read === 'download' || (type === undefined && mayDownload)) return downloaded(kind, of, ways, []);
  if (type === undefined)
    return none(
      summed,
      '',
      `types.${summed} does not say what Datadog calls it, and read: aggregate allows no downloads`,
    );
  const [sums, cpu] = await Promise.all([
    ways.sum(summed, type),
    summed === 'wall' ? ways.sum('cpu', types.cpu) : undefined,
  ]);
  const told = `aggregate ${type}`;
  if (sums.kind === 'sums' && sums.samples > 0)
    return { kind: summed, blocks: sums.blocks, told: sums.told, notices: sums.notices };
  const why = sums.kind === 'impossible' ? sums.why : `its sums of ${type} hold no samples`;
  if (!mayDownload) return none(summed, told, why);
  if (cpu?.kind === 'sums' && cpu.blocks.length > 0)
    return none(summed, told, `${why}; read: download looks into each profile for it`);
  return downloaded(kind, of, ways, [`Datadog did not add the profiles up, they were downloaded: ${why}.`]);
}

async function downloaded(
  kind: ProfileKind,
  { selector, window }: { readonly selector: Labels; readonly window: Window },
  ways: Ways,
  before: readonly string[],
): Promise<ReadAnswer> {
  const { files, read, notices } = await ways.download();
  const told = `${read} downloads`;
  const candidates: readonly ProfileKind[] = kind === 'off-cpu' ? ['off-cpu', 'wall'] : [kind];
  for (const one of candidates) {
    const blocks = files
      .filter(({ kinds, interval: { from } }) => kinds.includes(one) && from >= window.from && from <= window.to)
      .map(({ profile: { pod, labels }, bytes, interval }) => ({
        kind: one,
        pod: pod === '' ? 'all pods' : pod,
        labels: { ...labels, ...selector },
        interval,
        bytes,
      }));
    if (blocks.length > 0) return { kind: one, blocks, told, notices: [...before, ...notices] };
  }
  const held = [...new Set(files.flatMap(({ kinds }) => kinds))].join(', ');
  const what = held === '' ? `none of ${read} downloads holds CPU time or waits` : `its ${read} downloads hold ${held}`;
  return none(kind, told, [what, ...notices].join('; '));
}

function none(kind: ProfileKind, told: string, why: string): ReadAnswer {
  return { kind, blocks: [], told, notices: [], why };
}
