import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface GitServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** What came in, in order: path and Authorization. */
  readonly requests: { readonly path: string; readonly authorization: string | undefined }[];
  close(): Promise<void>;
}

export interface GitServerRules {
  /** The only Authorization that is let in; absent = everybody. */
  readonly authorization?: () => string;
  /** Where to send everybody instead. */
  readonly redirect?: () => string;
  /** What to answer instead; 0 = nothing, ever. */
  readonly status?: number;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
}

/** The repositories of a folder over HTTP as hosts offer them: `git http-backend` behind Node. */
export async function startGitServer(folder: string, rules: GitServerRules = {}): Promise<GitServer> {
  const requests: GitServer['requests'] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { authorization } = request.headers;
    requests.push({ path: request.url ?? '', authorization });
    if (rules.redirect !== undefined) response.writeHead(302, { location: rules.redirect() + request.url }).end();
    else if (rules.authorization !== undefined && rules.authorization() !== authorization)
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end('no');
    else if (rules.status !== undefined) {
      if (rules.status > 0) response.writeHead(rules.status).end('no');
    } else serve(folder, request, response);
  };
  const server = rules.tls === undefined ? createServer(answer) : createTlsServer(rules.tls, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http${rules.tls === undefined ? '' : 's'}://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** https://git-scm.com/docs/git-http-backend */
function serve(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://host');
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REQUEST_METHOD: request.method,
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      REMOTE_ADDR: '127.0.0.1',
    },
  });
  request.pipe(child.stdin.on('error', () => undefined));
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.on('close', () => {
    const whole = Buffer.concat(chunks);
    const end = whole.indexOf('\r\n\r\n');
    const headers = whole
      .toString('latin1', 0, end)
      .split('\r\n')
      .map((line) => line.split(': ') as [string, string]);
    const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200';
    response.writeHead(Number.parseInt(status, 10), Object.fromEntries(headers.filter(([name]) => name !== 'Status')));
    response.end(whole.subarray(end + 4));
  });
}
