import { Router } from 'express';

export interface OperationDoors {
  metricsText(): Promise<string>;
  ready(): Promise<{ readonly ready: boolean; readonly reasons: readonly string[] }>;
}

/** GET /metrics, /-/healthy (the process answers), /-/ready (it can take work; 503 says why not). */
export function operationDoors(doors: OperationDoors): Router {
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
      .send(ready ? 'Burnscope is ready.\n' : `Burnscope is not ready.\n${reasons.map((why) => `${why}\n`).join('')}`);
  });
  return router;
}
