/** A Datadog on loopback that holds what it is given and answers in the shapes that its own tools read, as far as the store asks. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeZip } from '../../../support/write-zip.ts';

export interface FakeProfile {
  /** `service`, `env`, `pod_name` and the like. */
  readonly tags: Readonly<Record<string, string>>;
  readonly at: number;
  readonly seconds?: number;
  /** What a download of it holds. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  /** Instead of an archive of the files. */
  readonly download?: Uint8Array;
  /** Nanoseconds by profile type, as sums have them. */
  readonly sums?: Readonly<Record<string, number>>;
}

export interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

export interface FakeDatadog {
  readonly url: string;
  readonly asked: Asked[];
  /** Answers instead of the server where it answers true. */
  trouble: ((asked: Asked, response: ServerResponse) => boolean) | undefined;
  close(): void;
}

export interface FakeRules {
  /** Whether sums are made at all. */
  readonly aggregates?: boolean;
  /** Only the way of pup: the event's id in the path. */
  readonly byEvent?: boolean;
  /** Where an event holds its tags. */
  readonly tagsIn?: 'tag' | 'tags';
  readonly mostAdded?: number;
}

export async function startFakeDatadog(profiles: readonly FakeProfile[], rules: FakeRules = {}): Promise<FakeDatadog> {
  const server: Server = createServer((request, response) => void handle(request, response));
  const fake: FakeDatadog = {
    url: '',
    asked: [],
    trouble: undefined,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    const asked = { path: request.url ?? '', headers: request.headers, body };
    fake.asked.push(asked);
    if (fake.trouble?.(asked, response) === true) return;
    answer(profiles, rules, asked, response);
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(fake, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

export function sendJson(response: ServerResponse, status: number, answered: object, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(answered));
}

function answer(profiles: readonly FakeProfile[], rules: FakeRules, asked: Asked, response: ServerResponse): void {
  const [path = '', query = ''] = asked.path.split('?');
  if (path === '/api/unstable/profiles/list') return sendJson(response, 200, list(profiles, rules, asked.body));
  if (path === '/profiling/api/v1/aggregate' && rules.aggregates !== false)
    return sendSum(profiles, rules, asked.body, response);
  const id = /^\/api\/ui\/profiling\/profiles\/([^/]+)\/download$/.exec(path)?.[1] ?? '';
  const wanted = rules.byEvent === true ? /^event-(\d+)$/ : /^profile-(\d+)$/;
  const place = Number(wanted.exec(id)?.[1] ?? -1);
  const profile = profiles[place];
  const isRight = rules.byEvent === true || query === `eventId=event-${place}`;
  if (profile === undefined || !isRight) return sendJson(response, 404, { errors: ['Not found'] });
  const files = Object.entries(profile.files ?? {}).map(([name, bytes]) => ({ name, bytes }));
  response
    .writeHead(200, { 'content-type': 'application/zip' })
    .end(profile.download ?? writeZip([...files, { name: 'metrics.json', bytes: Buffer.from('[]') }]));
}

function list(profiles: readonly FakeProfile[], { tagsIn = 'tag' }: FakeRules, body: Record<string, unknown>): object {
  const filter = body['filter'] as { from: string; to: string; query: string };
  const found = profiles
    .map((profile, place) => ({ profile, place }))
    .filter(({ profile }) => isMeant(profile, filter))
    .toSorted((a, b) => b.profile.at - a.profile.at)
    .slice(0, Number(body['limit']));
  return {
    data: found.map(({ profile: { tags, at, seconds = 60 }, place }) => ({
      id: `event-${place}`,
      type: 'profile',
      attributes: {
        id: `profile-${place}`,
        service: tags['service'],
        timestamp: new Date(at).toISOString(),
        duration_nanos: seconds * 1e9,
        ...(tagsIn === 'tag' ? { tag: tags } : { tags: Object.entries(tags).map(([name, text]) => `${name}:${text}`) }),
        custom: { metrics: { core_cpu_cores: 0.5 } },
      },
    })),
  };
}

function isMeant({ tags, at }: FakeProfile, { from, to, query }: { from: string; to: string; query: string }): boolean {
  const terms = [...query.matchAll(/(-?)([\w./-]+):"((?:[^"\\]|\\.)*)"/g)];
  return (
    at >= Date.parse(from) &&
    at <= Date.parse(to) &&
    terms.every(([, , name = '', text = '']) => tags[name] === text.replaceAll(/\\(.)/g, '$1'))
  );
}

function sendSum(
  profiles: readonly FakeProfile[],
  { mostAdded = Infinity }: FakeRules,
  body: Record<string, unknown>,
  response: ServerResponse,
): void {
  const { from, to, query, profileType } = body as { from: string; to: string; query: string; profileType: string };
  if (!profiles.some(({ sums = {} }) => profileType in sums))
    return sendJson(response, 400, { errors: [`unknown profile type ${profileType}`] });
  const all = profiles.filter((profile) => isMeant(profile, { from, to, query }));
  const added = all.slice(0, mostAdded);
  const cost = added.reduce((sum, { sums = {} }) => sum + (sums[profileType] ?? 0), 0);
  sendJson(response, 200, {
    metadata: {},
    profileType,
    aggregationFunction: 'sum',
    numberOfProfiles: added.length,
    totalProfilesCount: all.length,
    nodeSchema: ['frame', 'value', 'gini', 'children'],
    frameSchema: ['schema', 'kind', 'library', 'function', 'file', 'line'],
    // [family, kind, library, function, file, line]: all but the line are numbers of strings.
    strings: ['', 'go', 'main', 'main.work', 'main.go', 'main.main'],
    frames: [
      [0, 0, 0, 0, 0, 0],
      [1, 0, 2, 5, 4, 3],
      [1, 0, 2, 3, 4, 7],
    ],
    flameGraph: [0, cost, 0, cost === 0 ? [] : [[1, cost, 0, [[2, cost, 0, []]]]]],
    summaryValues: { [profileType]: cost },
  });
}
