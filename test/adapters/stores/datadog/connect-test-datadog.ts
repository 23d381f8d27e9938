import { connectDatadog } from '../../../../src/adapters/stores/datadog.ts';
import { DatadogSection } from '../../../../src/adapters/stores/datadog/datadog-section.ts';
import { inflateProfile } from '../../../../src/adapters/compute/inflate.ts';
import { readProfile } from '../../../../src/core/profile/read-profile.ts';
import type { FetchedProfiles, ProfileBlock } from '../../../../src/pipeline/ports.ts';
import type { FakeDatadog } from './fake-datadog.ts';
import { fakeCompute } from '../../../support/fake-compute.ts';
import { NOON } from '../../../support/sample-incident.ts';
import { stillClock } from '../pyroscope/connect-test-pyroscope.ts';

export const MINUTE = 60_000;
export const WINDOW = { from: NOON, to: NOON + 10 * MINUTE };
export const CPU = { kind: 'cpu', selector: { service_name: 'payments' }, window: WINDOW } as const;
/** Long after the window: nothing of it comes later. */
export const LATER = NOON + 24 * 60 * MINUTE;

export function datadogSection(settings: Readonly<Record<string, unknown>> = {}) {
  return DatadogSection.parse({
    name: 'main',
    type: 'datadog',
    experimental: true,
    api_key_file: '/run/api',
    app_key_file: '/run/app',
    ...settings,
  });
}

export function connectTest(
  url: string,
  settings: Readonly<Record<string, unknown>> = {},
  { clock = stillClock(LATER), budgetMs = 10_000, readFile = (path: string) => `content of ${path}` } = {},
) {
  return connectDatadog(datadogSection({ url, ...settings }), { readFile, clock, compute: fakeCompute(), budgetMs });
}

export function profilesOf(fetched: FetchedProfiles): Extract<FetchedProfiles, { kind: 'profiles' }> {
  if (fetched.kind === 'empty') throw new Error(fetched.reason);
  return fetched;
}

export const reasonOf = (fetched: FetchedProfiles) => (fetched.kind === 'empty' ? fetched.reason : 'there are some');

/** Of the last type. */
export function costOf({ bytes }: ProfileBlock): number {
  const { values, sampleTypes } = readProfile(inflateProfile(bytes, 1e8));
  return values.reduce((sum, one, at) => (at % sampleTypes.length === sampleTypes.length - 1 ? sum + one : sum), 0);
}

export const pathsOf = (server: FakeDatadog) => server.asked.map(({ path }) => path.split('?')[0]);
