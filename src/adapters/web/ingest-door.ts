/**
 * POST /ingest, as Pyroscope's agents push:
 * https://grafana.com/docs/pyroscope/latest/reference-server-api/ (section /ingest)
 */
import express, { Router } from 'express';
import type { NextFunction, Request, Response } from 'express';
import { Failure } from '../../core/failure.ts';
import { MalformedProfile } from '../../core/profile/profile.ts';
import type { Log, ProfilePush } from '../../pipeline/ports.ts';
import { requireToken } from './door-token.ts';
import { requestIdOf } from './harden.ts';
import { readPushKind } from './push-kind.ts';
import { BadPush, readPushName } from './push-name.ts';
import { readPushInterval } from './push-time.ts';
import { readMultipart } from './read-multipart.ts';

export const MOST_PROFILE_BYTES = 16 * 1024 * 1024;
/** Room for the borders of a multipart body and its sample_type_config. */
const MOST_BODY_BYTES = MOST_PROFILE_BYTES + 64 * 1024;
/** Pushes in hand at one time; each may hold its whole body in memory. */
const MOST_IN_HAND = 32;

export interface IngestDoor {
  ingest(push: ProfilePush): Promise<void>;
  readonly log: Log;
}

/** 200 kept, 400 unreadable query, 413 over 16 MB, 415 not pprof, 422 no profile, 429 too many at once, 503 not kept. */
export function ingestDoor(door: IngestDoor, token: string | undefined): Router {
  let inHand = 0;
  const router = Router();
  const body = express.raw({ type: () => true, limit: MOST_BODY_BYTES });
  router.post(['/ingest', '/pyroscope/ingest'], requireToken(token), limitInHand, body, (request, response) =>
    acceptPush(request, response),
  );
  return router;

  function limitInHand(_request: Request, response: Response, next: NextFunction): void {
    if (inHand >= MOST_IN_HAND) {
      response
        .set('retry-after', '1')
        .status(429)
        .json({ error: `${MOST_IN_HAND} pushes are in hand, try again` });
      return;
    }
    inHand++;
    response.on('close', () => inHand--);
    next();
  }

  async function acceptPush(request: Request, response: Response): Promise<void> {
    try {
      const push = await readPush(request);
      await door.ingest(push);
      response.status(200).end();
    } catch (error) {
      const answer = judge(error);
      if (answer === undefined) throw error;
      const requestId = requestIdOf(response.locals);
      const problem = error instanceof Error ? error.message : answer.problem;
      door.log.warn('a push was refused', { status: answer.status, problem, requestId });
      if (answer.retrySeconds !== undefined) response.set('retry-after', String(answer.retrySeconds));
      response.status(answer.status).json({ error: answer.problem });
    }
  }
}

/** Thrown for bodies that are no pprof by their own words. */
class UnsupportedFormat extends Error {}
/** Thrown for a profile above the cap inside a body below it. */
class TooLarge extends Error {}

async function readPush(request: Request): Promise<ProfilePush> {
  const name = parameter(request, 'name');
  if (name === undefined) throw new BadPush('name: missing, expected name=app{label=text,…}');
  const { service, labels, suffix } = readPushName(name);
  const interval = readPushInterval(parameter(request, 'from'), parameter(request, 'until'));
  const { bytes, sampleTypeConfig } = await readProfile(request);
  if (bytes.byteLength === 0) throw new MalformedProfile('pprof', 'it is empty');
  if (bytes.byteLength > MOST_PROFILE_BYTES) {
    throw new TooLarge(`the profile is larger than ${MOST_PROFILE_BYTES} bytes`);
  }
  const kind = readPushKind(suffix, sampleTypeConfig);
  return {
    service,
    labels,
    bytes,
    ...(kind === undefined ? {} : { kind }),
    ...(interval === undefined ? {} : { interval }),
  };
}

interface PushedBody {
  readonly bytes: Uint8Array;
  readonly sampleTypeConfig?: Uint8Array;
}

async function readProfile(request: Request): Promise<PushedBody> {
  const body: Uint8Array = Buffer.isBuffer(request.body) ? new Uint8Array(request.body) : new Uint8Array();
  const contentType = request.get('content-type') ?? '';
  const format = parameter(request, 'format');
  if (/^multipart\//i.test(contentType)) {
    const parts = await readMultipart(contentType, body);
    const profile = parts.get('profile');
    if (profile === undefined) throw new BadPush('multipart body: there is no part called "profile"');
    if (parts.has('prev_profile')) {
      throw new UnsupportedFormat(
        'cumulative profiles (a part "prev_profile") are not read; use an agent that sends deltas',
      );
    }
    const sampleTypeConfig = parts.get('sample_type_config');
    return { bytes: profile, ...(sampleTypeConfig === undefined ? {} : { sampleTypeConfig }) };
  }
  if (format === 'pprof' || (format === undefined && looksLikePprof(body))) return { bytes: body };
  throw new UnsupportedFormat(
    `format ${JSON.stringify((format ?? 'folded').slice(0, 40))} is not read here, send format=pprof`,
  );
}

/** Gzip, or a message that begins with pprof's field 1. */
function looksLikePprof(body: Uint8Array): boolean {
  return (body[0] === 0x1f && body[1] === 0x8b) || body[0] === 0x0a;
}

function parameter(request: Request, name: string): string | undefined {
  const text = request.query[name];
  if (text !== undefined && typeof text !== 'string') throw new BadPush(`${name}: given more than once`);
  return text === '' ? undefined : text;
}

interface Refusal {
  readonly status: number;
  readonly problem: string;
  readonly retrySeconds?: number;
}

/** Undefined for mistakes of our own. */
function judge(error: unknown): Refusal | undefined {
  if (error instanceof BadPush) return { status: 400, problem: error.message };
  if (error instanceof UnsupportedFormat) return { status: 415, problem: error.message };
  if (error instanceof TooLarge) return { status: 413, problem: error.message };
  if (error instanceof MalformedProfile) return { status: 422, problem: error.message };
  if (!(error instanceof Failure)) return undefined;
  // The message is for our log; the code is enough for the sender.
  const problem = `not kept (${error.code}), send it again`;
  if (error.retryAfter !== undefined) {
    return { status: 429, problem, retrySeconds: Math.ceil(error.retryAfter / 1000) };
  }
  return { status: 503, problem, retrySeconds: 5 };
}
