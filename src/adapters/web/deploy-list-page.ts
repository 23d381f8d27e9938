import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { DeployRecords, DeployRow } from '../../pipeline/deploy-ports.ts';
import type { Links } from '../../pipeline/ports.ts';
import { KINDS, OUTCOMES, placeBehind, readDeployQuestion } from './deploy-question.ts';
import { deployView } from './deploy-view.ts';
import { pathAsked } from './path-asked.ts';
import { accessOf } from './page-access.ts';
import { pageLinks } from './page-links.ts';
import { renderPage } from './render-page.ts';

const PAGE_LENGTH = 50;
const REFRESH_SECONDS = 5;

export interface DeployListDoors {
  readonly deployRecords: Pick<DeployRecords, 'list'>;
  readonly links: Links;
}

/** The list of deploys, newest first. What it is filtered by stands in the address; what is odd there counts as not said. */
export function deployListPage(doors: DeployListDoors): RequestHandler {
  return async (request: Request, response: Response) => {
    const { service = '', outcome = '', kind = '', ...place } = readDeployQuestion(request.query).filter;
    const given = Object.fromEntries(Object.entries({ service, outcome, kind }).filter(([, text]) => text !== ''));
    const links = pageLinks(pathAsked(request), accessOf(response), doors.links);
    const found = await doors.deployRecords.list({ ...given, ...place, limit: PAGE_LENGTH });
    const last = found.at(-1);
    const frame = { title: 'Deploys', links, refreshSeconds: REFRESH_SECONDS, version: versionOf(found) };
    const html = await renderPage('deploys', frame, {
      filter: {
        service,
        outcomes: options(OUTCOMES, outcome),
        kinds: options(KINDS, kind),
        isEmpty: Object.keys(given).length === 0,
      },
      hidden: links.hidden('/deploys'),
      list: found.map((row) => deployView(row, links)),
      // A later page stands still: what is new is on the first one.
      newest: place.before === undefined ? '' : links.to('/deploys', given),
      older:
        found.length < PAGE_LENGTH || last === undefined
          ? ''
          : links.to('/deploys', { ...given, before: placeBehind(last) }),
    });
    response.type('html').send(html);
  };
}

function options(names: Readonly<Record<string, string>>, chosen: string): readonly object[] {
  return Object.entries(names).map(([name, label]) => ({ name, label, chosen: name === chosen }));
}

/** Changes when a row would, and not when only signatures did. */
function versionOf(found: readonly DeployRow[]): string {
  return createHash('sha256').update(JSON.stringify(found)).digest('hex').slice(0, 16);
}
