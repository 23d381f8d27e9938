import { encodePprof } from '../../../../src/core/profile/encode-pprof.ts';
import { NOON } from '../../../support/sample-incident.ts';
import type { FakeProfile } from './fake-datadog.ts';

/** A pprof of one stack with these types, all of the same cost. */
export function pprof(
  types: readonly (readonly [type: string, unit: string])[],
  cost: number,
  at = NOON,
  seconds = 60,
) {
  return encodePprof({
    format: 'pprof',
    sampleTypes: types.map(([type, unit]) => ({ type, unit })),
    values: Float64Array.from(types.map(() => cost)),
    stackStart: Int32Array.of(0, 1),
    stacks: Int32Array.of(0),
    frames: [{ name: 'main.work', file: 'main.go', line: 7, startLine: 5 }],
    period: 0,
    periodType: { type: '', unit: '' },
    timeMs: at,
    durationSeconds: seconds,
  });
}

export const CPU_TYPES = [
  ['samples', 'count'],
  ['cpu', 'nanoseconds'],
] as const;
export const DELAY_TYPES = [
  ['contentions', 'count'],
  ['delay', 'nanoseconds'],
] as const;
export const PYTHON_TYPES = [
  ['cpu-time', 'nanoseconds'],
  ['wall-time', 'nanoseconds'],
  ['lock-acquire-wait', 'nanoseconds'],
  ['alloc-space', 'bytes'],
] as const;

interface Uploads {
  readonly pods?: readonly string[];
  readonly minutes?: readonly number[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly files?: (at: number) => Readonly<Record<string, Uint8Array>>;
  readonly sums?: Readonly<Record<string, number>>;
}

/** An upload a minute of each pod. */
export function uploads(changes: Uploads = {}): readonly FakeProfile[] {
  const { pods = ['a', 'b'], minutes = [...Array(10).keys()], tags = {}, sums } = changes;
  const { files = (at: number) => ({ 'cpu.pprof': pprof(CPU_TYPES, 1e9, at) }) } = changes;
  return pods.flatMap((pod) =>
    minutes.map((minute) => {
      const at = NOON + minute * 60_000;
      const own = { service: 'payments', env: 'prod', pod_name: pod, host: `node-${pod}`, version: 'v1', ...tags };
      return { tags: own, at, files: files(at), ...(sums === undefined ? {} : { sums }) };
    }),
  );
}
