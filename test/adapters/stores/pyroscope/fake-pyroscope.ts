/** A Pyroscope on loopback that holds what it is given and answers as version 2 does, as far as the store asks. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodePprof } from '../../../../src/core/profile/encode-pprof.ts';
import type { Profile } from '../../../../src/core/profile/profile.ts';

export interface FakeProfile {
  /** All five parts. */
  readonly type: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As its agent stamped it. */
  readonly at: number;
  readonly cost: number;
  readonly stack?: readonly string[];
}

export interface Asked {
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly message: Record<string, unknown>;
}

export interface FakePyroscope {
  readonly url: string;
  readonly asked: Asked[];
  /** May grow while the server runs. */
  readonly profiles: FakeProfile[];
  /** Answers instead of the server where it answers true. */
  trouble: ((asked: Asked, response: ServerResponse) => boolean) | undefined;
  close(): void;
}

export async function startFakePyroscope(
  profiles: readonly FakeProfile[],
  options: { readonly tenant?: string } = {},
): Promise<FakePyroscope> {
  const server: Server = createServer((request, response) => void handle(request, response));
  const fake: FakePyroscope = {
    url: '',
    asked: [],
    profiles: [...profiles],
    trouble: undefined,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const method = /^\/querier\.v1\.QuerierService\/(\w+)$/.exec(request.url ?? '')?.[1] ?? '';
    const proto = request.headers['content-type'] === 'application/proto';
    const message = proto ? readMerge(body) : (JSON.parse(body.toString()) as Record<string, unknown>);
    const asked = { method, headers: request.headers, message };
    fake.asked.push(asked);
    if (fake.trouble?.(asked, response) === true) return;
    const tenant = request.headers['x-scope-orgid'];
    if (options.tenant !== undefined && tenant === undefined)
      return sendJson(response, 401, { code: 'unauthenticated', message: 'no org id' });
    const visible = options.tenant === undefined || tenant === options.tenant ? fake.profiles : [];
    const answer = answers[method]?.(visible, message);
    if (answer === undefined)
      return void response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
    if (answer instanceof Uint8Array)
      return void response.writeHead(200, { 'content-type': 'application/proto' }).end(answer);
    sendJson(response, 200, answer);
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(fake, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

export function sendJson(response: ServerResponse, status: number, answer: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

type Message = Record<string, unknown>;

const answers: Readonly<Record<string, (profiles: readonly FakeProfile[], message: Message) => object | Uint8Array>> = {
  GetProfileStats: (profiles) =>
    profiles.length === 0
      ? {}
      : { dataIngested: true, oldestProfileTime: String(Math.min(...profiles.map(({ at }) => at))) },
  LabelValues: (profiles, message) => {
    const name = String(message['name']);
    return { names: [...new Set(inRange(profiles, message).flatMap(({ labels }) => labels[name] ?? []))].toSorted() };
  },
  Series: (profiles, message) => {
    const [matcher] = message['matchers'] as readonly string[];
    const found = inRange(profiles, message).filter((one) => matches(one, matcher ?? '{}'));
    const ids = [...new Set(found.map(({ type }) => type))];
    return ids.length === 0
      ? {}
      : { labelsSet: ids.map((id) => ({ labels: [{ name: '__profile_type__', value: id }] })) };
  },
  SelectSeries: (profiles, message) => {
    const names = message['groupBy'] as readonly string[];
    const [start, step] = [Number(message['start']), Number(message['step']) * 1000];
    const groups = Map.groupBy(selected(profiles, message), ({ labels }) =>
      JSON.stringify(names.filter((name) => labels[name] !== undefined).map((name) => ({ name, value: labels[name] }))),
    );
    const series = [...groups].map(([labels, members]) => {
      const points = new Map<number, number>();
      for (const { at, cost } of members) {
        const timestamp = start + Math.ceil((at - start) / step) * step;
        points.set(timestamp, (points.get(timestamp) ?? 0) + cost);
      }
      return {
        labels: JSON.parse(labels) as object,
        points: [...points].map(([at, sum]) => ({ value: sum, timestamp: String(at) })),
      };
    });
    return series.length === 0 ? {} : { series };
  },
  SelectMergeProfile: (profiles, message) => mergeOf(selected(profiles, message), String(message['profileTypeID'])),
};

function selected(profiles: readonly FakeProfile[], message: Message): readonly FakeProfile[] {
  const { profileTypeID, labelSelector } = message;
  return inRange(profiles, message).filter((one) => one.type === profileTypeID && matches(one, String(labelSelector)));
}

function inRange(profiles: readonly FakeProfile[], { start, end }: Message): readonly FakeProfile[] {
  return profiles.filter(({ at }) => at >= Number(start) && at <= Number(end));
}

function matches({ labels }: FakeProfile, selector: string): boolean {
  return [...selector.matchAll(/("(?:[^"\\]|\\.)*"|\w+)=("(?:[^"\\]|\\.)*")/g)].every(([, name = '', text = '']) => {
    const label = name.startsWith('"') ? (JSON.parse(name) as string) : name;
    return (labels[label] ?? '') === JSON.parse(text);
  });
}

function mergeOf(profiles: readonly FakeProfile[], type: string): Uint8Array {
  if (profiles.length === 0) return new Uint8Array();
  const names = [...new Set(profiles.flatMap(({ stack = ['main.work'] }) => stack))];
  const stackStart = [0];
  const stacks = profiles.flatMap(({ stack = ['main.work'] }) => {
    stackStart.push(stackStart.at(-1)! + stack.length);
    return stack.map((name) => names.indexOf(name));
  });
  const [, sampleType = '', unit = ''] = type.split(':');
  const profile: Profile = {
    format: 'pprof',
    sampleTypes: [{ type: sampleType, unit }],
    values: Float64Array.from(profiles.map(({ cost }) => cost)),
    stackStart: Int32Array.from(stackStart),
    stacks: Int32Array.from(stacks),
    // The stub for what was cut off has no file.
    frames: names.map((name) => ({ name, file: name === 'other' ? '' : 'main.go', line: 3, startLine: 1 })),
    period: 1e9,
    periodType: { type: 'cpu', unit: 'nanoseconds' },
    timeMs: profiles[0]!.at,
    durationSeconds: 1,
  };
  return encodePprof(profile);
}

/** querier.v1.SelectMergeProfileRequest */
function readMerge(bytes: Uint8Array): Message {
  const names: Record<number, string> = { 1: 'profileTypeID', 2: 'labelSelector', 3: 'start', 4: 'end', 5: 'maxNodes' };
  const message: Message = {};
  let at = 0;
  const number = () => {
    let sum = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      sum += (byte & 127) * scale;
      if (byte < 128) return sum;
    }
  };
  while (at < bytes.length) {
    const tag = number();
    const name = names[tag >> 3] ?? String(tag >> 3);
    if ((tag & 7) === 0) message[name] = number();
    else {
      const length = number();
      message[name] = Buffer.from(bytes.subarray(at, (at += length))).toString();
    }
  }
  return message;
}
