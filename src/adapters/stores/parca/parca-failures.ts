import { Failure, type FailureCode } from '../../../core/failure.ts';
import type { BytesAnswer } from '../../http-client.ts';

export const CODES = {
  unavailable: 'PROFILE_STORE_UNAVAILABLE',
  timeout: 'PROFILE_STORE_TIMEOUT',
  rejected: 'PROFILE_STORE_REJECTED',
} as const;
/** Of the sentence in the post. */
const LONGEST_MESSAGE = 200;

/** https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const GRPC: Readonly<Record<number, readonly [name: string, code: FailureCode]>> = {
  1: ['cancelled', CODES.timeout],
  2: ['unknown', CODES.unavailable],
  3: ['invalid argument', CODES.rejected],
  4: ['deadline exceeded', CODES.timeout],
  7: ['permission denied', CODES.rejected],
  8: ['resource exhausted', CODES.unavailable],
  10: ['aborted', CODES.unavailable],
  12: ['unimplemented', CODES.rejected],
  13: ['internal', CODES.unavailable],
  14: ['unavailable', CODES.unavailable],
  16: ['unauthenticated', CODES.rejected],
};
const ADVICE: Readonly<Record<number, string>> = {
  7: 'these credentials may not read it',
  8: 'the server limits how much it is asked',
  12: 'it is no Parca, or of another version',
  16: 'check bearer_token_file, or username and password_file',
};
const TOO_LARGE = /larger than max/;

/** The failure that an answer with a status of gRPC is. */
export function failureOfGrpc(
  { status, said }: { readonly status: number; readonly said: string },
  url: string,
): Failure {
  const [name, code] = GRPC[status] ?? [`status ${status}`, CODES.rejected];
  const tooLarge = TOO_LARGE.test(said);
  const advice = tooLarge
    ? 'the profile is larger than the server passes on: shorten window.max, or narrow the selector'
    : ADVICE[status];
  const words = said === '' ? name : `${name}: ${said.slice(0, LONGEST_MESSAGE)}`;
  return new Failure(
    tooLarge ? CODES.rejected : code,
    `${url} answered ${words}${advice === undefined ? '' : ` (${advice})`}`,
    {
      retryable: !tooLarge && code !== CODES.rejected,
    },
  );
}

/** Proxies before the server answer with JSON of their own. */
export function failureOfHttp({ status, body, retryAfter }: BytesAnswer, url: string): Failure {
  const retryable = status === 429 || status >= 500;
  const code = status === 504 ? CODES.timeout : retryable ? CODES.unavailable : CODES.rejected;
  const advice = status === 401 ? ADVICE[16] : status === 403 ? ADVICE[7] : undefined;
  const words = new TextDecoder().decode(body.subarray(0, LONGEST_MESSAGE)).trim() || 'without a word';
  return new Failure(code, `${url} answered ${status}: ${words}${advice === undefined ? '' : ` (${advice})`}`, {
    retryable,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

export function strange(url: string, what: string, cause?: unknown): Failure {
  const hint = what.startsWith('text/html') ? ': does url end with the path prefix, and without a page?' : '';
  return new Failure(CODES.rejected, `${url} does not answer like Parca (${what})${hint}`, {
    retryable: false,
    cause,
  });
}
