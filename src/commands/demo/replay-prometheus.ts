import { createServer } from 'node:http';
import type { Recordings, Run } from './recordings.ts';

/** What the demo's configuration asks for the request rate. */
export const TRAFFIC_QUERY = 'sum(rate(http_requests_total{job="checkout"}[1m]))';

export interface ReplayedPrometheus {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * A loopback server that answers recorded queries with recorded answers, moved by `shiftSeconds`, and the request rate
 * from the runs' own counts. Anything else it answers as Prometheus answers what it has no series of: empty.
 */
export async function replayPrometheus(
  recordings: Recordings,
  shiftSeconds: number,
  comparisonFrom: number,
): Promise<ReplayedPrometheus> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const form = new URLSearchParams(body);
      const answer = answerTo(request.url ?? '', form, recordings, shiftSeconds, comparisonFrom);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answerTo(path: string, form: URLSearchParams, recordings: Recordings, shift: number, split: number): unknown {
  const query = form.get('query') ?? '';
  if (query === TRAFFIC_QUERY) return traffic(form, recordings.runs, split);
  const recorded = recordings.answers.find((one) => one.path === path && one.query === query);
  if (recorded === undefined) return { status: 'success', data: { resultType: 'matrix', result: [] } };
  return shiftTimes(recorded.answer, shift);
}

function traffic(form: URLSearchParams, runs: readonly Run[], split: number): unknown {
  const from = Number(form.get('start'));
  const to = Number(form.get('end'));
  const step = Number(form.get('step')) || 30;
  const values: [number, string][] = [];
  for (let at = from; at <= to; at += step) values.push([at, rateOf(runs, at * 1000 < split).toFixed(3)]);
  return { status: 'success', data: { resultType: 'matrix', result: [{ metric: {}, values }] } };
}

function rateOf(runs: readonly Run[], baseline: boolean): number {
  const side = runs.filter((run) => (run.side === 'baseline') === baseline);
  return side.reduce((sum, run) => sum + run.requests / run.seconds, 0);
}

/** Unix seconds from 2020 to 2033, in samples' times and in the value of ALERTS_FOR_STATE. */
function isTime(number: number): boolean {
  return number > 1_577_836_800 && number < 2_000_000_000;
}

function shiftTimes(answer: unknown, shift: number): unknown {
  if (Array.isArray(answer)) return answer.map((item) => shiftTimes(item, shift));
  if (typeof answer === 'number') return isTime(answer) ? answer + shift : answer;
  if (typeof answer === 'string')
    return /^\d{10}$/.test(answer) && isTime(Number(answer)) ? `${Number(answer) + shift}` : answer;
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).map(([key, inner]) => [key, shiftTimes(inner, shift)]));
}
