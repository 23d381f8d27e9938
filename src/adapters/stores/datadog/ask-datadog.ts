/** Calls of what Datadog's own tools ask: nothing of it is documented. */
import { Failure } from '../../../core/failure.ts';
import type { WaitingClock } from '../../../pipeline/ports.ts';
import { openGate } from '../../gate.ts';
import { httpAddress, secretsOf } from '../../http-address.ts';
import { httpClient, type BytesAnswer, type HttpClient } from '../../http-client.ts';
import { repeatOnce } from '../../repeat-once.ts';
import { CODES, refusalOf, strange } from './datadog-failures.ts';
import { addressOf, type DatadogSection } from './datadog-section.ts';
import { rateLimitOf, rateLimitWords } from './rate-limit.ts';

/** Of one call, in seconds. */
const TIMEOUT_SECONDS = 8;
/** Of one answer: an hour of a large Java service is 10 MB. */
const MOST_ANSWER_BYTES = 32 * 1024 * 1024;
/** So long it is waited for a limit to begin anew, in milliseconds. */
const LONGEST_REST_MS = 2_000;

export interface DatadogTools {
  readonly readFile: (path: string) => string;
  readonly clock: WaitingClock;
}

type PathName = 'list' | 'download' | 'download_by_event' | 'aggregate';
export type Ids = Readonly<Record<'profile_id' | 'event_id', string>>;

export interface Datadog {
  readonly url: string;
  /** POST of a question; answers with what JSON says. */
  json(path: PathName, question: object, signal: AbortSignal): Promise<unknown>;
  /** GET of a profile's bytes; undefined where there is nothing at that path. */
  bytes(path: PathName, ids: Ids, signal: AbortSignal): Promise<Uint8Array | undefined>;
}

/** Keys are read from their files at each call, and once before: throws a Failure where one cannot be read. */
export function reachDatadog(section: DatadogSection, { readFile, clock }: DatadogTools): Datadog {
  const url = addressOf(section);
  const gate = openGate(section.limits.at_once);
  const rules = { readFile, rejected: CODES.rejected, timeoutSeconds: TIMEOUT_SECONDS, maxBytes: MOST_ANSWER_BYTES };
  const { secret } = secretsOf(url, rules);
  const address = () => {
    const { headers, ...rest } = httpAddress({ ...section, url }, rules);
    const keys = {
      'dd-api-key': secret('api_key_file', section.api_key_file),
      'dd-application-key': secret('app_key_file', section.app_key_file),
    };
    return { ...rest, allErrors: true, headers: { accept: 'application/json, */*', ...headers, ...keys } };
  };
  address();
  const rest = restUntilReset(url, clock);
  const call = (setting: string, work: (client: HttpClient) => Promise<BytesAnswer>, signal: AbortSignal) => {
    const once = async () => {
      const answer = await gate(async () => {
        await rest.wait(signal);
        return work(httpClient(address(), CODES));
      }, signal);
      rest.note(answer);
      if (answer.status >= 300 && answer.status !== 404) throw refusalOf(answer, { url, site: section.site, setting });
      return answer;
    };
    return repeatOnce(once, { clock, unavailable: CODES.unavailable }, signal);
  };
  return {
    url,
    async json(name, question, signal) {
      const setting = `paths.${name}`;
      const asked = { body: JSON.stringify(question), headers: { 'content-type': 'application/json' } };
      const answer = await call(setting, (client) => client.postBytes(section.paths[name], asked, signal), signal);
      if (answer.status === 404) throw refusalOf(answer, { url, site: section.site, setting });
      if (!answer.contentType.includes('json')) throw strange(url, answer.contentType || 'no content type');
      return parsed(url, setting, answer.body);
    },
    async bytes(name, ids, signal) {
      const path = section.paths[name].replaceAll(/\{(profile_id|event_id)\}/g, (_, id: keyof Ids) =>
        encodeURIComponent(ids[id].toWellFormed()),
      );
      const answer = await call(`paths.${name}`, (client) => client.getBytes(path, {}, signal), signal);
      if (answer.status === 404) return undefined;
      if (answer.contentType.startsWith('text/html')) throw strange(url, answer.contentType);
      return answer.body;
    },
  };
}

function parsed(url: string, setting: string, body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    throw strange(url, `${setting}: JSON that breaks off or is none`, error);
  }
}

/** Where an answer says that it was the last that is allowed, nothing more is asked before the limit begins anew. */
function restUntilReset(url: string, clock: WaitingClock) {
  let until = 0;
  let words = '';
  return {
    note(answer: BytesAnswer): void {
      const limit = rateLimitOf(answer);
      if (limit.remaining !== 0 || limit.resetMs === undefined) return;
      until = clock.now() + limit.resetMs;
      words = rateLimitWords(limit);
    },
    async wait(signal: AbortSignal): Promise<void> {
      const pause = until - clock.now();
      if (pause <= 0) return;
      if (pause > LONGEST_REST_MS)
        throw new Failure(CODES.unavailable, `${url} is not asked now: ${words}`, {
          retryable: true,
          retryAfter: pause,
        });
      await clock.sleep(pause, signal);
    },
  };
}
