import express, { Router } from 'express';
import type { Request, Response } from 'express';
import type { AlertGroup } from '../../core/alert/alert.ts';
import { Failure } from '../../core/failure.ts';
import type { Clock, Log, Meter } from '../../pipeline/ports.ts';
import { requireToken } from './door-token.ts';
import { checkSignature, type GrafanaSignature } from './grafana-signature.ts';
import { requestIdOf } from './harden.ts';
import { readWebhook } from './read-webhook.ts';

/** Counted after inflation. */
export const MOST_WEBHOOK_BYTES = 5 * 1024 * 1024;
/** Alertmanager has its own backoff; this is for senders that listen. */
const RETRY_SECONDS = '5';

export interface WebhookDoors {
  receive(group: AlertGroup): Promise<void>;
  readonly meter: Pick<Meter, 'webhook'>;
  readonly log: Log;
  readonly clock: Clock;
}

type Sender = AlertGroup['sender'];

/**
 * POST /alertmanager and /grafana (Grafana may PUT). 202 once `receive` has resolved, whatever the delivery holds,
 * since a 4xx comes back every group_interval; 400 only for what is no JSON, 413 over 5 MB, 503 when nothing was kept.
 * Where Grafana signs, its door asks for the signature beside the token.
 */
export function webhookDoors(
  doors: WebhookDoors,
  token: string | undefined,
  signature: GrafanaSignature | undefined,
): Router {
  const router = Router();
  const body = express.raw({ type: () => true, limit: MOST_WEBHOOK_BYTES });
  for (const sender of ['alertmanager', 'grafana'] as const) {
    const guard = requireToken(token, (response, reason) => noteRefusal(response, sender, reason));
    const accept = (request: Request, response: Response): Promise<void> => acceptDelivery(request, response, sender);
    router
      .route(`/${sender}`)
      .post(guard, body, accept)
      .put(guard, body, accept)
      .all((_request, response) => {
        response.set('allow', 'POST, PUT').status(405).json({ error: 'send alerts here by POST' });
      });
  }
  return router;

  async function acceptDelivery(request: Request, response: Response, sender: Sender): Promise<void> {
    const requestId = requestIdOf(response.locals);
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    if (sender === 'grafana' && !isSigned(request, response, bytes)) return;
    const parsed = parseJson(bytes);
    if ('problem' in parsed) {
      doors.meter.webhook(sender, 'not JSON');
      doors.log.warn('a webhook was not JSON', { sender, requestId, problem: parsed.problem });
      response.status(400).json({ error: `the body is not JSON: ${parsed.problem}` });
      return;
    }
    const { group, problems } = readWebhook(parsed.json, sender, doors.clock.now());
    noteOddities(group, problems, requestId);
    try {
      if (group.alerts.length > 0) await doors.receive(group);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      doors.meter.webhook(sender, 'not kept');
      doors.log.error('a webhook could not be kept', { code: error.code, problem: error.message, requestId });
      response.set('retry-after', RETRY_SECONDS).status(503).json({ error: 'not kept, send it again' });
      return;
    }
    doors.meter.webhook(sender, problems.length > 0 ? 'odd' : 'accepted');
    response.status(202).json({ accepted: group.alerts.length });
  }

  function isSigned(request: Request, response: Response, bytes: Buffer): boolean {
    if (signature === undefined) return true;
    const check = checkSignature(signature, (name) => request.get(name), bytes, doors.clock.now());
    if (check.kind === 'good') return true;
    noteRefusal(response, 'grafana', check.reason);
    response.status(check.kind === 'missing' ? 401 : 403).json({ error: check.reason });
    return false;
  }

  function noteRefusal(response: Response, sender: Sender, reason: string): void {
    doors.meter.webhook(sender, 'refused');
    doors.log.warn('a webhook was refused', { sender, reason, requestId: requestIdOf(response.locals) });
  }

  function noteOddities(group: AlertGroup, problems: readonly string[], requestId: string): void {
    const { sender, receiver, truncatedAlerts } = group;
    if (problems.length > 0) {
      doors.log.warn('a webhook was odd', { sender, requestId, problems: problems.join('; ').slice(0, 2000) });
    }
    if (truncatedAlerts > 0) {
      // They come with the next delivery of their group, or never: nobody is asked for them.
      const advice = 'raise max_alerts of this receiver, or group by fewer alerts';
      doors.log.warn('a webhook came without some of its alerts', {
        sender,
        receiver,
        truncatedAlerts,
        advice,
        requestId,
      });
    }
  }
}

/** A byte order mark is no part of JSON, and some senders begin with one. */
function parseJson(bytes: Buffer): { readonly json: unknown } | { readonly problem: string } {
  try {
    return { json: JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, '')) as unknown };
  } catch (error) {
    return { problem: error instanceof Error ? error.message.slice(0, 200) : 'unreadable' };
  }
}
