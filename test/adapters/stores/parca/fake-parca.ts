/** A Parca on loopback that holds what it is given and answers over gRPC-web as v0.28 does, as far as the store asks. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodePprof } from '../../../../src/core/profile/encode-pprof.ts';
import { field, numberOf, partOf, readFields, textOf, textsOf, time, timeOf, type Fields } from './proto.ts';

export interface FakeProfile {
  /** All parts. */
  readonly type: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly at: number;
  readonly seconds: number;
  readonly cost: number;
}

export interface Asked {
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly message: Fields;
}

export interface FakeParca {
  readonly url: string;
  readonly asked: Asked[];
  /** Answers instead of the server where it answers true. */
  trouble: ((asked: Asked, response: ServerResponse) => boolean) | undefined;
  close(): void;
}

export async function startFakeParca(profiles: readonly FakeProfile[]): Promise<FakeParca> {
  const server: Server = createServer((request, response) => void handle(request, response));
  const fake: FakeParca = {
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
    // Only the last two segments of the path count.
    const method = /parca\.query\.v1alpha1\.QueryService\/(\w+)$/.exec(request.url ?? '')?.[1] ?? '';
    const asked = { method, headers: request.headers, message: readFields(Buffer.concat(chunks).subarray(5)) };
    fake.asked.push(asked);
    if (fake.trouble?.(asked, response) === true) return;
    const answer = answers[method]?.(profiles, asked.message);
    if (answer === undefined) return sendStatus(response, 12, `unknown method ${method}`);
    if (answer === 'not found') return sendStatus(response, 5, 'No data found for the query');
    sendMessage(response, answer);
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(fake, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

const TYPE = { 'content-type': 'application/grpc-web+proto' };

export function sendStatus(response: ServerResponse, status: number, message: string): void {
  response.writeHead(200, { ...TYPE, 'grpc-status': String(status), 'grpc-message': message }).end();
}

export function frame(flag: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head[0] = flag;
  head.writeUInt32BE(payload.length, 1);
  return Buffer.concat([head, payload]);
}

export const GOOD_END = frame(0x80, Buffer.from('grpc-status: 0\r\n'));

function sendMessage(response: ServerResponse, message: Uint8Array): void {
  response.writeHead(200, TYPE).end(Buffer.concat([frame(0, message), GOOD_END]));
}

type Answer = (profiles: readonly FakeProfile[], message: Fields) => Buffer | 'not found';

const answers: Readonly<Record<string, Answer>> = {
  ProfileTypes: (profiles, message) => {
    const [from, to] = [timeOf(message, 1), timeOf(message, 2)];
    const ids = new Set(profiles.filter(({ at }) => at > from && at < to).map(({ type }) => type));
    return Buffer.concat([...ids].map((id) => field(1, typeFields(id))));
  },
  Values: (profiles, message) => {
    const [from, to] = [timeOf(message, 3), timeOf(message, 4)];
    const there = profiles.filter(({ at }) => at > from && at < to);
    const texts = new Set(there.flatMap(({ labels }) => labels[textOf(message, 1)] ?? []));
    return Buffer.concat([...texts].toSorted().map((text) => field(1, text)));
  },
  QueryRange: (profiles, message) => {
    const [from, to, step] = [timeOf(message, 2), timeOf(message, 3), timeOf(message, 5)];
    const names = textsOf(message, 6);
    const found = selected(profiles, textOf(message, 1)).filter(({ at }) => at > from && at < to);
    if (found.length === 0) return 'not found';
    const groups = Map.groupBy(found, ({ labels }) =>
      JSON.stringify(names.filter((name) => labels[name] !== undefined).map((name) => [name, labels[name]])),
    );
    return Buffer.concat(
      [...groups].map(([labels, members]) => {
        const steps = Map.groupBy(members, ({ at }) => Math.floor(at / step) * step);
        const pairs = (JSON.parse(labels) as [string, string][]).map(([name, text]) =>
          field(1, [field(1, name), field(2, text)]),
        );
        const samples = [...steps].map(([at, inStep]) => {
          const single = new Set(inStep.map((one) => one.at)).size === 1;
          const milliseconds = single ? inStep[0]!.seconds * 1000 : step;
          return field(2, [time(1, at), field(2, 1), field(4, milliseconds * 1e6)]);
        });
        return field(1, [field(1, pairs), ...samples]);
      }),
    );
  },
  Query: (profiles, message) => {
    if (numberOf(message, 1) !== 2 || numberOf(message, 5) !== 1) throw new Error('neither merge nor pprof');
    const merge = partOf(message, 3);
    const [query, from, to] = [textOf(merge, 1), timeOf(merge, 2), timeOf(merge, 3)];
    const found = selected(profiles, query).filter(({ at }) => at >= from && at <= to);
    return field(6, mergeOf(found, query.slice(0, query.indexOf('{'))));
  },
};

function typeFields(id: string): readonly Buffer[] {
  const parts = id.split(':');
  const texts = parts.slice(0, 5).map((part, index) => field(index + 1, part));
  return parts.length === 6 ? [...texts, field(6, 1)] : texts;
}

/** Regular expressions are looked for anywhere in the text. */
function selected(profiles: readonly FakeProfile[], query: string): readonly FakeProfile[] {
  const start = query.indexOf('{');
  const matchers = [...query.slice(start).matchAll(/(\w+)(=~?)("(?:[^"\\]|\\.)*")/g)];
  return profiles.filter(
    ({ type, labels }) =>
      type === query.slice(0, start) &&
      matchers.every(([, label = '', operator, quoted = '']) => {
        const text = JSON.parse(quoted) as string;
        const own = labels[label] ?? '';
        return operator === '=' ? own === text : new RegExp(text).test(own);
      }),
  );
}

/** Plain; the time and duration of a merge are nonsense. */
function mergeOf(profiles: readonly FakeProfile[], type: string): Uint8Array {
  const [, sampleType = '', unit = '', periodType = '', periodUnit = ''] = type.split(':');
  const column = sampleType === 'samples' ? { type: periodType, unit: periodUnit } : { type: sampleType, unit };
  return encodePprof({
    format: 'pprof',
    sampleTypes: [column],
    values: Float64Array.from(profiles.map(({ cost }) => cost)),
    stackStart: Int32Array.from(Array.from({ length: profiles.length + 1 }, (_, index) => index)),
    stacks: new Int32Array(profiles.length),
    frames: profiles.length === 0 ? [] : [{ name: 'main.work', file: 'main.go', line: 3, startLine: 1 }],
    period: 0,
    periodType: column,
    timeMs: 9_070_994_551_245,
    durationSeconds: 0,
  });
}
