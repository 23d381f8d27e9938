import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import express from 'express';
import type { ErrorRequestHandler, Express, RequestHandler } from 'express';
import { Failure } from '../../core/failure.ts';
import type { CheckedSubjects, DeployRecords } from '../../pipeline/deploy-ports.ts';
import type { FlameFiles } from '../../pipeline/flame-files.ts';
import type { IncidentList } from '../../pipeline/incident-list.ts';
import type { Blobs, EvidenceStore, Incidents, InboxMessages, Links, Meter } from '../../pipeline/ports.ts';
import type { AlertGroup } from '../../core/alert/alert.ts';
import type { RunningConfiguration } from './configuration-view.ts';
import { deployApi } from './deploy-api.ts';
import { deployPages } from './deploy-pages.ts';
import { deployDoors, type DeployDoors } from './deploys/deploy-doors.ts';
import { requireToken } from './door-token.ts';
import { harden, requestIdOf } from './harden.ts';
import { inboxPage } from './inbox-page.ts';
import { incidentPages } from './incident-pages.ts';
import { operationDoors } from './operation-doors.ts';
import type { OperationDoors } from './operation-doors.ts';
import { guardPages } from './page-access.ts';
import { pageAssets } from './page-assets.ts';
import { pageSubjects } from './page-subjects.ts';
import { pathAsked } from './path-asked.ts';
import { PROBLEMS, sendProblem } from './problem-page.ts';
import { pushDoors, type PushDoorsWorld } from './push-doors.ts';
import { querierDoors, type QuerierWorld } from './querier-doors.ts';
import { deploySecretsOf, pushLimits, readListenAddress, readTokens, signatureOf } from './web-section.ts';
import type { WebSection } from './web-section.ts';
import { webhookDoors } from './webhook-doors.ts';

/** Everything that the doors lead to. */
export interface WebDoors
  extends OperationDoors, QuerierWorld, Omit<PushDoorsWorld, 'meter'>, Omit<DeployDoors, 'meter'> {
  /** Resolves when the delivery is kept; rejects with a Failure when it could not be. */
  receive(group: AlertGroup): Promise<void>;
  readonly incidents: Incidents;
  readonly deployRecords: DeployRecords;
  readonly checkedSubjects: CheckedSubjects;
  readonly incidentList: IncidentList;
  readonly evidence: EvidenceStore;
  readonly blobs: Blobs;
  readonly inboxMessages: InboxMessages;
  readonly flameFiles: FlameFiles;
  readonly links: Links;
  configuration(): RunningConfiguration;
  readonly meter: Pick<Meter, 'webhook' | 'push' | 'deployEvent'>;
}

/** How long slow readers and senders are waited for, in milliseconds. */
export interface WebPatience {
  /** Until the headers of a request have come. */
  readonly headers: number;
  /** Until its body has come. */
  readonly request: number;
  /** Until answers that are being written at the end are cut off. */
  readonly closing: number;
}

const PATIENCE: WebPatience = { headers: 10_000, request: 30_000, closing: 5_000 };

export interface Web {
  readonly port: number;
  /**
   * Makes doors for another section behind the same address, without opening them; throws when a token file cannot be
   * read. The answer opens them for the requests that come from then on.
   */
  prepare(section: WebSection, doors: WebDoors): () => void;
  /** Takes nothing new, waits for answers that are being written. */
  close(): Promise<void>;
}

/** Opens the doors; rejects when a token file cannot be read or the address is taken, naming it. */
export async function startWeb(section: WebSection, doors: WebDoors, patience: WebPatience = PATIENCE): Promise<Web> {
  const assets = pageAssets();
  let app = buildApp(section, doors, assets);
  const server = createServer(
    {
      headersTimeout: patience.headers,
      requestTimeout: patience.request,
      connectionsCheckingInterval: Math.min(1000, patience.headers),
      keepAliveTimeout: 65_000,
      maxHeaderSize: 32 * 1024,
    },
    (request, response) => app(request, response),
  );
  const { host, port } = readListenAddress(section.listen_address);
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`web.listen_address: cannot listen on ${section.listen_address}: ${reason}`, { cause: error });
  }
  return {
    port: portOf(server),
    prepare(nextSection, nextDoors) {
      const next = buildApp(nextSection, nextDoors, assets);
      return () => (app = next);
    },
    close: () => close(server, patience.closing),
  };
}

function buildApp(section: WebSection, doors: WebDoors, assets: RequestHandler): Express {
  const tokens = readTokens(section);
  const app = express();
  app.disable('x-powered-by').set('env', 'production').set('etag', false).set('query parser', 'simple');
  app.use(harden(doors.log));

  app.use('/webhooks', webhookDoors(doors, tokens.webhook, signatureOf(section, tokens.grafanaHmac)));
  app.use('/deploys', deployDoors(doors, deploySecretsOf(tokens)));
  app.use(pushDoors(doors, tokens.ingest, pushLimits(section)));
  app.use(querierDoors(doors, { pages: section.pages, token: tokens.pages }));
  app.use('/metrics', requireToken(tokens.metrics));
  app.use(operationDoors(doors, tokens.reload));
  app.use('/assets', assets);

  const guard = guardPages({ pages: section.pages, token: tokens.pages, links: doors.links });
  app.use('/incidents', guard, incidentPages({ ...doors, incidents: pageSubjects(doors) }));
  app.use('/deploys', guard, deployPages(doors));
  app.use('/api/v1', deployApi(doors, { pages: section.pages, token: tokens.pages }));
  app.get('/inbox', guard, inboxPage(doors));
  app.get('/', (_request, response) => response.redirect(302, './incidents'));

  app.use((_request, response) => sendProblem(response, PROBLEMS.noPage, doors.links));
  app.use(answerError(doors));
  return app;
}

/** Errors that body parsers throw carry the status of their kind; anything else is ours. */
function answerError(doors: WebDoors): ErrorRequestHandler {
  return async (error: unknown, request, response, next) => {
    const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
    const requestId = requestIdOf(response.locals);
    if (response.headersSent) return next(error);
    if (status >= 400 && status < 500) {
      doors.log.warn('a request was refused', { path: pathAsked(request).slice(0, 200), status, requestId });
      const cap = status === 413 ? 'the body is larger than this door takes' : 'the request cannot be read';
      response.status(status).json({ error: cap });
      return;
    }
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    doors.log.error('a request failed', { path: pathAsked(request).slice(0, 200), problem, requestId });
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.status(500).json({ error: 'a fault of ours', requestId });
      return;
    }
    const page = error instanceof Failure && error.retryable ? PROBLEMS.unavailable : PROBLEMS.ours;
    try {
      await sendProblem(response, page, doors.links);
    } catch (second) {
      // A page about the fault that cannot be made either: one plain line, and nothing of the inside.
      doors.log.error('the page of a fault could not be made', { problem: String(second), requestId });
      response.status(500).type('text/plain').send(`Something broke here. Request ${requestId}\n`);
    }
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const cutOff = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cutOff);
}
