/** POST /querier.v1.QuerierService/…: the embedded store read as a Pyroscope. https://connectrpc.com/docs/protocol/#unary-request */
import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
import express, { Router } from 'express';
import type { ErrorRequestHandler, NextFunction, Request, Response } from 'express';
import type { Log } from '../../pipeline/ports.ts';
import { lookIntoStore, type StoreWorld } from '../../pipeline/look-into-store.ts';
import { openGate } from '../gate.ts';
import { checkToken } from './door-token.ts';
import { requestIdOf } from './harden.ts';
import type { QuerierAnswer } from './querier-answer.ts';
import {
  answerLabelNames,
  answerLabelValues,
  answerProfileTypes,
  answerSeries,
  type Asked,
  type DiscoveryWorld,
} from './querier-discovery.ts';
import { bodyRefusal, QuerierRefusal, refusalOf, statusOf } from './querier-refusal.ts';
import type { RequestSchema } from './querier-fields.ts';
import { readRequest } from './querier-request.ts';
import { answerProfile, answerStacktraces, answerSums, type SelectWorld } from './querier-select.ts';

const SERVICE = '/querier.v1.QuerierService';
const JSON_TYPE = 'application/json';
const PROTO_TYPE = 'application/proto';
const AUTHENTICATE = 'Bearer realm="burnscope", Basic realm="burnscope"';
const MOST_BODY_BYTES = 1024 * 1024;
/** Questions in hand; a dashboard asks a dozen at a time. */
const MOST_IN_HAND = 64;
/** Questions for which profiles are read, at a time; others wait in line. */
const MOST_HEAVY = 2;
/** Grafana itself waits for so long. */
const MOST_MS = 30_000;
/** Shorter answers travel as they are. */
const WORTH_PACKING = 1024;

const pack = promisify(gzip);

export interface QuerierWorld extends DiscoveryWorld, StoreWorld {
  readonly log: Log;
}

/** Who may read: with the pages' token, anybody where pages are open. */
export interface QuerierLock {
  readonly pages: 'signed' | 'open';
  readonly token: string | undefined;
}

interface Method {
  readonly schema: RequestSchema;
  /** Holds profiles in memory: only so many at a time. */
  readonly isHeavy?: true;
  answer(asked: Asked, world: DiscoveryWorld & SelectWorld, signal: AbortSignal): Promise<QuerierAnswer>;
}

const RANGE = { 1: 'profileTypeID', 2: 'labelSelector', 3: 'start', 4: 'end' } as const;
/** Readers of JSON may also give `spanSelector` and `traceIdSelector`, whose numbers other versions do not share. */
const BY_NAME_ONLY = { 1001: 'spanSelector', 1002: 'traceIdSelector' } as const;

const METHODS: Readonly<Record<string, Method>> = {
  ProfileTypes: { schema: { 1: 'start', 2: 'end' }, answer: answerProfileTypes },
  LabelNames: { schema: { 1: 'matchers', 2: 'start', 3: 'end' }, answer: answerLabelNames },
  LabelValues: { schema: { 1: 'name', 2: 'matchers', 3: 'start', 4: 'end' }, answer: answerLabelValues },
  Series: { schema: { 1: 'matchers', 2: 'labelNames', 3: 'start', 4: 'end' }, answer: answerSeries },
  SelectMergeStacktraces: {
    schema: { ...RANGE, 5: 'maxNodes', 6: 'format', 7: 'callSite', 8: 'profileIdSelector', ...BY_NAME_ONLY },
    isHeavy: true,
    answer: answerStacktraces,
  },
  SelectMergeSpanProfile: {
    schema: {
      1: 'profileTypeID',
      2: 'labelSelector',
      3: 'spanSelector',
      4: 'start',
      5: 'end',
      6: 'maxNodes',
      7: 'format',
    },
    isHeavy: true,
    answer: answerStacktraces,
  },
  SelectMergeProfile: {
    schema: { ...RANGE, 5: 'maxNodes', 6: 'callSite', 7: 'profileIdSelector', ...BY_NAME_ONLY },
    isHeavy: true,
    answer: answerProfile,
  },
  SelectSeries: {
    schema: { ...RANGE, 5: 'groupBy', 6: 'step', 7: 'aggregation', 8: 'callSite', 9: 'limit', 10: 'exemplarType' },
    isHeavy: true,
    answer: answerSums,
  },
};

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

function lockedOut(request: Request, { pages, token }: QuerierLock): QuerierRefusal | undefined {
  if (pages === 'open') return undefined;
  if (token === undefined)
    return new QuerierRefusal(
      'unauthenticated',
      'profiles are read with the token of web.pages_token_file, which is not configured, or where web.pages is open',
    );
  switch (checkToken(request.headers.authorization, token)) {
    case 'good':
      return undefined;
    case 'missing':
      return new QuerierRefusal('unauthenticated', "the pages' token is needed: bearer, or basic with it as password");
    case 'wrong':
      return new QuerierRefusal('unauthenticated', 'wrong token');
  }
}

/** Packed where the reader says that it can unpack, or packed its own question. */
async function send(request: Request, response: Response, body: Uint8Array): Promise<void> {
  const accepts = /(?:^|[\s,])gzip(?!\s*;\s*q=0(?:\.0*)?(?:\s|,|$))/i.test(request.get('accept-encoding') ?? '');
  const isPacked = request.get('content-encoding')?.trim().toLowerCase() === 'gzip';
  response.set('accept-encoding', 'gzip').vary('accept-encoding');
  if (!(accepts || isPacked) || body.length < WORTH_PACKING) return void response.end(body);
  const packed = await pack(body);
  response.set('content-encoding', 'gzip').end(packed);
}

/** A database that hangs keeps no reader waiting. */
function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const over = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => over.reject(signal.reason), { once: true });
  return Promise.race([work, over.promise]);
}

function patienceOf(request: Request): number {
  const asked = Number(request.get('connect-timeout-ms') ?? MOST_MS);
  return asked >= 1 && asked <= MOST_MS ? asked : MOST_MS;
}

function typeOf(request: Request): string {
  return (request.get('content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase();
}

/** `type/subtype;parameter=text, …` */
function isTypeList(accept: string): boolean {
  const token = "[!#$%&'*+.^_`|~\\w-]+";
  return accept.split(',').every((one) => new RegExp(`^\\s*${token}/${token}\\s*(?:;.*)?$`).test(one));
}
