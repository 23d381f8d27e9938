import { createHash } from 'node:crypto';
import type { Incident } from '../../../src/core/incident/incident.ts';
import type { Analysis, Mover } from '../../../src/core/report/analysis.ts';
import type { Evidence } from '../../../src/pipeline/evidence.ts';
import { NOON, sampleIncident } from '../../support/sample-incident.ts';
import { FLAMES, PROFILE } from './sample-flames.ts';
import { ONE_PIXEL, sampleReport } from '../../support/sample-report.ts';

const MINUTE = 60_000;
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const ONE_PIXEL_HASH = hashOf(ONE_PIXEL);

export function sampleMover(changes: Partial<Mover> = {}): Mover {
  return {
    rank: 1,
    profile: 'cpu',
    function: 'example.com/shop/pricing.(*TaxTable).Lookup',
    file: 'pricing/tax.go',
    line: 31,
    lastLine: 48,
    kind: 'self',
    caller: 'example.com/shop/pricing.(*Engine).Quote',
    baseline: 0.0271,
    comparison: 0.18,
    delta: 0.153,
    interval: [0.141, 0.166],
    relative: 5.64,
    share: 0.26,
    isNew: false,
    gated: true,
    own: true,
    confidence: 'sure',
    alternatives: [],
    instances: { affected: 2, of: 2 },
    pods: [
      { pod: 'checkout-66d8-aaaaa', side: 'baseline', rate: 0.031 },
      { pod: 'checkout-66d8-bbbbb', side: 'baseline', rate: 0.023 },
      { pod: 'checkout-7f4b-ddddd', side: 'comparison', rate: 0.19 },
      { pod: 'checkout-7f4b-ccccc', side: 'comparison', rate: 0.17 },
    ],
    permalink: 'https://git.example/shop/blob/4f2c1e9/pricing/tax.go#L31',
    ...changes,
  };
}

export function sampleAnalysis(changes: Partial<Analysis> = {}): Analysis {
  return {
    schema: 'burnscope.analysis/1',
    verdict: {
      kind: 'code',
      confidence: 'sure',
      sentence: 'CPU per request grew by 31 %: 26 points of it in pricing.(*TaxTable).Lookup.',
      culprits: [
        {
          commit: '4f2c1e9a0b1c2d3e4f5061728394a5b6c7d8e9f0',
          subject: 'cache tax bands',
          author: 'Mira',
          at: '2026-11-22T13:41:00Z',
          evidence: 'changed-lines',
          functions: ['pricing.(*TaxTable).Lookup'],
          permalink: 'https://git.example/shop/commit/4f2c1e9',
        },
      ],
    },
    load: {
      driftFactor: 1,
      requestRatio: 1.02,
      requests: { baseline: 100, comparison: 102 },
      split: [
        {
          profile: 'cpu',
          unit: 'cores',
          baseline: 0.51,
          comparison: 0.668,
          change: 0.158,
          traffic: 0.0102,
          together: -0.004,
          movers: 0.15,
          rest: 0.0018,
        },
      ],
      sentence: 'Traffic +2 %, explains nothing.',
    },
    movers: [
      sampleMover(),
      sampleMover({
        rank: 2,
        profile: 'off-cpu',
        function: 'example.com/shop/inventory.(*Cache).Reserve',
        file: 'inventory/cache.go',
        line: 77,
        heldBy: 'example.com/shop/inventory.(*Cache).refresh',
        baseline: 0,
        comparison: 2.5,
        delta: 2.5,
        interval: [2.1, 2.9],
        isNew: true,
        confidence: 'likely',
        instances: { affected: 1, of: 2, only: 'checkout-7f4b-ccccc' },
      }),
    ],
    panels: [
      {
        profile: 'cpu',
        source: 'cpu/nanoseconds',
        unit: 'cores',
        baseline: 0.51,
        comparison: 0.668,
        relative: 0.31,
        normalisation: 'per request',
        idleShare: 0,
        pods: { baseline: 2, comparison: 2 },
        samples: { baseline: 1091, comparison: 881 },
      },
      {
        profile: 'off-cpu',
        source: 'block delay',
        unit: 'seconds waited per second',
        baseline: 1.1,
        comparison: 3.6,
        relative: 2.27,
        normalisation: 'per second',
        idleShare: 0.9,
        pods: { baseline: 2, comparison: 2 },
        samples: { baseline: 410, comparison: 690 },
      },
    ],
    notices: ['One profile of pod checkout-7f4b-ddddd was cut short and left out.'],
    ...changes,
  };
}

export function answeredIncident(changes: Partial<Incident> = {}): Incident {
  return sampleIncident({ id: 'abc-1', service: 'checkout', state: 'answered', ...changes });
}

export function sampleEvidence(changes: Partial<Evidence> = {}): Evidence {
  const onset = NOON - 7 * MINUTE;
  return {
    incidentId: 'abc-1',
    round: 'first',
    answeredAt: NOON + 2 * MINUTE,
    report: sampleReport(),
    analysis: sampleAnalysis(),
    onset: { at: onset, method: 'short-window walk-back', certain: true, note: 'The 5m ratio left its budget here.' },
    windows: {
      comparison: { from: onset, to: NOON + MINUTE },
      baseline: { from: onset - 62 * MINUTE, to: onset - 2 * MINUTE },
      mode: 'before',
    },
    deploys: [
      {
        service: 'checkout',
        fromVersion: 'v1.4.0',
        toVersion: 'v1.5.0',
        at: onset - 2 * MINUTE,
        source: 'profile labels',
      },
    ],
    asked: [
      {
        system: 'Prometheus prod',
        query: 'max without (sloth_window) (slo:sli_error:ratio_rate5m{sloth_id="checkout-latency"}) > 1',
      },
      {
        system: 'Prometheus prod',
        query: 'sum(rate(errors[5m]))',
        window: { from: onset - 60 * MINUTE, to: NOON },
        href: 'https://prom.example/graph?g0.expr=sum%28rate%28errors%5B5m%5D%29%29&g0.tab=0',
      },
      { system: 'embedded store', query: 'cpu profiles of {service_name="checkout"}' },
    ],
    burn: {
      query: 'slo:sli_error:ratio_rate5m',
      shortSeconds: 300,
      longSeconds: 3600,
      budget: 0.001,
      factor: 14.4,
      span: { from: onset - 64 * MINUTE, to: NOON + 3 * MINUTE },
      ratio: Array.from({ length: 140 }, (_, i) => {
        const at = onset - 64 * MINUTE + i * 30_000;
        return [at, at < onset ? 0.0003 : Math.min(0.03, 0.0003 + (at - onset) / 1e7)] as const;
      }),
    },
    files: [
      { name: 'chat.png', hash: ONE_PIXEL_HASH, mediaType: 'image/png', bytes: ONE_PIXEL.byteLength },
      { name: 'phone.png', hash: ONE_PIXEL_HASH, mediaType: 'image/png', bytes: ONE_PIXEL.byteLength },
      {
        name: 'profiles/baseline/001-pod a"b;é-cpu.pprof',
        hash: hashOf(PROFILE),
        mediaType: 'text/html',
        bytes: 1_400_000,
      },
      { name: 'flames.bin.gz', hash: hashOf(FLAMES), mediaType: 'application/gzip', bytes: FLAMES.byteLength },
    ],
    stages: [
      { name: 'onset', milliseconds: 84, outcome: 'done' },
      { name: 'profiles', milliseconds: 1240, outcome: 'timeout' },
    ],
    ...changes,
  };
}
