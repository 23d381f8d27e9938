/**
 * Calls over the Connect protocol: POST of JSON or protobuf; errors are JSON with a code, and the code decides, not the status.
 * https://connectrpc.com/docs/protocol/#error-codes
 */
import type { z } from 'zod';
import { Failure } from '../../../core/failure.ts';
import type { WaitingClock } from '../../../pipeline/ports.ts';
import { httpAddress } from '../../http-address.ts';
import { httpClient, type BytesAnswer, type HttpClient } from '../../http-client.ts';
import { refusalOf } from './connect-errors.ts';
import { openGate, type Gate } from '../../gate.ts';
import { repeatOnce } from '../../repeat-once.ts';
import type { PyroscopeSection } from './pyroscope-section.ts';

export const CODES = {
  unavailable: 'PROFILE_STORE_UNAVAILABLE',
  timeout: 'PROFILE_STORE_TIMEOUT',
  rejected: 'PROFILE_STORE_REJECTED',
} as const;
const SERVICE = '/querier.v1.QuerierService/';
/** Of one call, in seconds. */
const TIMEOUT_SECONDS = 8;
/** Of one answer: 20 MB are 1.2 million stacks. */
export const MOST_ANSWER_BYTES = 32 * 1024 * 1024;
/** Calls at once; hosted servers limit them by tenant. */
export const AT_ONCE = 4;
/** Without this parameter servers keep names with dots to themselves. */
const ACCEPT = 'application/json;allow-utf8-labelnames=true';

export interface PyroscopeTools {
  readonly readFile: (path: string) => string;
  readonly clock: WaitingClock;
  /** For reading the profiles of one kind and window. */
  readonly budgetMs: number;
}

export interface Pyroscope {
  readonly url: string;
  json<T extends z.ZodType>(method: string, message: object, answer: T, signal: AbortSignal): Promise<z.infer<T>>;
  /** The bytes of the answering message. */
  proto(method: string, message: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
}

/** Secrets are read from their files at each call, and once before: throws a Failure where one cannot be read. */
export function reachPyroscope(section: PyroscopeSection, tools: PyroscopeTools): Pyroscope {
  const gate = openGate(AT_ONCE);
  const rules = {
    readFile: tools.readFile,
    rejected: CODES.rejected,
    timeoutSeconds: TIMEOUT_SECONDS,
    maxBytes: MOST_ANSWER_BYTES,
  };
  const again = { clock: tools.clock, unavailable: CODES.unavailable };
  httpAddress(section, rules);
  const client = () => httpClient(httpAddress(section, rules), CODES);
  const call = (way: Way, signal: AbortSignal) =>
    repeatOnce(() => once(client(), way, section.url, gate, signal), again, signal);
  return {
    url: section.url,
    async json(method, message, answer, signal) {
      const way = { method, body: JSON.stringify(message), type: 'application/json', accept: ACCEPT };
      const received = new TextDecoder().decode(await call(way, signal));
      try {
        return answer.parse(JSON.parse(received));
      } catch (error) {
        throw strange(section.url, `${method}: ${received.slice(0, 80)}`, error);
      }
    },
    proto: (method, body, signal) =>
      call({ method, body, type: 'application/proto', accept: 'application/proto' }, signal),
  };
}

interface Way {
  readonly method: string;
  readonly body: string | Uint8Array;
  readonly type: string;
  readonly accept: string;
}

async function once(client: HttpClient, way: Way, url: string, gate: Gate, signal: AbortSignal): Promise<Uint8Array> {
  const headers = { 'content-type': way.type, accept: way.accept };
  const answer = await gate(() => client.postBytes(SERVICE + way.method, { body: way.body, headers }, signal), signal);
  if (answer.status >= 300) throw refusalOf(answer, url, CODES);
  if (!speaks(answer, way.type)) throw strange(url, answer.contentType || 'no content type');
  return answer.body;
}

/** An empty message may come without a type. */
function speaks({ contentType, body }: BytesAnswer, type: string): boolean {
  return contentType.startsWith(type) || (contentType === '' && body.length === 0);
}

function strange(url: string, what: string, cause?: unknown): Failure {
  return new Failure(CODES.rejected, `${url} does not answer like Pyroscope (${what})`, { retryable: false, cause });
}
