import { Router } from 'express';
import type { Request, Response } from 'express';
import type { DeployRecords, DeployRow } from '../../pipeline/deploy-ports.ts';
import type { EvidenceStore, Links } from '../../pipeline/ports.ts';
import { deployJson } from './deploy-json.ts';
import { deployListPage } from './deploy-list-page.ts';
import { deployView } from './deploy-view.ts';
import { pathAsked } from './path-asked.ts';
import { accessOf } from './page-access.ts';
import { pageLinks, pathOf } from './page-links.ts';
import { PROBLEMS, sendProblem } from './problem-page.ts';
import { renderPage } from './render-page.ts';

/** While its check waits. */
const REFRESH_SECONDS = 10;

export interface DeployPages {
  readonly deployRecords: Pick<DeployRecords, 'get' | 'list'>;
  readonly evidence: Pick<EvidenceStore, 'find'>;
  readonly links: Links;
}

/** GET /, and /KEY (+ .json), which leads to the evidence where there is some. */
export function deployPages(doors: DeployPages): Router {
  const router = Router({ strict: true });
  router.get('/', deployListPage(doors));
  router.get('/:key', (request, response) => showOne(request, response));
  return router;

  async function showOne(request: Request<{ key: string }>, response: Response): Promise<void> {
    const [, key = '', form = ''] = /^(.*?)(\.json)?$/s.exec(request.params.key) ?? [];
    const row = await doors.deployRecords.get(key);
    if (row === undefined) return sendProblem(response, PROBLEMS.noDeploy, doors.links);
    if (form === '.json') {
      response.json(deployJson(row, doors.links));
      return;
    }
    const links = pageLinks(pathAsked(request), accessOf(response), doors.links);
    const evidenceId = row.check?.evidenceId;
    const evidence = evidenceId === undefined ? undefined : await doors.evidence.find(evidenceId);
    if (evidence !== undefined) {
      // Signed again: a signature is good for one path only.
      response.redirect(302, links.to(pathOf('incidents', evidence.incidentId)));
      return;
    }
    const deploy = deployView(row, links);
    const frame = { title: `${row.deploy.service} ${row.deploy.toVersion}`, links, ...refreshOf(row) };
    response
      .type('html')
      .send(await renderPage('deploy', frame, { deploy, isWaiting: row.check?.state === 'waiting' }));
  }
}

function refreshOf({ deploy, check }: DeployRow): { readonly refreshSeconds?: number; readonly version: string } {
  const version = `${check?.state ?? ''}-${check?.attempts ?? ''}-${check?.note ?? ''}-${deploy.status ?? ''}`;
  const isUnsettled = check?.state === 'waiting' || deploy.status === 'running';
  return isUnsettled ? { version, refreshSeconds: REFRESH_SECONDS } : { version };
}
