import express, { Router } from 'express';
import type { Request, RequestHandler, Response } from 'express';
import type { DeployEvent, DeployReception } from '../../../core/deploy/deploy-event.ts';
import { Failure } from '../../../core/failure.ts';
import type { Clock, Log, Meter } from '../../../pipeline/ports.ts';
import { requireToken } from '../door-token.ts';
import { requestIdOf } from '../harden.ts';
import { readArgocd } from './argocd.ts';
import { readCdevents } from './cdevents.ts';
import type { DeployReader } from './delivery.ts';
import { readFlux } from './flux.ts';
import { readGeneric } from './generic.ts';
import { readGithub } from './github.ts';
import { readGitlab } from './gitlab.ts';
import { parseBody } from './parse-body.ts';
import { checkProof, type SenderProof } from './proof.ts';

/** Counted after inflation. */
export const MOST_DEPLOY_BYTES = 1024 * 1024;
/** For senders that listen; GitHub and GitLab do not, and somebody presses redeliver. */
const RETRY_SECONDS = '5';

const READERS = {
  github: readGithub,
  gitlab: readGitlab,
  argocd: readArgocd,
  flux: readFlux,
  cdevents: readCdevents,
  generic: readGeneric,
} as const satisfies Readonly<Record<string, DeployReader>>;

export type DeploySender = keyof typeof READERS;
const SENDERS = [
  'github',
  'gitlab',
  'argocd',
  'flux',
  'cdevents',
  'generic',
] as const satisfies readonly DeploySender[];

export interface DeployDoors {
  /** Resolves once everything that counts is kept; rejects with a Failure when it could not be. */
  receiveDeploys(events: readonly DeployEvent[], ignored: readonly string[]): Promise<DeployReception>;
  readonly meter: Pick<Meter, 'deployEvent'>;
  readonly log: Log;
  readonly clock: Clock;
}

/** What opens the doors; where a sender has a proof of its own, that is asked for instead of the token. */
export interface DeploySecrets {
  readonly token: string | undefined;
  readonly proofs: Readonly<Partial<Record<DeploySender, SenderProof | undefined>>>;
}

/**
 * POST /{github,gitlab,argocd,flux,cdevents,generic}. 202 once everything that counts is kept, also for what is no deploy
 * or nobody's: the body says what became of it. 400 only for what is no JSON and for generic bodies that are invalid, 413
 * over 1 MB, 503 when nothing was kept.
 */
export function deployDoors(doors: DeployDoors, secrets: DeploySecrets): Router {
  const router = Router();
  const body = express.raw({ type: () => true, limit: MOST_DEPLOY_BYTES });
  for (const sender of SENDERS) {
    const proof = secrets.proofs[sender];
    const guard = requireToken(proof === undefined ? secrets.token : undefined, (response, reason) =>
      noteRefusal(response, sender, reason),
    );
    const prove: RequestHandler = (request, response, next) => {
      if (proof === undefined || isProven(request, response, sender, proof)) next();
    };
    router
      .route(`/${sender}`)
      .post(guard, body, prove, (request, response) => acceptDelivery(request, response, sender))
      .all((_request, response) => {
        response.set('allow', 'POST').status(405).json({ error: 'send deploys here by POST' });
      });
  }
  return router;

  async function acceptDelivery(request: Request, response: Response, sender: DeploySender): Promise<void> {
    const requestId = requestIdOf(response.locals);
    const refuse = (status: number, outcome: string, error: string, problems: readonly string[] = []): void => {
      doors.meter.deployEvent(sender, outcome);
      const problem = [error, ...problems].join('; ').slice(0, 2000);
      doors.log.warn('a deploy event was not understood', { sender, requestId, problem });
      response.status(status).json({ error, ...(problems.length > 0 ? { problems } : {}) });
    };
    const parsed = parseBody(bytesOf(request), request.get('content-type'));
    if ('problem' in parsed) return refuse(400, 'not JSON', `the body is not JSON: ${parsed.problem}`);
    const header = (name: string): string | undefined => request.get(name);
    const reading = READERS[sender]({ json: parsed.json, header, receivedAt: doors.clock.now() });
    if (reading.kind === 'invalid') return refuse(400, 'invalid', 'the body is invalid', reading.problems);
    try {
      const reception = await doors.receiveDeploys(reading.events, reading.ignored);
      doors.meter.deployEvent(sender, reception.accepted.length > 0 ? 'accepted' : 'ignored');
      const accepted = reception.accepted.map(({ at, ...deploy }) => ({ ...deploy, at: new Date(at).toISOString() }));
      response.status(202).json({ accepted, added: reception.added, ignored: reception.ignored });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      doors.meter.deployEvent(sender, 'not kept');
      doors.log.error('a deploy event could not be kept', { code: error.code, problem: error.message, requestId });
      response.set('retry-after', RETRY_SECONDS).status(503).json({ error: 'not kept, send it again' });
    }
  }

  function isProven(request: Request, response: Response, sender: DeploySender, proof: SenderProof): boolean {
    const check = checkProof(proof, request.get(proof.header), bytesOf(request));
    if (check.kind === 'good') return true;
    noteRefusal(response, sender, check.reason);
    response.status(check.kind === 'missing' ? 401 : 403).json({ error: check.reason });
    return false;
  }

  function noteRefusal(response: Response, sender: DeploySender, reason: string): void {
    doors.meter.deployEvent(sender, 'refused');
    doors.log.warn('a deploy event was refused', { sender, reason, requestId: requestIdOf(response.locals) });
  }
}

function bytesOf(request: Request): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}
