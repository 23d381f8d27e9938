import express, { Router } from 'express';
import type { Request, Response } from 'express';
import type { AlertGroup } from '../../core/alert/alert.ts';
import { Failure } from '../../core/failure.ts';
import type { Clock, Log } from '../../pipeline/ports.ts';
import { requireToken } from './door-token.ts';
import { requestIdOf } from './harden.ts';
import { readWebhook } from './read-webhook.ts';

/** Counted after inflation. */
export const MOST_WEBHOOK_BYTES = 5 * 1024 * 1024;
/** Alertmanager has its own backoff; this is for senders that listen. */
const RETRY_SECONDS = '5';

export interface WebhookDoors {
  receive(group: AlertGroup): Promise<void>;
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * POST /alertmanager and /grafana (Grafana may PUT). 202 once `receive` has resolved, whatever the delivery holds,
 * since a 4xx comes back every group_interval; 400 only for what is no JSON, 413 over 5 MB, 503 when nothing was kept.
 */
export function webhookDoors(doors: WebhookDoors, token: string | undefined): Router {
  const router = Router();
  const body = express.raw({ type: () => true, limit: MOST_WEBHOOK_BYTES });
  for (const sender of ['alertmanager', 'grafana'] as const) {
    const accept = (request: Request, response: Response): Promise<void> => acceptDelivery(request, response, sender);
    router
      .route(`/${sender}`)
      .post(requireToken(token), body, accept)
      .put(requireToken(token), body, accept)
      .all((_request, response) => {
        response.set('allow', 'POST, PUT').status(405).json({ error: 'send alerts here by POST' });
      });
  }
  return router;

  async function acceptDelivery(request: Request, response: Response, sender: AlertGroup['sender']): Promise<void> {
    const requestId = requestIdOf(response.locals);
    const parsed = parseJson(request.body);
    if (parsed === undefined) {
      doors.log.warn('a webhook was not JSON', { sender, requestId });
      response.status(400).json({ error: 'the body is not JSON' });
      return;
    }
    const { group, problems } = readWebhook(parsed.json, sender, doors.clock.now());
    if (problems.length > 0) {
      doors.log.warn('a webhook was odd', { sender, requestId, problems: problems.join('; ').slice(0, 2000) });
    }
    try {
      if (group.alerts.length > 0) await doors.receive(group);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      doors.log.error('a webhook could not be kept', { code: error.code, problem: error.message, requestId });
      response.set('retry-after', RETRY_SECONDS).status(503).json({ error: 'not kept, send it again' });
      return;
    }
    response.status(202).json({ accepted: group.alerts.length });
  }
}

function parseJson(body: unknown): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(Buffer.isBuffer(body) ? body.toString('utf8') : '') as unknown };
  } catch {
    return undefined;
  }
}
