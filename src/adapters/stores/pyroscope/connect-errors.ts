import { z } from 'zod';
import { Failure, type FailureCode } from '../../../core/failure.ts';
import type { BytesAnswer, FailureCodes } from '../../http-client.ts';

/** Gateways number their codes; a number tells no more than the status. */
const Code = z.union([z.string(), z.number().transform(() => '')]);
const ConnectError = z.object({ code: Code.default(''), message: z.string().default('') });
/** Of the sentence in the post. */
const LONGEST_MESSAGE = 200;

/** What a person can do about an answer, by its words. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/no org id/, 'set tenant'],
  [/tenant ID .* contains|multiple org IDs/, 'correct tenant'],
  [
    /max_query_length/,
    'the window is longer than the server allows: shorten window.max, or raise its -querier.max-query-length',
  ],
  [/request timed out/, 'shorten window.max, or narrow the selector'],
  [
    /larger than max/,
    'the profile is larger than the server passes on: raise its -server.grpc-max-recv-msg-size-bytes',
  ],
];
/** Servers hide the codes of their inner calls in the message: these do not get better. */
const LASTING = /rpc error: code = (?:Unknown|Unimplemented|InvalidArgument)/;

/** The failure that an answer with an error is. */
export function refusalOf({ status, body, retryAfter }: BytesAnswer, url: string, codes: FailureCodes): Failure {
  const { code, message } = read(body);
  const said = `${code === '' ? '' : `${code}: `}${message}`.slice(0, LONGEST_MESSAGE);
  const advice = ADVICE.find(([words]) => words.test(message))?.[1] ?? byStatus(status);
  const retryable = isRetryable(code, status) && !LASTING.test(message);
  const sentence = `${url} answered ${status}: ${said || 'without a word'}${advice === undefined ? '' : ` (${advice})`}`;
  return new Failure(kindOf(code, status, retryable, codes), sentence, {
    retryable,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

function read(body: Uint8Array): z.infer<typeof ConnectError> {
  try {
    const outer = ConnectError.parse(JSON.parse(new TextDecoder().decode(body)));
    // Version 1 writes the JSON of an inner call into the message.
    return outer.message.startsWith('{')
      ? { ...outer, message: read(Buffer.from(outer.message)).message || outer.message }
      : outer;
  } catch {
    return { code: '', message: '' };
  }
}

function byStatus(status: number): string | undefined {
  if (status === 401) return 'check username and password_file, or bearer_token_file';
  if (status === 403) return 'these credentials may not read it';
  if (status === 429) return 'the server limits how often it is asked';
  return undefined;
}

/** Codes decide; where a proxy answers with JSON of its own, its status does. */
function isRetryable(code: string, status: number): boolean {
  if (code === '') return status === 429 || status >= 500;
  return [
    'resource_exhausted',
    'unavailable',
    'deadline_exceeded',
    'canceled',
    'unknown',
    'internal',
    'aborted',
  ].includes(code);
}

function kindOf(code: string, status: number, retryable: boolean, codes: FailureCodes): FailureCode {
  const late = code === 'deadline_exceeded' || code === 'canceled' || (code === '' && status === 504);
  if (late) return codes.timeout;
  return retryable ? codes.unavailable : codes.rejected;
}
