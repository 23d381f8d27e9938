import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { connectGrafanaAnnotations, type GrafanaSettings } from '../../../src/adapters/deploys/grafana-annotations.ts';
import { describeDeploys } from '../../contracts/deploys.ts';
import { NOON } from '../../support/sample-incident.ts';

interface Note {
  readonly id: number;
  readonly time: number;
  readonly timeEnd?: number;
  readonly text: string;
  readonly tags: readonly string[];
  readonly dashboardUID?: string | null;
}

const servers: Server[] = [];
const asked: string[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  asked.length = 0;
});

/** Answers as Grafana documents it: touching the times, with all tags, newest first, at most `limit`. */
async function grafana(notes: readonly Note[]): Promise<string> {
  return serve((url) => {
    const { searchParams } = url;
    const [from, to] = [Number(searchParams.get('from')), Number(searchParams.get('to'))];
    const found = notes
      .filter(
        ({ time, timeEnd = time, tags }) =>
          time <= to && timeEnd >= from && searchParams.getAll('tags').every((tag) => tags.includes(tag)),
      )
      .toSorted((a, b) => b.time - a.time)
      .slice(0, Number(searchParams.get('limit')));
    // Every annotation has more than is read of it.
    return [
      200,
      JSON.stringify(found.map((note) => ({ alertId: 0, panelId: 2, userName: '', newState: '', data: {}, ...note }))),
    ];
  });
}

async function serve(answer: (url: URL) => readonly [status: number, body: string]): Promise<string> {
  const server = createServer((request, response) => {
    asked.push(`${request.headers.authorization} ${request.url}`);
    const [status, body] = answer(new URL(request.url ?? '', 'http://x'));
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function connect(url: string, settings: Partial<GrafanaSettings> = {}) {
  const section = { name: 'g', url, headers: {}, tags: ['deploy'], bearer_token_file: 'token', ...settings };
  return connectGrafanaAnnotations(section, {
    readFile: () => 'secret',
    tagsOf: (service) => [service, `service:${service}`],
  });
}

const note = {
  id: 1,
  time: NOON - 60_000,
  timeEnd: NOON,
  text: 'v1 → v2',
  tags: ['deploy', 'service:checkout'],
  dashboardUID: 'abc',
};

let base = '';
describeDeploys(
  'Grafana’s annotations',
  {
    service: 'checkout',
    kind: 'version',
    fromVersion: 'v1',
    toVersion: 'v2',
    startedAt: NOON - 60_000,
    at: NOON,
    url: 'https://grafana.example/d/abc',
    source: 'grafana annotations',
  },
  async () => connect((base = await grafana([note])), { external_url: 'https://grafana.example/' }),
);

describe('connectGrafanaAnnotations', () => {
  const day = { from: NOON - 86_400_000, to: NOON + 1000 };
  const signal = () => AbortSignal.timeout(5000);

  it('asks with all tags, as a service account', async () => {
    const deploys = connect(await grafana([]), { tags: ['deploy', 'prod & all'] });

    expect(await deploys.between('checkout', day, signal())).toEqual([]);
    expect(asked[0]).toMatch(
      /^Bearer secret \/api\/annotations\?tags=deploy&tags=prod\+%26\+all&from=\d+&to=\d+&type=annotation&limit=500$/,
    );
  });

  it('knows the service by a tag, whatever its letters, or by the text as the team writes it', async () => {
    const notes = [
      { ...note, id: 1, tags: ['deploy', 'Checkout'] },
      { ...note, id: 2, tags: ['deploy', 'checkout-api'] },
      { ...note, id: 3, tags: ['deploy'], text: '<b>ship</b> checkout as build-9 (ana)' },
      { ...note, id: 4, tags: ['deploy'], text: 'ship search as build-7 (ana)' },
    ];
    const deploys = connect(await grafana(notes), { text: 'ship {service} as {version} ({actor})' });

    const told = await deploys.between('checkout', day, signal());

    expect(told.map(({ toVersion, actor }) => [toVersion, actor])).toEqual([
      ['v2', undefined],
      ['build-9', 'ana'],
    ]);
  });

  it('reads on where one answer does not hold all', async () => {
    const many = Array.from({ length: 1300 }, (_, id) => ({
      ...note,
      id,
      time: NOON - id * 1000,
      timeEnd: NOON - id * 1000,
    }));

    expect(await connect(await grafana(many)).between('checkout', day, signal())).toHaveLength(1300);
    expect(asked).toHaveLength(3);
  });

  it('does not read on for ever', async () => {
    const same = Array.from({ length: 4000 }, (_, id) => ({ ...note, id }));

    await connect(await grafana(same)).between('checkout', day, signal());

    expect(asked.length).toBeLessThanOrEqual(4);
  });

  it.each([
    [
      401,
      '{"message":"Invalid API key"}',
      { code: 'DEPLOYS_REJECTED', message: expect.stringContaining('annotations:read') },
    ],
    [503, '{}', { code: 'DEPLOYS_UNAVAILABLE', retryable: true }],
    [200, '{"results":[]}', { code: 'DEPLOYS_REJECTED', message: expect.stringContaining('no list of annotations') }],
    [200, 'nope', { code: 'DEPLOYS_REJECTED', message: expect.stringContaining('no JSON') }],
  ])('tells a %d with %s as a Failure', async (status, body, failure) => {
    const deploys = connect(await serve(() => [status, body]));

    await expect(deploys.between('checkout', day, signal())).rejects.toMatchObject({ name: 'Failure', ...failure });
  });

  it('tells that a token cannot be read', async () => {
    const section = { name: 'g', url: base, headers: {}, tags: ['deploy'], bearer_token_file: '/none' };
    const tools = {
      tagsOf: () => [],
      readFile: () => {
        throw new Error('ENOENT');
      },
    };

    await expect(connectGrafanaAnnotations(section, tools).between('checkout', day, signal())).rejects.toMatchObject({
      code: 'DEPLOYS_REJECTED',
      message: expect.stringContaining('bearer_token_file cannot be read'),
    });
  });
});
