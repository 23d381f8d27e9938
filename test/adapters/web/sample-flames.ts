import { gzipSync } from 'node:zlib';
import type { FlameGraph } from '../../../src/core/flamegraph/flame-panel.ts';
import { writeFlameBody } from '../../../src/core/flamegraph/write-flame-body.ts';
import { encodePprof } from '../../../src/core/profile/encode-pprof.ts';
import { assumeCounts } from '../../../src/core/profile/assume-counts.ts';
import { foldedTree } from '../../core/flamegraph/folded-tree.ts';
import { foldedProfile } from '../../support/folded-profile.ts';

const SERVE = 'net/http.(*conn).serve;shop.Handle';

const CPU: FlameGraph = {
  profile: 'cpu',
  title: 'CPU per request +31 % vs baseline',
  note: 'CPU time',
  tree: foldedTree({
    [`${SERVE};example.com/shop/pricing.(*Engine).Quote;example.com/shop/pricing.(*TaxTable).Lookup`]: [30, 190],
    [`${SERVE};example.com/shop/pricing.(*Engine).Quote`]: [200, 210],
    [`${SERVE};encoding/json.Marshal`]: [260, 250],
    'runtime.gcBgMarkWorker': [80, 90],
  }),
  unitNanoseconds: 1e7,
  seconds: { baseline: 120, comparison: 120 },
  places: { files: [], fileOf: Int32Array.from({ length: 7 }, () => -1), line: new Int32Array(7) },
};

const OFF_CPU: FlameGraph = {
  ...CPU,
  profile: 'off-cpu',
  title: 'Off-CPU +227 % vs baseline',
  note: 'lock and channel waits',
  tree: foldedTree({
    [`${SERVE};example.com/shop/inventory.(*Cache).Reserve;sync.(*Mutex).Lock`]: [0, 300],
    [`${SERVE};database/sql.(*DB).conn`]: [130, 132],
  }),
  places: { files: [], fileOf: Int32Array.from({ length: 6 }, () => -1), line: new Int32Array(6) },
};

/** Flame graphs as they are kept: CPU and waiting. */
export const FLAMES = new Uint8Array(
  gzipSync(writeFlameBody([CPU, OFF_CPU].map((graph) => ({ kind: 'graph', ...graph })))),
);

/** A source profile: 40 samples of CPU, 10 ms each. */
export const PROFILE = new Uint8Array(
  gzipSync(
    encodePprof(assumeCounts(foldedProfile('main;work 30', 'main;rest 10'), 'cpu', { unit: 'samples', rateHz: 100 })),
  ),
);
