import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface SlackCall {
  readonly method: string;
  readonly form: URLSearchParams;
}

export type Answer = (call: SlackCall, response: ServerResponse, round: number) => void;

export interface SlackServer {
  readonly apiUrl: string;
  readonly calls: readonly SlackCall[];
  of(method: string): readonly SlackCall[];
  close(): Promise<void>;
}

/** A Slack that misbehaves as told: per Web API method an answer, `round` counting its calls from 0. */
export async function startSlackServer(answers: Readonly<Record<string, Answer>>): Promise<SlackServer> {
  const calls: SlackCall[] = [];
  const server = createServer((request, response) => {
    void handle(request, response);
  });
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await readForm(request);
    const method = request.url?.replace(/^\/(api\/)?/, '') ?? '';
    const call = { method, form };
    const round = calls.filter((earlier) => earlier.method === method).length;
    calls.push(call);
    const answer = answers[method] ?? answers['*'];
    if (answer === undefined) json(response, { ok: false, error: 'unknown_method' });
    else answer(call, response, round);
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    calls,
    of: (method) => calls.filter((call) => call.method === method),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function json(response: ServerResponse, body: object, status = 200, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export const say =
  (body: object): Answer =>
  (_call, response) =>
    json(response, body);

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
