/** What the doors of all agents have in common: who may come in, how much at a time, and what the meter and the log hear. */
import express, { Router } from 'express';
import type { ErrorRequestHandler, NextFunction, Request, Response } from 'express';
import type { ProcessProfile } from '../../pipeline/pushes.ts';
import { checkToken } from './door-token.ts';
import { requestIdOf } from './harden.ts';
import { ingestDoor } from './ingest-door.ts';
import { otlpDoor } from './otlp-door.ts';
import { MOST_PROFILE_BYTES, openGate, type PushLimits, type PushWorld } from './push-gate.ts';
import { MOST_IN_HAND, openHands } from './push-hands.ts';
import { judge, judgeBody, type Refusal } from './push-refusal.ts';
import { pushV1Door } from './push-v1-door.ts';

/** Counted after inflation: two profiles of the largest size, for a cumulative one and the one before it. */
const MOST_BODY_BYTES = 2 * MOST_PROFILE_BYTES + 64 * 1024;
const AUTHENTICATE = 'Bearer realm="burnscope", Basic realm="burnscope"';

export interface PushDoorsWorld extends PushWorld {
  /** A message of OpenTelemetry, taken apart; rejects with MalformedProfile or a Failure. */
  splitByProcess(message: Uint8Array): Promise<readonly ProcessProfile[]>;
}

/** One way in: reads its own requests and writes its own answers. */
export interface PushDoor {
  readonly name: string;
  readonly paths: readonly string[];
  /** Media types that it reads; others are answered 415. */
  readonly types: 'any' | readonly string[];
  /** The status for what is no profile; each protocol has its own. */
  readonly malformed: 400 | 422;
  /** Answers, or says why it does not. Throws BadPush and the like, and mistakes of our own. */
  accept(request: Request, response: Response, body: Uint8Array): Promise<Refusal | undefined>;
  /** Writes the body of an error, whose status is set. */
  answer(request: Request, response: Response, refusal: Pick<Refusal, 'message'> & { readonly code: string }): void;
}

export function pushDoors(world: PushDoorsWorld, token: string | undefined, limits: PushLimits): Router {
  const gate = openGate(world, limits);
  const router = Router();
  const raw = express.raw({ type: () => true, limit: MOST_BODY_BYTES });
  const hands = openHands(world.clock);
  for (const door of [ingestDoor(gate), pushV1Door(gate, world.log), otlpDoor(gate, world)]) {
    router
      .route([...door.paths])
      .post(
        (request, response, next) => guard(door, request, response, next),
        (request, response, next) => limitInHand(door, request, response, next),
        raw,
        (request: Request, response: Response) => accept(door, request, response),
      )
      .all((_request, response) => void response.set('allow', 'POST').status(405).end());
    router.use([...door.paths], answerBodyError(door));
  }
  return router;

  function guard(door: PushDoor, request: Request, response: Response, next: NextFunction): void {
    const check = token === undefined ? 'good' : checkToken(request.headers.authorization, token);
    if (check !== 'good') {
      response.set('www-authenticate', AUTHENTICATE).status(401);
      const message = check === 'missing' ? 'a token is needed: bearer, or basic with it as password' : 'wrong token';
      note(door, request, response, { outcome: 'refused', message });
      door.answer(request, response, { code: 'unauthenticated', message });
      return;
    }
    const type = (request.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase();
    if (door.types !== 'any' && !door.types.includes(type)) {
      const message = `content-type: ${JSON.stringify(type.slice(0, 80))} is none of ${door.types.join(', ')}`;
      note(door, request, response, { outcome: 'refused', message });
      response.set('accept-post', door.types.join(', ')).status(415).end();
      return;
    }
    next();
  }

  function limitInHand(door: PushDoor, request: Request, response: Response, next: NextFunction): void {
    const full = (message: string) =>
      refuse(door, request, response, {
        status: 429,
        code: 'resource_exhausted',
        outcome: 'over quota',
        message,
        retrySeconds: 1,
      });
    const letGo = () => {
      response.set('connection', 'close').once('finish', () => request.destroy());
      full('the body came too slowly while others waited, try again');
    };
    if (hands.take(request, response, letGo)) next();
    else full(`${MOST_IN_HAND} pushes are in hand, try again`);
  }

  async function accept(door: PushDoor, request: Request, response: Response): Promise<void> {
    // A copy: what goes to another thread takes the whole memory along that it is a part of.
    const body = Buffer.isBuffer(request.body) ? new Uint8Array(request.body) : new Uint8Array();
    let refusal: Refusal | undefined;
    try {
      refusal = await door.accept(request, response, body);
      if (refusal === undefined) return;
    } catch (error) {
      refusal = judge(error);
      if (refusal === undefined) throw error;
      gate.refuse(door.name, refusal, body.byteLength);
    }
    write(door, request, response, refusal);
  }

  function answerBodyError(door: PushDoor): ErrorRequestHandler {
    return (error: unknown, request, response, next) => {
      const refusal = judgeBody(error);
      if (refusal === undefined) return next(error);
      // A body that breaks off after its answer, such as of one who was let go, is nobody's mistake.
      if (!response.headersSent) refuse(door, request, response, refusal);
    };
  }

  function refuse(door: PushDoor, request: Request, response: Response, refusal: Refusal): void {
    gate.refuse(door.name, refusal, 0);
    write(door, request, response, refusal);
  }

  function write(door: PushDoor, request: Request, response: Response, refusal: Refusal): void {
    if (refusal.retrySeconds !== undefined) response.set('retry-after', String(refusal.retrySeconds));
    response.status(refusal.status === 422 ? door.malformed : refusal.status);
    log(door, response, response.statusCode, refusal.problem ?? refusal.message);
    door.answer(request, response, refusal);
  }

  function note(door: PushDoor, _request: Request, response: Response, refusal: { outcome: string; message: string }) {
    world.meter.push(door.name, refusal.outcome, 0);
    log(door, response, response.statusCode, refusal.message);
  }

  function log(door: PushDoor, response: Response, status: number, problem: string): void {
    world.log.warn('a push was refused', {
      door: door.name,
      status,
      problem: problem.slice(0, 500),
      requestId: requestIdOf(response.locals),
    });
  }
}
