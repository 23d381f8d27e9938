import { Failure } from '../../src/core/failure.ts';
import type { Incident } from '../../src/core/incident/incident.ts';
import type { Report } from '../../src/core/report/report.ts';
import { investigate } from '../../src/pipeline/investigate.ts';
import { refine } from '../../src/pipeline/refine.ts';
import type { ProfileBlock, ProfileStore } from '../../src/pipeline/ports.ts';
import type { World } from '../../src/pipeline/world.ts';
import { demoBlocks } from './demo-blocks.ts';
import { fakeProfileStore } from './fake-profile-store.ts';
import { fakeWorld } from './fake-world.ts';
import { NOON, sampleIncident } from './sample-incident.ts';

const MINUTE = 60_000;
export const DUE = NOON + 31 * MINUTE;
/** Without metrics the comparison begins with the alert, and the baseline ends seven minutes before it. */
export const BLOCKS = demoBlocks('checkout', { comparison: NOON + 10_000, baseline: NOON - 10 * MINUTE });
const LATER = demoBlocks('checkout', { comparison: NOON + 15 * MINUTE, baseline: NOON - 10 * MINUTE });
export const ALL = [...BLOCKS, ...LATER.filter((block) => block.interval.from > NOON)];
export const BASELINE = BLOCKS.filter((block) => block.interval.from < NOON);
export const AWAY = new Failure('CHAT_UNAVAILABLE', 'gateway timeout', { retryable: true });
export const DOWN = new Failure('PROFILE_STORE_UNAVAILABLE', 'connection refused', { retryable: true });
export const signal = () => new AbortController().signal;

export function lines(report: Report | undefined): string[] {
  return (report?.lines ?? []).map((line) => line.map((span) => span.text).join(''));
}

/** One incident, answered two minutes after its alert fired; the second look comes when the test says so. */
export async function answered(
  changes: Partial<World> & { first?: readonly ProfileBlock[]; incident?: Incident } = {},
) {
  const { first = BLOCKS, incident = sampleIncident({ service: 'checkout' }), ...rest } = changes;
  let now = NOON + 2 * MINUTE;
  let store: ProfileStore = fakeProfileStore(first, { name: 'main' });
  const clock = { now: () => now, sleep: async () => undefined };
  const stores = [
    { name: 'main', fetch: (...question: Parameters<ProfileStore['fetch']>) => store.fetch(...question) },
  ];
  const made = fakeWorld({ clock, stores, ...rest });
  const { world, database, chat } = made;
  await database.ledger.commit((entry) => entry.saveIncident(incident));
  const problem = await investigate(incident.id, world, signal()).catch((error: unknown) => error);
  return {
    ...made,
    incident,
    problem,
    post: () => chat.posts()[0],
    kept: async () => (await database.evidence.find(incident.id))!,
    saved: async () => (await database.incidents.get(incident.id))!,
    job: () => database.state.jobs.find((job) => job.round === 'refined'),
    refineWith: async (next: readonly ProfileBlock[] | ProfileStore, at = DUE) => {
      now = at;
      store = 'fetch' in next ? next : fakeProfileStore(next, { name: 'main' });
      await refine(incident.id, world, signal());
    },
  };
}
