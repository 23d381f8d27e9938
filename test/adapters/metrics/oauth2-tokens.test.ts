import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { httpClient } from '../../../src/adapters/http-client.ts';
import { addressOf } from '../../../src/adapters/metrics/prometheus-address.ts';
import { PrometheusSection } from '../../../src/adapters/metrics/prometheus-section.ts';

const CODES = {
  unavailable: 'METRICS_UNAVAILABLE',
  timeout: 'METRICS_TIMEOUT',
  rejected: 'METRICS_REJECTED',
} as const;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Rig {
  /** What the giver of tokens was sent: form and basic auth. */
  readonly given: { readonly form: string; readonly basic: string }[];
  /** Tokens that came with queries. */
  readonly used: string[];
  readonly rotate: (secret: string) => void;
  readonly query: () => Promise<unknown>;
}

/** A giver of numbered tokens that live so long, and a Prometheus that notes them and refuses some. */
async function rig(answer: object | string = { expires_in: 3600 }, status = 200, refused: string[] = []): Promise<Rig> {
  const given: { form: string; basic: string }[] = [];
  const used: string[] = [];
  let secret = 'p&ss';
  const login = await listen(async (request, response) => {
    const [, credentials = ''] = request.headers.authorization?.split(' ') ?? [];
    given.push({ form: await text(request), basic: Buffer.from(credentials, 'base64').toString() });
    const body = typeof answer === 'string' ? answer : JSON.stringify({ access_token: `t${given.length}`, ...answer });
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  const prometheus = await listen((request, response) => {
    const token = String(request.headers.authorization);
    used.push(token);
    response.writeHead(refused.includes(token) ? 401 : 200, { 'content-type': 'application/json' }).end('{}');
  });
  const section = PrometheusSection.parse({
    url: prometheus,
    oauth2: {
      client_id: 'burn:scope',
      client_secret_file: '/run/secret',
      token_url: `${login}/token`,
      scopes: ['metrics.read', 'openid'],
      endpoint_params: { audience: 'prometheus' },
    },
  });
  return {
    given,
    used,
    rotate: (next) => void (secret = next),
    query() {
      const client = httpClient(
        addressOf(section, () => secret),
        CODES,
      );
      return client.postForm('/q', {}, AbortSignal.timeout(5000)).catch((error: unknown) => error);
    },
  };
}

describe('a token by client credentials', () => {
  it('is asked for as RFC 6749 says, and serves several queries', async () => {
    const { given, used, query } = await rig();

    await Promise.all([query(), query()]);
    await query();

    expect(used).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t1']);
    expect(given).toHaveLength(1);
    expect(given[0]?.basic).toBe('burn%3Ascope:p%26ss');
    expect(Object.fromEntries(new URLSearchParams(given[0]?.form))).toEqual({
      grant_type: 'client_credentials',
      scope: 'metrics.read openid',
      audience: 'prometheus',
    });
  });

  it('is asked for again when its life is over', async () => {
    const { used, query } = await rig({ expires_in: 0 });

    await query();
    await query();

    expect(used).toEqual(['Bearer t1', 'Bearer t2']);
  });

  it('is asked for again once it was refused', async () => {
    const { used, query } = await rig({ expires_in: 3600 }, 200, ['Bearer t1']);

    await query();
    await query();

    expect(used).toEqual(['Bearer t1', 'Bearer t2']);
  });

  it('is asked for again with a rotated secret', async () => {
    const { given, rotate, query } = await rig();
    await query();
    rotate('new');
    await query();

    expect(given.map(({ basic }) => basic)).toEqual(['burn%3Ascope:p%26ss', 'burn%3Ascope:new']);
  });

  it.each([
    ['a refusal', '{"error":"invalid_client"}', 401, /oauth2: .*\/token answered 401: \{"error":"invalid_client"\}/],
    ['an answer without a token', '{"token":"hidden"}', 200, /answered 200: no token in its answer$/],
    ['an answer that is no JSON', 'hidden', 200, /answered 200: no token in its answer$/],
    ['a fault', '{}', 500, /\/token answered 500/],
  ])(
    'that does not come, because of %s, is a Failure, and the next query asks again',
    async (_name, body, status, sentence) => {
      const { given, used, query } = await rig(body, status);

      const problem = await query();
      await query();

      expect(problem).toMatchObject({ code: status === 500 ? 'METRICS_UNAVAILABLE' : 'METRICS_REJECTED' });
      expect(String(problem)).toMatch(sentence);
      expect(String(problem)).not.toContain('hidden');
      expect(used).toEqual([]);
      expect(given).toHaveLength(2);
    },
  );
});
