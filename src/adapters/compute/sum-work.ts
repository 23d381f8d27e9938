/** What runs in the thread that adds up profiles for those who look into the store. */
import { cutProfile } from '../../core/profile/cut-profile.ts';
import { encodePprof } from '../../core/profile/encode-pprof.ts';
import { createPprofPool } from '../../core/profile/formats/pprof-pool.ts';
import { mergeProfiles } from '../../core/profile/merge-profiles.ts';
import { cutTree, nameTree } from '../../core/profile/name-tree.ts';
import { oneColumn } from '../../core/profile/one-column.ts';
import { MalformedProfile, type Profile } from '../../core/profile/profile.ts';
import { flameLevels, treeBytes } from '../../core/profile/pyroscope-tree.ts';
import { readProfile } from '../../core/profile/read-profile.ts';
import type { ProfileSums, SumRequest, Summed } from '../../pipeline/querier-ports.ts';
import { inflateProfile } from './inflate.ts';

/** As for pushes that are merged: what is kept inflates to a few. */
const MOST_INFLATED_BYTES = 128 * 1024 * 1024;

/** One after the other, so that the sum and one profile are all that is held. */
export function sumSources({
  kind,
  filter,
  sources,
  result,
  timeMs,
}: SumRequest): Awaited<ReturnType<ProfileSums['sum']>> {
  const unread: string[] = [];
  const totals: number[] = [];
  const merge = mergeProfiles();
  const pool = createPprofPool();
  let isEmpty = true;
  for (const { bytes, counts } of sources) {
    const column = read(bytes, counts);
    totals.push(column?.values.reduce((sum, cost) => sum + cost, 0) ?? 0);
    if (column === undefined || column.values.length === 0 || result.form === 'totals') continue;
    const why = merge.add(column, 0);
    if (why === undefined) isEmpty = false;
    else unread.push(why);
  }
  const summed = finish();
  return { ...summed, unread };

  function read(bytes: Uint8Array, counts: SumRequest['sources'][number]['counts']): Profile | undefined {
    try {
      return oneColumn(readProfile(inflateProfile(bytes, MOST_INFLATED_BYTES), pool), kind, filter, counts);
    } catch (error) {
      if (!(error instanceof MalformedProfile)) throw error;
      unread.push(error.message);
      return undefined;
    }
  }

  function finish(): Summed {
    if (result.form === 'totals') return { form: 'totals', totals };
    const { form, maxNodes } = result;
    if (form === 'pprof') {
      if (isEmpty) return { form, bytes: new Uint8Array() };
      return { form, bytes: encodePprof({ ...cutProfile(merge.finish(), maxNodes), timeMs }) };
    }
    const tree = isEmpty ? EMPTY : cutTree(nameTree(merge.finish()).tree, maxNodes);
    return form === 'tree' ? { form, bytes: treeBytes(tree) } : { form, levels: flameLevels(tree) };
  }
}

const EMPTY = {
  parent: Int32Array.of(-1),
  name: Int32Array.of(0),
  self: Float64Array.of(0),
  total: Float64Array.of(0),
  names: ['total'],
};
