import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** Answers in front of its own, one for each call. */
  readonly next: Answer[];
  close(): void;
}

/** A server that remembers what came and answers as `rules` say. */
export async function receiver(rules: (call: Received) => Answer): Promise<Receiver> {
  const received: Received[] = [];
  const next: Answer[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const call = { method, path, headers, body: Buffer.concat(chunks).toString() };
      received.push(call);
      const { status, body = '', headers: own } = next.shift() ?? rules(call);
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      response.writeHead(status, {
        'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
        ...own,
      });
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, received, next, close: () => server.close() };
}

/** What a code host holds: a repository `acme/shop` with one commit, written by who has the token `secret`. */
export const COMMIT = '3f2a91c04b7d5e6f8a9b0c1d2e3f405162738495';

/** https://docs.github.com/en/rest/commits/statuses */
export function githubRules({ method, path, headers, body }: Received): Answer {
  if (headers['user-agent'] === undefined) return { status: 403, body: 'Request forbidden by administrative rules.' };
  if (headers['authorization'] !== 'Bearer secret') return { status: 401, body: { message: 'Bad credentials' } };
  const [, repository, commit] = /^\/repos\/([^/]+\/[^/]+)\/statuses\/([0-9a-f]+)$/.exec(path) ?? [];
  if (method !== 'POST' || repository !== 'acme/shop') return { status: 404, body: { message: 'Not Found' } };
  if (commit !== COMMIT) return { status: 422, body: { message: `No commit found for SHA: ${commit}` } };
  const status = JSON.parse(body) as { state: string; description: string; context: string; target_url: string };
  const isWrong = !['error', 'failure', 'pending', 'success'].includes(status.state) || status.description.length > 140;
  if (isWrong) return { status: 422, body: { message: 'Validation Failed', errors: [{ resource: 'Status' }] } };
  return { status: 201, body: { id: 1, ...status } };
}

/** https://docs.gitlab.com/api/commits/#set-commit-pipeline-status */
export function gitlabRules({ method, path, headers, body }: Received): Answer {
  if (headers['authorization'] !== 'Bearer secret') return { status: 401, body: { message: '401 Unauthorized' } };
  const [, project, commit] = /^\/api\/v4\/projects\/([^/]+)\/statuses\/([0-9a-f]+)$/.exec(path) ?? [];
  if (method !== 'POST' || project !== 'acme%2Fshop')
    return { status: 404, body: { message: '404 Project Not Found' } };
  if (commit !== COMMIT) return { status: 404, body: { message: '404 Commit Not Found' } };
  const status = JSON.parse(body) as { state: string; description: string };
  const states = ['pending', 'running', 'success', 'failed', 'canceled', 'skipped'];
  if (!states.includes(status.state)) return { status: 400, body: { error: 'state does not have a valid value' } };
  if (status.description.length > 255) return { status: 400, body: { message: { description: ['is too long'] } } };
  return { status: 201, body: { id: 93, status: status.state } };
}
