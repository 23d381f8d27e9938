/**
 * Calls of Parca's QueryService over gRPC-web, which takes any path prefix and, unlike its JSON gateway, answers of more than 4 MiB.
 * The JSON gateway also answers "not found" with its page and status 200, so it is not used at all.
 */
import { Failure } from '../../../core/failure.ts';
import { MalformedProfile } from '../../../core/profile/profile.ts';
import type { WaitingClock } from '../../../pipeline/ports.ts';
import { openGate } from '../../gate.ts';
import { httpAddress } from '../../http-address.ts';
import { httpClient, type BytesAnswer } from '../../http-client.ts';
import { repeatOnce } from '../../repeat-once.ts';
import { frameOf, GRPC_WEB_HEADERS, readGrpcWeb } from './grpc-web.ts';
import { CODES, failureOfGrpc, failureOfHttp, strange } from './parca-failures.ts';
import type { ParcaSection } from './parca-section.ts';

const SERVICE = '/parca.query.v1alpha1.QueryService/';
/** Of one call, in seconds. */
const TIMEOUT_SECONDS = 8;
/** The server's own limit of a message is 64 MiB. */
const MOST_ANSWER_BYTES = 64 * 1024 * 1024 + 1024;
const AT_ONCE = 4;
const NOT_FOUND = 5;

export interface ParcaTools {
  readonly readFile: (path: string) => string;
  readonly clock: WaitingClock;
  /** How long the profiles of one kind and window may be read: then it answers with what came. */
  readonly budgetMs: number;
}

export interface Parca {
  readonly url: string;
  /** What `read` makes of the answering message; undefined where the server found nothing. */
  ask<T>(
    method: string,
    message: Uint8Array,
    read: (message: Uint8Array) => T,
    signal: AbortSignal,
  ): Promise<T | undefined>;
}

/** Secrets are read from their files at each call. */
export function reachParca(section: ParcaSection, { readFile, clock }: ParcaTools): Parca {
  const { url } = section;
  const gate = openGate(AT_ONCE);
  const rules = {
    readFile,
    rejected: CODES.rejected,
    timeoutSeconds: TIMEOUT_SECONDS,
    maxBytes: MOST_ANSWER_BYTES,
  };
  // What cannot be read is told at the start and not in the first incident.
  httpAddress(section, rules);
  const once = async (method: string, message: Uint8Array, signal: AbortSignal) => {
    const client = httpClient(httpAddress(section, rules), CODES);
    const asked = { body: Buffer.from(frameOf(message)), headers: GRPC_WEB_HEADERS };
    return messageOf(await gate(() => client.postBytes(SERVICE + method, asked, signal), signal), url);
  };
  return {
    url,
    async ask(method, message, read, signal) {
      const again = { clock, unavailable: CODES.unavailable };
      const answer = await repeatOnce(() => once(method, message, signal), again, signal);
      try {
        return answer === undefined ? undefined : read(answer);
      } catch (error) {
        if (error instanceof MalformedProfile) throw strange(url, `${method}: ${error.problem}`, error);
        throw error;
      }
    },
  };
}

function messageOf(answer: BytesAnswer, url: string): Uint8Array | undefined {
  const { status, contentType, header, body } = answer;
  if (status >= 300) throw failureOfHttp(answer, url);
  if (!contentType.startsWith('application/grpc')) throw strange(url, contentType || 'no content type');
  const read = readGrpcWeb(body, header);
  switch (read.kind) {
    case 'message':
      return read.message;
    case 'error':
      if (read.status === NOT_FOUND) return undefined;
      throw failureOfGrpc(read, url);
    case 'broken':
      throw new Failure(CODES.unavailable, `the answer of ${url} is broken: ${read.why}`, { retryable: true });
  }
}
