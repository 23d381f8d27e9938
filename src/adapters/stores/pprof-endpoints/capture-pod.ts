/** One recording of one process. https://pkg.go.dev/net/http/pprof: `seconds` makes of block and mutex what came in that time. */
import { Failure } from '../../../core/failure.ts';
import { MalformedProfile, type ProfileKind } from '../../../core/profile/profile.ts';
import type { Window } from '../../../core/instant.ts';
import type { Compute, WaitingClock } from '../../../pipeline/ports.ts';
import { httpAddress } from '../../http-address.ts';
import { httpClient, type BytesAnswer } from '../../http-client.ts';
import { lookUpAllowed } from '../../refused-address.ts';
import { CODES, isBusy } from './capture-failures.ts';
import type { PprofEndpointsSection } from './endpoints-section.ts';
import type { Pod } from './pods.ts';

/** Over the recording itself: to connect, and to answer. */
export const TIMEOUT_SECONDS = 5;
/** All profiles of one kind together. */
const MOST_BYTES = 64 * 1024 * 1024;
const BUSY_PAUSE_MS = 500;

export interface CaptureTools {
  readonly readFile: (path: string) => string;
  readonly clock: WaitingClock;
  readonly compute: Pick<Compute, 'inspect'>;
}

export interface Recording {
  readonly kind: ProfileKind;
  readonly interval: Window;
  readonly bytes: Uint8Array;
}

/** Where and how a pod is called; secrets are read at each call. */
export function podAddress(section: PprofEndpointsSection, url: string, readFile: (path: string) => string) {
  const rules = { readFile, rejected: CODES.rejected, timeoutSeconds: TIMEOUT_SECONDS, maxBytes: 0 };
  const address = httpAddress({ ...section, url }, rules);
  return {
    ...address,
    headers: { accept: '*/*', ...address.headers },
    timeoutMs: section.seconds * 1000 + address.timeoutMs,
    maxBytes: Math.floor(MOST_BYTES / section.max_pods),
    lookup: lookUpAllowed,
  };
}

/** Undefined where the service has no handler for such profiles. */
export function pathOf({ path, paths }: PprofEndpointsSection, kind: ProfileKind): string | undefined {
  const own = kind === 'off-cpu' ? undefined : paths[kind];
  if (own === undefined) return undefined;
  return own.startsWith('/') ? own : `${path.replace(/\/+$/, '')}/${own}`;
}

/** Rejects with a Failure that says what was wrong. */
export async function capturePod(
  pod: Pod,
  kind: ProfileKind,
  section: PprofEndpointsSection,
  { readFile, clock, compute }: CaptureTools,
  signal: AbortSignal,
): Promise<Recording> {
  const client = httpClient(podAddress(section, pod.url, readFile), CODES);
  const seconds = String(section.seconds);
  const record = async () => {
    const from = clock.now();
    return { from, answer: await client.getBytes(pathOf(section, kind) ?? '', { seconds }, signal) };
  };
  const { from, answer } = await record().catch(async (error: unknown) => {
    // What was recording may be the end of a scrape; a second time it is somebody who does not stop.
    if (!isBusy(error)) throw error;
    await clock.sleep(BUSY_PAUSE_MS, signal);
    return record();
  });
  const facts = await inspected(answer, pod.url, compute, signal);
  if (!facts.unstated && !facts.kinds.includes(kind)) throw rejected(`it answers with no ${kind} profile`);
  const length = facts.durationSeconds > 0 ? facts.durationSeconds : section.seconds;
  return { kind, interval: { from, to: from + Math.round(length * 1000) }, bytes: answer.body };
}

async function inspected(
  { status, contentType, body }: BytesAnswer,
  url: string,
  compute: CaptureTools['compute'],
  signal: AbortSignal,
) {
  if (status >= 300)
    throw new Failure(CODES.rejected, `${url} answered ${status}`, { retryable: false, cause: status });
  if (contentType.includes('html')) throw rejected(`it answers with a page (${contentType})`);
  if (body.byteLength === 0) throw rejected('its answer is empty');
  try {
    return await compute.inspect(body, signal);
  } catch (error) {
    if (!(error instanceof MalformedProfile)) throw error;
    throw rejected(`it answers with no profile: ${error.problem}`);
  }
}

function rejected(what: string): Failure {
  return new Failure(CODES.rejected, what, { retryable: false });
}
