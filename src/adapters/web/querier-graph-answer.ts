/** Flame graphs, trees, pprofs and sums over time as querier.v1 says them. */
import type { FlameLevels } from '../../core/profile/pyroscope-tree.ts';
import type { SummedSeries } from '../../pipeline/look-into-store.ts';
import type { Summed } from '../../pipeline/querier-ports.ts';
import { labelFields, listed, pairsOf, type QuerierAnswer } from './querier-answer.ts';
import { pprofJson } from './querier-pprof-json.ts';
import { writeProto } from '../write-proto.ts';

const NOTHING: FlameLevels = { names: ['total'], levels: [new Float64Array(4)], total: 0, maxSelf: 0 };

export function flameGraphAnswer(summed: Summed | undefined): QuerierAnswer {
  const { names, levels, total, maxSelf } = summed?.form === 'levels' ? summed.levels : NOTHING;
  return {
    json: () => ({
      flamegraph: {
        names,
        levels: levels.map((level) => ({ values: Array.from(level, String) })),
        ...(total > 0 ? { total: String(total) } : {}),
        ...(maxSelf > 0 ? { maxSelf: String(maxSelf) } : {}),
      },
    }),
    proto: () =>
      writeProto([
        [
          1,
          writeProto([
            ...names.map((name) => [1, name] as const),
            ...levels.map((level) => [2, writeProto([[1, packed(level)]])] as const),
            [3, total],
            [4, maxSelf],
          ]),
        ],
      ]),
  };
}

export function treeAnswer(summed: Summed | undefined): QuerierAnswer {
  const bytes = bytesOf(summed);
  return {
    json: () => (bytes.length === 0 ? {} : { tree: Buffer.from(bytes).toString('base64') }),
    proto: () => writeProto([[2, bytes]]),
  };
}

/** As the whole answer: any pprof tool reads the binary one. */
export function profileAnswer(summed: Summed | undefined): QuerierAnswer {
  const bytes = bytesOf(summed);
  return { json: () => pprofJson(bytes), proto: () => bytes };
}

/** As one of the forms of SelectMergeStacktraces. */
export function pprofAnswer(summed: Summed | undefined): QuerierAnswer {
  const bytes = bytesOf(summed);
  return {
    json: () => ({ pprof: { profile: pprofJson(bytes) } }),
    proto: () => writeProto([[5, writeProto([[1, bytes]])]]),
  };
}

export function sumsAnswer(series: readonly SummedSeries[]): QuerierAnswer {
  return {
    json: () =>
      listed(
        'series',
        series.map(({ labels, points }) => ({
          ...(Object.keys(labels).length > 0 ? { labels: pairsOf(labels) } : {}),
          points: points.map(({ at, nanoseconds }) => ({ value: nanoseconds, timestamp: timestamp(at).toString() })),
        })),
      ),
    proto: () =>
      writeProto(
        series.map(({ labels, points }) => [
          1,
          writeProto([
            ...labelFields(labels),
            ...points.map(({ at, nanoseconds }) => {
              const point = [double(1, nanoseconds), writeProto([[2, timestamp(at)]])];
              return [2, Buffer.concat(point)] as const;
            }),
          ]),
        ]),
      ),
  };
}

function bytesOf(summed: Summed | undefined): Uint8Array {
  return summed?.form === 'pprof' || summed?.form === 'tree' ? summed.bytes : new Uint8Array();
}

/** A step may be a fraction of a millisecond off. */
function timestamp(at: number): number {
  return Math.round(at);
}

function double(field: number, number: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = field * 8 + 1;
  bytes.writeDoubleLE(number, 1);
  return bytes;
}

function packed(numbers: Float64Array): Uint8Array {
  const bytes: number[] = [];
  for (const number of numbers) {
    let rest = number;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
}
