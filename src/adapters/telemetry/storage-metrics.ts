import { Counter, Gauge, type Registry } from 'prom-client';
import type { StorageMeter } from '../../pipeline/housekeeping-ports.ts';

/** What lies in the embedded store, and what the housekeeping did about it. */
export function storageMetrics(registers: Registry[]): StorageMeter {
  const profiles = new Gauge({
    name: 'burnscope_store_profiles',
    help: 'Profiles in the embedded store, merged ones counted once',
    registers,
  });
  const bytes = new Gauge({
    name: 'burnscope_store_bytes',
    help: 'What the profiles of the embedded store take of the disk or bucket',
    registers,
  });
  const removed = new Counter({
    name: 'burnscope_store_removed_total',
    help: 'What the housekeeping removed: by age or size, blobs that nothing names, and profiles whose bytes were lost',
    labelNames: ['what'],
    registers,
  });
  const compacted = new Counter({
    name: 'burnscope_store_compacted_total',
    help: 'Profiles that were merged, and those that they were merged into',
    labelNames: ['profiles'],
    registers,
  });
  const saved = new Counter({
    name: 'burnscope_store_compacted_bytes_total',
    help: 'Bytes that merging saved',
    registers,
  });
  return {
    removed: (what, count) => removed.inc({ what: what.replaceAll(' ', '_') }, count),
    compacted(from, to, bytesSaved) {
      compacted.inc({ profiles: 'before' }, from);
      compacted.inc({ profiles: 'after' }, to);
      saved.inc(bytesSaved);
    },
    stored(usage) {
      profiles.set(usage.profiles);
      bytes.set(usage.bytes);
    },
  };
}
