/** What Datadog's errors mean, and what a person can do about them. https://docs.datadoghq.com/api/latest/ */
import { z } from 'zod';
import { Failure } from '../../../core/failure.ts';
import type { BytesAnswer } from '../../http-client.ts';
import { rateLimitOf, rateLimitWords } from './rate-limit.ts';

export const CODES = {
  unavailable: 'PROFILE_STORE_UNAVAILABLE',
  timeout: 'PROFILE_STORE_TIMEOUT',
  rejected: 'PROFILE_STORE_REJECTED',
} as const;
/** Of the sentence in the post. */
const LONGEST_MESSAGE = 200;
const ErrorBody = z.object({
  errors: z.array(z.union([z.string(), z.object({ detail: z.string().default(''), title: z.string().default('') })])),
});

export interface AskedOf {
  readonly url: string;
  readonly site: string;
  /** Of which setting the path is, such as paths.list. */
  readonly setting: string;
}

/** The failure that an answer with an error is. `setting` names the path, which may have moved. */
export function refusalOf(answer: BytesAnswer, { url, site, setting }: AskedOf): Failure {
  const { status } = answer;
  const retryable = status === 429 || status >= 500;
  const code = status === 504 || status === 408 ? CODES.timeout : retryable ? CODES.unavailable : CODES.rejected;
  const limit = rateLimitOf(answer);
  const advice = status === 429 ? rateLimitWords(limit) : adviceOf(status, site, setting);
  const retryAfter = answer.retryAfter ?? (status === 429 ? limit.resetMs : undefined);
  const sentence = `${url} answered ${status}: ${saidBy(answer)}${advice === undefined ? '' : ` (${advice})`}`;
  return new Failure(code, sentence, { retryable, ...(retryAfter === undefined ? {} : { retryAfter }) });
}

function adviceOf(status: number, site: string, setting: string): string | undefined {
  if (status === 401)
    return `it does not know the keys: api_key_file and app_key_file must hold keys of an organisation on ${site}`;
  if (status === 403)
    return `check app_key_file: its owner needs the permission continuous_profiler_read, and so does the key itself where it is scoped; keys of another site than ${site} are refused alike`;
  if (status === 400 || status === 422) return `it does not take this question: ${setting} may have changed`;
  if (status === 404 || status === 405 || status === 410) return `there is nothing at ${setting}: it may have moved`;
  return undefined;
}

/** The words of its errors, of plain text, or where a redirect leads; a page is only called by its type. */
function saidBy({ status, contentType, body, header }: BytesAnswer): string {
  const to = header('location');
  if (status < 400 && to !== undefined)
    return `a redirect to ${to.replace(/[?#].*$/s, '').slice(0, LONGEST_MESSAGE)}, which is not followed`;
  const text = new TextDecoder().decode(body.subarray(0, 4 * LONGEST_MESSAGE)).trim();
  if (!contentType.includes('json') && !contentType.startsWith('text/plain')) return contentType || 'no content type';
  const words = errorsIn(text) ?? text;
  return inOneLine(words.slice(0, LONGEST_MESSAGE)) || 'without a word';
}

function errorsIn(text: string): string | undefined {
  try {
    const { errors } = ErrorBody.parse(JSON.parse(text));
    return errors.map((one) => (typeof one === 'string' ? one : one.detail || one.title)).join('; ');
  } catch {
    return undefined;
  }
}

export function strange(url: string, what: string, cause?: unknown): Failure {
  const hint = what.startsWith('text/html') ? ': is url the address of a page, or of a login?' : '';
  return new Failure(CODES.rejected, `${url} does not answer like Datadog (${inOneLine(what)})${hint}`, {
    retryable: false,
    cause,
  });
}

function inOneLine(text: string): string {
  return text.toWellFormed().replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');
}
