/** POST /querier.v1.QuerierService/…: the embedded store read as a Pyroscope. https://connectrpc.com/docs/protocol/#unary-request */
import express, { Router } from 'express';
import type { ErrorRequestHandler, NextFunction, Request, Response } from 'express';
import type { Log } from '../../pipeline/ports.ts';
import { lookIntoStore, type StoreWorld } from '../../pipeline/look-into-store.ts';
import { openGate } from '../gate.ts';
import { requestIdOf } from './harden.ts';
import type { Asked, DiscoveryWorld } from './querier-discovery.ts';
import { isTypeList, JSON_TYPE, lockedOut, PROTO_TYPE, typeOf, type QuerierLock } from './querier-guard.ts';
import { METHODS, type Method } from './querier-methods.ts';
import { bodyRefusal, QuerierRefusal, refusalOf, statusOf } from './querier-refusal.ts';
import { readRequest } from './querier-request.ts';
import { inTime, patienceOf, send } from './querier-transport.ts';

const SERVICE = '/querier.v1.QuerierService';
const AUTHENTICATE = 'Bearer realm="burnscope", Basic realm="burnscope"';
const MOST_BODY_BYTES = 1024 * 1024;
/** Questions in hand; a dashboard asks a dozen at a time. */
const MOST_IN_HAND = 64;
/** Questions for which profiles are read, at a time; others wait in line. */
const MOST_HEAVY = 2;

export interface QuerierWorld extends DiscoveryWorld, StoreWorld {
  readonly log: Log;
}

export function querierDoors(world: QuerierWorld, lock: QuerierLock): Router {
  const router = Router();
  const raw = express.raw({ type: () => true, limit: MOST_BODY_BYTES });
  const heavy = openGate(MOST_HEAVY);
  const asking = { ...world, looking: lookIntoStore(world) };
  let inHand = 0;
  for (const [name, method] of Object.entries(METHODS)) {
    router
      .route(`${SERVICE}/${name}`)
      .post(guard, limitInHand, raw, (request: Request, response: Response) => answer(method, request, response))
      .all((_request, response) => void response.set('allow', 'POST').status(405).end());
  }
  router.use(SERVICE, answerBodyError, (_request: Request, response: Response) => {
    response.status(404).type('text/plain').send('404 page not found\n');
  });
  return router;

  function guard(request: Request, response: Response, next: NextFunction): void {
    const refusal = lockedOut(request, lock);
    if (refusal !== undefined) {
      response.set('www-authenticate', AUTHENTICATE);
      return refuse(response, refusal);
    }
    if (!isTypeList(request.get('accept') ?? '*/*')) {
      response.status(400).type('text/plain').send('Invalid header format: accept\n');
      return;
    }
    if (![JSON_TYPE, PROTO_TYPE].includes(typeOf(request))) {
      response.set('accept-post', `${JSON_TYPE}, ${JSON_TYPE}; charset=utf-8, ${PROTO_TYPE}`).status(415).end();
      return;
    }
    next();
  }

  function limitInHand(_request: Request, response: Response, next: NextFunction): void {
    if (inHand >= MOST_IN_HAND) {
      response.set('retry-after', '1');
      return refuse(
        response,
        new QuerierRefusal('resource_exhausted', `${MOST_IN_HAND} questions are in hand, try again`),
      );
    }
    inHand++;
    response.on('close', () => inHand--);
    next();
  }

  async function answer(method: Method, request: Request, response: Response): Promise<void> {
    const isJson = typeOf(request) === JSON_TYPE;
    const deadline = AbortSignal.timeout(patienceOf(request));
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      const body = Buffer.isBuffer(request.body) ? new Uint8Array(request.body) : new Uint8Array();
      const asked: Asked = {
        request: readRequest(body, isJson, method.schema),
        anyNames: /;\s*allow-utf8-labelnames\s*=\s*true/i.test(request.get('accept') ?? ''),
      };
      const signal = AbortSignal.any([deadline, gone.signal]);
      const work = () => method.answer(asked, asking, signal);
      const found = await inTime(method.isHeavy === true ? heavy(work, signal) : work(), signal);
      const text = isJson ? Buffer.from(JSON.stringify(found.json())) : found.proto();
      response.status(200).set('content-type', isJson ? JSON_TYPE : PROTO_TYPE);
      await send(request, response, text);
    } catch (error) {
      if (gone.signal.aborted) return;
      const refusal = refusalOf(error, deadline.aborted);
      if (refusal === undefined) throw error;
      refuse(response, refusal, error);
    }
  }

  function refuse(response: Response, refusal: QuerierRefusal, cause?: unknown): void {
    const { code, message } = refusal;
    world.log.warn('a question to the store was refused', {
      code,
      problem: (cause instanceof Error ? cause.message : message).slice(0, 500),
      requestId: requestIdOf(response.locals),
    });
    response.status(statusOf(code)).set('content-type', JSON_TYPE).end(JSON.stringify({ code, message }));
  }
}

const answerBodyError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const refusal = bodyRefusal(error);
  if (refusal === undefined || response.headersSent) return next(error);
  const { code, message } = refusal;
  response.status(statusOf(code)).set('content-type', JSON_TYPE).end(JSON.stringify({ code, message }));
};
