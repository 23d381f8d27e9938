/** Errors of Connect: https://connectrpc.com/docs/protocol/#error-codes. Always JSON, whatever the request was. */
import { Failure } from '../../core/failure.ts';
import { MalformedProfile } from '../../core/profile/profile.ts';
import { TooMuchAsked } from '../../pipeline/find-series.ts';

const STATUS = {
  invalid_argument: 400,
  unauthenticated: 401,
  resource_exhausted: 429,
  internal: 500,
  unimplemented: 501,
  unavailable: 503,
  deadline_exceeded: 504,
} as const;

export type QuerierCode = keyof typeof STATUS;

/** Thrown for a question that gets no answer; the message is for whoever asked. */
export class QuerierRefusal extends Error {
  readonly code: QuerierCode;
  constructor(code: QuerierCode, message: string) {
    super(message);
    this.code = code;
  }
}

export function statusOf(code: QuerierCode): number {
  return STATUS[code];
}

/** What Pyroscope says when a deadline passes. */
const TOO_SLOW =
  'request timed out, decrease the duration of the request or add more label matchers ' +
  '(prefer exact match over regex match) to reduce the amount of data processed';

/** Undefined for mistakes of our own. `late` says whether the time was up. */
export function refusalOf(error: unknown, late: boolean): QuerierRefusal | undefined {
  if (error instanceof QuerierRefusal) return error;
  if (late) return new QuerierRefusal('deadline_exceeded', TOO_SLOW);
  if (error instanceof TooMuchAsked) return new QuerierRefusal('resource_exhausted', error.message);
  if (error instanceof MalformedProfile) return new QuerierRefusal('internal', error.message);
  // The message is for our log; the code is enough for the reader.
  if (error instanceof Failure)
    return new QuerierRefusal(
      error.retryable ? 'unavailable' : 'internal',
      `the store does not answer (${error.code})`,
    );
  return undefined;
}

/** Errors of the body parser carry a status; undefined for those that are ours. */
export function bodyRefusal(error: unknown): QuerierRefusal | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  switch (Number(error.status)) {
    case 400:
      return new QuerierRefusal('invalid_argument', `the body cannot be read: ${error.message.slice(0, 200)}`);
    case 413:
      return new QuerierRefusal('resource_exhausted', 'the body is larger than this door takes');
    case 415:
      return new QuerierRefusal('unimplemented', `${error.message.slice(0, 200)}; send gzip or plain`);
    default:
      return undefined;
  }
}
