import { parseDuration } from '../../core/alert/duration.ts';
import type { DeployCheck } from '../../core/deploy/deploy-check.ts';
import type { Deploy } from '../../core/deploy/deploy.ts';
import { toldOutcome, type ToldOutcome } from '../../core/deploy/verdict-line.ts';
import { Failure } from '../../core/failure.ts';
import type { DeployRow, VerdictSink } from '../../pipeline/deploy-ports.ts';
import type { Log, WaitingClock } from '../../pipeline/ports.ts';
import { agentOf, secretsOf } from '../http-address.ts';
import type { BytesAnswer, FailureCodes, HttpSection } from '../http-client.ts';
import { cutText, tameText } from '../tame-text.ts';
import type { SinkSettings } from './verdict-section.ts';

export const CODES = {
  unavailable: 'VERDICTS_UNAVAILABLE',
  timeout: 'VERDICTS_TIMEOUT',
  rejected: 'VERDICTS_REJECTED',
} as const satisfies FailureCodes;

const TIMEOUT_SECONDS = 5;
const MAX_BYTES = 256 * 1024;
/** Before the second and the third attempt, in milliseconds, where nobody says how long; the longest that is waited. */
const PAUSES = [500, 2000];
const LONGEST_PAUSE_MS = 15_000;

export interface SinkTools {
  readonly readFile: (path: string) => string;
  readonly clock: WaitingClock;
  readonly log: Log;
}

export interface StatusTools extends SinkTools {
  /** Address of a service's repository, where one is configured: more to be believed than what a sender says. */
  readonly repositoryOf: (service: string) => string | undefined;
  /** A deploy with the commit that its image was built from. */
  readonly trace: (deploy: Deploy, signal: AbortSignal) => Promise<Deploy>;
}

/** A verdict that is to be told. */
export interface Telling {
  readonly row: DeployRow;
  readonly check: DeployCheck;
  readonly outcome: ToldOutcome;
  readonly pageUrl: string;
}

/** A sink that tells what its settings ask for, and repeats what may be repeated: three attempts in all. */
export function sinkOf(
  section: SinkSettings,
  { clock }: SinkTools,
  send: (telling: Telling, signal: AbortSignal) => Promise<void>,
): VerdictSink {
  return {
    name: section.name,
    async tell(row, check, pageUrl, signal) {
      const outcome = toldOutcome(check);
      if (outcome === undefined || !section.on.includes(outcome)) return;
      if (section.services !== undefined && !section.services.includes(row.deploy.service)) return;
      await persist(() => send({ row, check, outcome, pageUrl }, signal), clock, signal);
    },
  };
}

async function persist(work: () => Promise<void>, clock: WaitingClock, signal: AbortSignal): Promise<void> {
  for (const pause of [...PAUSES, undefined]) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Failure) || !error.retryable || error.code === 'CANCELLED') throw error;
      const wait = Math.max(pause ?? 0, error.retryAfter ?? 0);
      if (pause === undefined || wait > LONGEST_PAUSE_MS) throw error;
      await clock.sleep(wait, signal);
    }
  }
}

/** How the other side is called; secrets are read at each call. */
export function calling(
  section: Pick<SinkSettings, 'tls' | 'timeout'>,
  url: string,
  readFile: SinkTools['readFile'],
): { readonly http: HttpSection; readonly secret: (setting: string, path: string) => string } {
  const reader = secretsOf(url, { readFile, rejected: CODES.rejected });
  const timeoutMs = (parseDuration(section.timeout ?? '') ?? TIMEOUT_SECONDS) * 1000;
  const http = { url, timeoutMs, maxBytes: MAX_BYTES, allErrors: true, ...agentOf(section.tls, reader) };
  return { http, secret: reader.secret };
}

/** What a code host did not take. `hint` says what to do about the usual reasons. */
export function refusedBy(
  who: string,
  { status, body, retryAfter }: BytesAnswer,
  hint: string,
  isBusy: boolean,
): Failure {
  const retryable = isBusy || status === 429 || status >= 500;
  const said = tameText(new TextDecoder().decode(body.subarray(0, 1000)))
    .replaceAll(/\s+/g, ' ')
    .trim();
  const message = `${who} answered ${status}: ${cutText(said, 200)}${hint}`;
  const after = retryAfter === undefined ? {} : { retryAfter };
  return new Failure(retryable ? CODES.unavailable : CODES.rejected, message, { retryable, cause: status, ...after });
}

/** One line without a word that a code host would take for a person's name. */
export function statusText(text: string, longest: number): string {
  return cutText(tameText(text).replaceAll('@', '＠').replaceAll(/\s+/g, ' ').trim(), longest);
}
