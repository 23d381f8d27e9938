import { NOON } from '../../../support/sample-incident.ts';
import type { FakeProfile } from './fake-pyroscope.ts';

export const TYPES = {
  cpu: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
  block: 'block:delay:nanoseconds:contentions:count',
  mutex: 'mutex:delay:nanoseconds:contentions:count',
  'off-cpu': 'off_cpu:off_cpu:nanoseconds::',
  wall: 'wall:wall:nanoseconds:wall:nanoseconds',
} as const;
export const MINUTE = 60_000;
export const WINDOW = { from: NOON, to: NOON + 10 * MINUTE };
export const PAYMENTS = { service_name: 'payments' };

/** One profile each 15 s over the window, as many pods as told. */
export function everyPod(
  changes: {
    pods?: number;
    kind?: keyof typeof TYPES;
    cost?: number;
    from?: number;
    to?: number;
    labels?: Record<string, string>;
  } = {},
): FakeProfile[] {
  const { pods = 2, kind = 'cpu', cost = 1e9, from = NOON, to = WINDOW.to, labels = {} } = changes;
  const times = Array.from({ length: Math.round((to - from) / 15_000) }, (_, index) => from + index * 15_000 + 40);
  return Array.from({ length: pods }, (_, pod) => `pod-${String(pod).padStart(2, '0')}`).flatMap((pod) =>
    times.map((at) => ({ type: TYPES[kind], labels: { ...PAYMENTS, pod, ...labels }, at, cost })),
  );
}
