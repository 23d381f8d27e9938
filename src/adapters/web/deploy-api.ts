import { Router } from 'express';
import type { Request, RequestHandler, Response } from 'express';
import type { DeployRecords } from '../../pipeline/deploy-ports.ts';
import type { Links } from '../../pipeline/ports.ts';
import { deployJson } from './deploy-json.ts';
import { deployOpenApi } from './deploy-openapi.ts';
import { placeBehind, readDeployQuestion } from './deploy-question.ts';
import { requireToken } from './door-token.ts';
import type { PageLock } from './page-access.ts';

const DEFAULT_LIMIT = 50;
const MOST_AT_ONCE = 200;

export interface DeployApi {
  readonly deployRecords: Pick<DeployRecords, 'get' | 'list'>;
  readonly links: Links;
}

/** GET /deploys, /deploys/KEY, by the token of the pages, and /openapi.json, which describes them to anybody. */
export function deployApi(doors: DeployApi, lock: Omit<PageLock, 'links'>): Router {
  const router = Router();
  const guard = guardApi(lock);
  router.get('/openapi.json', (_request, response) => {
    response.json(deployOpenApi(baseOf(doors.links), { usual: DEFAULT_LIMIT, most: MOST_AT_ONCE }));
  });
  router.get('/deploys', guard, (request, response) => list(request, response));
  router.get('/deploys/:key', guard, (request: Request<{ key: string }>, response) =>
    showOne(request.params.key, response),
  );
  router.all(['/deploys', '/deploys/:key'], (_request, response) => {
    response.set('allow', 'GET, HEAD').status(405).json({ error: 'deploys are sent to /deploys/generic and the like' });
  });
  return router;

  async function showOne(key: string, response: Response): Promise<void> {
    const row = await doors.deployRecords.get(key);
    if (row === undefined) response.status(404).json({ error: 'there is no such deploy, or it was removed' });
    else response.json(deployJson(row, doors.links));
  }

  async function list(request: Request, response: Response): Promise<void> {
    const { filter, problems } = readDeployQuestion(request.query);
    const limit = readLimit(request.query['limit']);
    const wrong = limit === undefined ? [...problems, `limit: no whole number from 1 to ${MOST_AT_ONCE}`] : problems;
    if (limit === undefined || wrong.length > 0) {
      response.status(400).json({ error: 'the question cannot be read', problems: wrong });
      return;
    }
    // One more tells whether there is another page.
    const found = await doors.deployRecords.list({ ...filter, limit: limit + 1 });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    response.json({
      deploys: page.map((row) => deployJson(row, doors.links)),
      ...(found.length > limit && last !== undefined ? { next: placeBehind(last) } : {}),
    });
  }
}

/** A machine is told what is wrong in JSON; all else as guardPages has it. */
function guardApi({ pages, token }: Omit<PageLock, 'links'>): RequestHandler {
  if (pages === 'open' || token !== undefined) return requireToken(pages === 'open' ? undefined : token);
  return (_request, response) => {
    const error = 'needs the token of web.pages_token_file, which is not configured, or web.pages: open';
    response.status(403).json({ error });
  };
}

function readLimit(given: unknown): number | undefined {
  if (given === undefined) return DEFAULT_LIMIT;
  const limit = typeof given === 'string' && /^\d{1,4}$/.test(given) ? Number(given) : 0;
  return limit >= 1 && limit <= MOST_AT_ONCE ? limit : undefined;
}

function baseOf(links: Links): string {
  const [base = ''] = links.sign('/').split('?');
  return base.replace(/\/$/, '');
}
