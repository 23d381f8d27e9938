import { Failure } from '../../core/failure.ts';
import { MalformedProfile } from '../../core/profile/profile.ts';

/** Thrown for a push that can never be taken as it is; the message names what is wrong and where. */
export class BadPush extends Error {}

/** Thrown for a body, or a profile in it, above its cap. */
export class TooLarge extends Error {}

/** Thrown when a service pushes more than its share. */
export class OverQuota extends Error {
  readonly retrySeconds: number;
  constructor(message: string, retrySeconds: number) {
    super(message);
    this.retrySeconds = retrySeconds;
  }
}

/** Why one profile was not taken: for the sender, for the metric and for the log. */
export interface Refusal {
  readonly status: 400 | 413 | 415 | 422 | 429 | 501 | 503;
  /** https://connectrpc.com/docs/protocol/#error-codes, which Pyroscope uses at all of its doors. */
  readonly code: 'invalid_argument' | 'resource_exhausted' | 'unavailable' | 'unimplemented';
  readonly outcome: 'refused' | 'over quota' | 'not kept';
  /** What the sender is told. */
  readonly message: string;
  /** What only the log is told, where it is more. */
  readonly problem?: string;
  readonly retrySeconds?: number;
}

/** Seconds after which a sender may try again when we could not keep something. */
const RETRY_SECONDS = 5;

/** Undefined for mistakes of our own. */
export function judge(error: unknown): Refusal | undefined {
  if (error instanceof BadPush) return refused(400, error.message);
  if (error instanceof TooLarge) return { ...refused(413, error.message), code: 'resource_exhausted' };
  if (error instanceof MalformedProfile) return refused(422, error.message);
  if (error instanceof OverQuota) {
    const { message, retrySeconds } = error;
    return { status: 429, code: 'resource_exhausted', outcome: 'over quota', message, retrySeconds };
  }
  if (!(error instanceof Failure)) return undefined;
  // The message is for our log; the code is enough for the sender.
  if (!error.retryable) return { ...refused(422, `it could not be read (${error.code})`), problem: error.message };
  const told = { message: `not kept (${error.code}), send it again`, problem: error.message };
  if (error.retryAfter !== undefined) {
    const retrySeconds = Math.ceil(error.retryAfter / 1000);
    return { status: 429, code: 'resource_exhausted', outcome: 'not kept', ...told, retrySeconds };
  }
  return { status: 503, code: 'unavailable', outcome: 'not kept', ...told, retrySeconds: RETRY_SECONDS };
}

/** Errors of the body parser carry a status; undefined for those that are ours. */
export function judgeBody(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  switch (Number(error.status)) {
    case 400:
      return refused(400, `the body cannot be read: ${error.message.slice(0, 200)}`);
    case 413:
      return { ...refused(413, 'the body is larger than this door takes'), code: 'resource_exhausted' };
    case 415:
      return { ...refused(501, `${error.message.slice(0, 200)}; send gzip, zstd or plain`), code: 'unimplemented' };
    default:
      return undefined;
  }
}

/** One answer for many: what sending again may mend comes first, then what it cannot. */
export function worstOf(refusals: readonly Refusal[]): Refusal | undefined {
  const order = ['not kept', 'over quota', 'refused'];
  return refusals.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))[0];
}

function refused(status: 400 | 413 | 422 | 501, message: string): Refusal {
  return { status, code: 'invalid_argument', outcome: 'refused', message };
}
