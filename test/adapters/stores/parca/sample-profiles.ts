import type { FetchedProfiles } from '../../../../src/pipeline/ports.ts';
import { NOON } from '../../../support/sample-incident.ts';
import type { FakeProfile } from './fake-parca.ts';

export const TYPES = {
  cpu: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds:delta',
  block: 'block:delay:nanoseconds:contentions:count:delta',
  mutex: 'mutex:delay:nanoseconds:contentions:count:delta',
  'off-cpu': 'parca_agent:wallclock:nanoseconds:samples:count:delta',
  wall: 'fgprof:time:nanoseconds:wallclock:nanoseconds:delta',
} as const;
export const AGENT_CPU = 'parca_agent:samples:count:cpu:nanoseconds:delta';
export const MINUTE = 60_000;
export const WINDOW = { from: NOON, to: NOON + 10 * MINUTE };
export const PAYMENTS = { service_name: 'payments' };
export const CPU = { kind: 'cpu', selector: PAYMENTS, window: WINDOW } as const;

/** One profile each 10 s of as many pods as told. */
export function everyPod(
  changes: {
    pods?: number;
    type?: string;
    from?: number;
    to?: number;
    everyMs?: number;
    labels?: Record<string, string>;
  } = {},
): FakeProfile[] {
  const { pods = 2, type = TYPES.cpu, from = WINDOW.from, to = WINDOW.to, everyMs = 10_000, labels = {} } = changes;
  const times = Array.from({ length: Math.round((to - from) / everyMs) }, (_, index) => from + index * everyMs);
  return Array.from({ length: pods }, (_, pod) => `pod-${String(pod).padStart(2, '0')}`).flatMap((pod) =>
    times.map((at) => ({ type, labels: { job: 'payments', pod, ...labels }, at, seconds: 10, cost: 1e9 })),
  );
}

export function profilesOf(fetched: FetchedProfiles): Extract<FetchedProfiles, { kind: 'profiles' }> {
  if (fetched.kind === 'empty') throw new Error(fetched.reason);
  return fetched;
}
