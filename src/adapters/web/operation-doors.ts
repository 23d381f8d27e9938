import { Router } from 'express';
import type { Request, Response } from 'express';
import { requireToken } from './door-token.ts';

export interface ReloadAnswer {
  readonly loaded: boolean;
  /** What was loaded and what needs a restart, or every problem. */
  readonly lines: readonly string[];
}

export interface OperationDoors {
  metricsText(): Promise<string>;
  ready(): Promise<{ readonly ready: boolean; readonly reasons: readonly string[] }>;
  /** Reads the configuration anew; never rejects. */
  reload(): Promise<ReloadAnswer>;
}

/**
 * GET /metrics, /-/healthy (the process answers), /-/ready (it can take work; 503 says why not), and POST or PUT
 * /-/reload, which answers as Prometheus does: 200, or 500 with what is wrong as text.
 */
export function operationDoors(doors: OperationDoors, reloadToken: string | undefined): Router {
  const router = Router();
  router.get('/metrics', async (_request, response) => {
    response.type('text/plain; version=0.0.4; charset=utf-8').send(await doors.metricsText());
  });
  router.get('/-/healthy', (_request, response) => {
    response.type('text/plain').send('Burnscope is healthy.\n');
  });
  router.get('/-/ready', async (_request, response) => {
    const { ready, reasons } = await doors.ready();
    response
      .status(ready ? 200 : 503)
      .type('text/plain')
      .send(ready ? 'Burnscope is ready.\n' : `Burnscope is not ready.\n${asText(reasons)}`);
  });
  const reload = async (_request: Request, response: Response): Promise<void> => {
    const { loaded, lines } = await doors.reload();
    response
      .status(loaded ? 200 : 500)
      .type('text/plain')
      .send(asText(lines));
  };
  const guard = requireToken(reloadToken);
  router
    .route('/-/reload')
    .post(guard, reload)
    .put(guard, reload)
    .all((_request, response) => {
      response.set('allow', 'POST, PUT').status(405).json({ error: 'reload by POST' });
    });
  return router;
}

function asText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
