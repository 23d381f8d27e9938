import { Failure } from '../../core/failure.ts';
import type { Recordings, Run } from './recordings.ts';

/** How pyroscope-go names what it sends: Go's block and mutex profiles are told apart by it alone. */
const SAMPLE_TYPES = {
  cpu: { samples: { units: 'samples', 'display-name': 'cpu_samples' }, cpu: { units: 'samples', sampled: true } },
  block: {
    contentions: { units: 'lock_samples', 'display-name': 'block_count' },
    delay: { units: 'lock_nanoseconds', 'display-name': 'block_duration' },
  },
  mutex: {
    contentions: { units: 'lock_samples', 'display-name': 'mutex_count' },
    delay: { units: 'lock_nanoseconds', 'display-name': 'mutex_duration' },
  },
} as const;

/** Pushes every recorded profile the way a Go agent does: multipart to /ingest. Answers with how many there were. */
export async function pushProfiles(
  url: string,
  service: string,
  recordings: Recordings,
  begins: Readonly<Record<Run['side'], number>>,
): Promise<number> {
  let pushed = 0;
  for (const run of recordings.runs) {
    for (const kind of ['cpu', 'block', 'mutex'] as const) {
      await pushOne(url, service, recordings, run, kind, begins[run.side]);
      pushed++;
    }
  }
  return pushed;
}

async function pushOne(
  url: string,
  service: string,
  recordings: Recordings,
  run: Run,
  kind: keyof typeof SAMPLE_TYPES,
  from: number,
): Promise<void> {
  const until = from + run.seconds * 1000;
  const query = new URLSearchParams({
    name: `${service}{pod=${run.pod},version=${run.version}}`,
    from: `${Math.round(from)}000000`,
    until: `${Math.round(until)}000000`,
    spyName: 'gospy',
    format: 'pprof',
  });
  const form = new FormData();
  form.append('profile', new Blob([recordings.profile(run, kind)]), 'profile.pprof');
  form.append('sample_type_config', new Blob([JSON.stringify(SAMPLE_TYPES[kind])]), 'sample_type_config.json');
  const answer = await fetch(`${url}/ingest?${query}`, { method: 'POST', body: form });
  if (!answer.ok) {
    const why = (await answer.text()).slice(0, 200);
    throw new Failure('PROFILE_STORE_REJECTED', `pushing ${run.id}/${kind}: ${answer.status} ${why}`, {
      retryable: false,
    });
  }
}
