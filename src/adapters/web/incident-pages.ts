import { Router } from 'express';
import type { Request, Response } from 'express';
import type { Incident } from '../../core/incident/incident.ts';
import { FLAMES_FILE } from '../../pipeline/evidence.ts';
import type { Evidence, EvidenceFile } from '../../pipeline/evidence.ts';
import type { DeployRecords, DeployRow } from '../../pipeline/deploy-ports.ts';
import type { FlameFiles } from '../../pipeline/flame-files.ts';
import type { IncidentList } from '../../pipeline/incident-list.ts';
import type { Blobs, EvidenceStore, Incidents, Links } from '../../pipeline/ports.ts';
import type { ProfileSums } from '../../pipeline/querier-ports.ts';
import type { RunningConfiguration } from './configuration-view.ts';
import { sendFile } from './evidence-file.ts';
import { deployJson } from './deploy-json.ts';
import { incidentDownloads } from './incident-downloads.ts';
import { incidentJson } from './incident-json.ts';
import { incidentListPage } from './incident-list-page.ts';
import { incidentView } from './incident-view.ts';
import { pathAsked } from './path-asked.ts';
import { accessOf } from './page-access.ts';
import { pageLinks } from './page-links.ts';
import type { PageLinks } from './page-links.ts';
import { PROBLEMS, sendProblem } from './problem-page.ts';
import { renderPage } from './render-page.ts';

/** How often a page that waits for its answer asks again. */
const PENDING_REFRESH_SECONDS = 2;
/** And one that may yet be refined, or whose burn may end. */
const UNSETTLED_REFRESH_SECONDS = 20;

export interface IncidentPages {
  /** Incidents, and what was compared across a deploy. */
  readonly incidents: Pick<Incidents, 'get'>;
  readonly deployRecords: Pick<DeployRecords, 'get'>;
  readonly incidentList: IncidentList;
  readonly evidence: EvidenceStore;
  readonly blobs: Blobs;
  readonly links: Links;
  readonly flameFiles: FlameFiles;
  readonly sums: ProfileSums;
  configuration(): RunningConfiguration;
}

/** GET /, /ID (+ .json, .png?size=), /ID/flames, /ID/files/NAME and its short form /ID/profiles/NAME. */
export function incidentPages(doors: IncidentPages): Router {
  const router = Router({ strict: true });
  router.get('/', incidentListPage(doors));
  router.get('/:id', (request, response) => showOne(request, response));
  router.get('/:id/flames', (request, response) => showFlames(response, request.params.id));
  router.get('/:id/files/*name', (request, response) => showFile(response, request.params.id, request.params.name));
  router.get('/:id/profiles/*name', (request, response) =>
    showFile(response, request.params.id, ['profiles', ...request.params.name]),
  );
  router.use(incidentDownloads(doors));
  return router;

  async function showOne(request: Request<{ id: string }>, response: Response): Promise<void> {
    const [, id = '', form = ''] = /^(.*?)(\.json|\.png)?$/s.exec(request.params.id) ?? [];
    const incident = await doors.incidents.get(id);
    if (incident === undefined) return sendProblem(response, PROBLEMS.noIncident, doors.links);
    switch (form) {
      case '.json':
        return showJson(response, incident);
      case '.png':
        return showPicture(request, response, incident);
      default:
        return showIncident(request, response, incident);
    }
  }

  async function showIncident(request: Request, response: Response, incident: Incident): Promise<void> {
    const evidence = await doors.evidence.find(incident.id);
    const row = await deployOf(incident);
    const links = linksOf(request, response);
    const pending = incident.state === 'queued' || incident.state === 'investigating';
    const unsettled = isUnsettled(incident, evidence);
    const frame = {
      title: evidence?.report.headline ?? incident.service,
      links,
      version: `${incident.state}-${incident.endedAt ?? ''}-${evidence?.round ?? ''}-${evidence?.answeredAt ?? ''}`,
      // Whoever reads an answer is not to lose the place in it.
      ...(pending ? { refreshSeconds: PENDING_REFRESH_SECONDS } : {}),
      ...(unsettled ? { refreshSeconds: UNSETTLED_REFRESH_SECONDS, offer: 'There is news of this incident.' } : {}),
    };
    response.type('html').send(await renderPage('incident', frame, incidentView(incident, evidence, links, row)));
  }

  async function showJson(response: Response, incident: Incident): Promise<void> {
    const evidence = await doors.evidence.find(incident.id);
    if (evidence === undefined) {
      response.status(404).json({ error: 'there is no evidence of this incident yet', state: incident.state });
      return;
    }
    const row = await deployOf(incident);
    response.json({
      ...incidentJson(incident, evidence),
      ...(row === undefined ? {} : { deploy: deployJson(row, doors.links) }),
    });
  }

  async function showPicture(request: Request, response: Response, incident: Incident): Promise<void> {
    const evidence = await doors.evidence.find(incident.id);
    const size = request.query['size'];
    const wanted = size === 'phone' || size === 'wide' ? `${size}.png` : 'chat.png';
    const find = (name: string): EvidenceFile | undefined => evidence?.files.find((file) => file.name === name);
    const file = find(wanted) ?? find('chat.png');
    if (file === undefined) return sendProblem(response, PROBLEMS.noFile, doors.links);
    return sendFile(response, file, 'inline', doors);
  }

  async function showFlames(response: Response, id: string): Promise<void> {
    const evidence = await doors.evidence.find(id);
    const file = evidence?.files.find(({ name }) => name === FLAMES_FILE);
    if (file === undefined) return sendProblem(response, PROBLEMS.noFile, doors.links);
    // Kept as it travels: the browser inflates it.
    response.set('content-encoding', 'gzip');
    return sendFile(response, file, 'inline', doors);
  }

  async function showFile(response: Response, id: string, name: readonly string[]): Promise<void> {
    const evidence = await doors.evidence.find(id);
    const file = evidence?.files.find((one) => one.name === name.join('/'));
    if (file === undefined) return sendProblem(response, PROBLEMS.noFile, doors.links);
    return sendFile(response, file, 'attachment', doors);
  }

  async function deployOf({ cause, id }: Incident): Promise<DeployRow | undefined> {
    return cause === 'deploy' ? doors.deployRecords.get(id) : undefined;
  }

  function linksOf(request: Request, response: Response): PageLinks {
    return pageLinks(pathAsked(request), accessOf(response), doors.links);
  }
}

/** Whether there may be news of what was answered. */
function isUnsettled({ state, cause, endedAt, refineAt }: Incident, evidence: Evidence | undefined): boolean {
  if (state !== 'answered' || cause === 'deploy') return false;
  return endedAt === undefined || (refineAt !== undefined && evidence?.round === 'first');
}
