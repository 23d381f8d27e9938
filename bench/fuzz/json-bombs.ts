/** Small documents made to unfold: deep stacks with many leaves, and lists of what is empty. */
import { bytesOf } from './read-fixture.ts';
import type { Bombs } from './wire-bombs.ts';

const list = (count: number, item: (at: number) => string): string =>
  `[${Array.from({ length: count }, (_, at) => item(at)).join(',')}]`;

const node = (at: number, children: string) => `{"id":${at},"callFrame":{"functionName":"f"},"children":[${children}]}`;
const cpuprofileOf = (nodes: string, samples: string, deltas: string): Uint8Array =>
  bytesOf(`{"nodes":${nodes},"samples":${samples},"timeDeltas":${deltas},"startTime":0}`);

export const CPUPROFILE_BOMBS: Bombs = {
  'a chain of 9,999 calls with a sample in each': () =>
    cpuprofileOf(
      list(9999, (at) => node(at, at < 9998 ? String(at + 1) : '')),
      list(9999, String),
      list(9999, () => '1'),
    ),
  'the same with ten leaves below each': () =>
    cpuprofileOf(
      list(9900 * 11, (at) =>
        at < 9900
          ? node(
              at,
              [
                ...(at < 9899 ? [at + 1] : []),
                ...Array.from({ length: 10 }, (_, leaf) => 9900 + at * 10 + leaf),
              ].join(),
            )
          : `{"id":${at},"callFrame":{"functionName":"g${at % 10}"}}`,
      ),
      list(9900 * 11, String),
      list(9900 * 11, () => '1'),
    ),
  '200,000 samples': () =>
    cpuprofileOf(
      `[${node(1, '')}]`,
      list(200_000, () => '1'),
      list(200_000, () => '1'),
    ),
  '50,000 nodes': () =>
    cpuprofileOf(
      list(50_000, (at) => node(at, '')),
      '[1]',
      '[1]',
    ),
  'a nested head 100,000 deep': () =>
    bytesOf(`{"head":${'{"functionName":"f","hitCount":1,"children":['.repeat(100_000)}${']}'.repeat(100_000)}}`),
  '300,000 empty objects': () => bytesOf(`{"nodes":${list(300_000, () => '{}')},"samples":[1]}`),
};

const evented = (events: string) =>
  `{"type":"evented","unit":"seconds","startValue":0,"endValue":9,"events":${events}}`;
const event = (type: string, frame: number, at: number) => `{"type":"${type}","frame":${frame},"at":${at}}`;
const speedscopeOf = (frames: string, profiles: string): Uint8Array =>
  bytesOf(`{"shared":{"frames":${frames}},"profiles":${profiles}}`);

export const SPEEDSCOPE_BOMBS: Bombs = {
  '9,000 open calls and a leaf 10,000 times': () => {
    const opens = Array.from({ length: 9000 }, () => event('O', 0, 0));
    const leaves = Array.from({ length: 10_000 }, (_, at) => [
      event('O', at + 1, at),
      event('C', at + 1, at + 1),
    ]).flat();
    const closes = Array.from({ length: 9000 }, () => event('C', 0, 10_000));
    return speedscopeOf(
      list(10_001, (at) => `{"name":"f${at}"}`),
      `[${evented(`[${[...opens, ...leaves, ...closes].join(',')}]`)}]`,
    );
  },
  '20,000 profiles': () =>
    speedscopeOf(
      '[{"name":"f"}]',
      list(20_000, () => '{"type":"sampled","unit":"seconds","samples":[[0]],"weights":[1]}'),
    ),
  '200,000 empty samples': () =>
    speedscopeOf(
      '[{"name":"f"}]',
      `[{"type":"sampled","unit":"seconds","samples":${list(200_000, () => '[]')},"weights":${list(200_000, () => '1')}}]`,
    ),
  '60,000 frames': () =>
    speedscopeOf(
      list(60_000, (at) => `{"name":"f${at}"}`),
      '[{"type":"sampled","samples":[[0]],"weights":[1]}]',
    ),
};

const call = (ph: string, name: string, ts: number, tid = 1) =>
  `{"ph":"${ph}","name":"${name}","ts":${ts},"tid":${tid}}`;

export const TRACE_BOMBS: Bombs = {
  '9,000 open calls and a leaf 10,000 times': () =>
    bytesOf(
      `[${[...Array.from({ length: 9000 }, () => call('B', 'f', 0)), ...Array.from({ length: 10_000 }, (_, at) => [call('B', `g${at}`, at), call('E', `g${at}`, at + 1)]).flat()].join(',')}]`,
    ),
  '20,000 threads': () => bytesOf(list(40_000, (at) => call(at % 2 === 0 ? 'B' : 'E', 'f', at, at >> 1))),
  '20,000 profiles of V8': () =>
    bytesOf(
      list(
        20_000,
        (at) =>
          `{"name":"Profile","ph":"P","id":${at},"args":{"data":{"cpuProfile":{"nodes":[{"id":1,"callFrame":{}}],"samples":[1]},"timeDeltas":[1]}}}`,
      ),
    ),
  '50,000 calls that overlap': () => bytesOf(list(50_000, (at) => `{"ph":"X","name":"f","ts":${at},"dur":1e9}`)),
  '300,000 empty events': () => bytesOf(`{"traceEvents":${list(300_000, () => '{}')}}`),
  '60,000 ends of nothing': () => bytesOf(list(60_000, () => call('E', 'f', 1))),
};

export const OTLP_JSON_BOMBS: Bombs = {
  '200,000 empty profiles': () =>
    bytesOf(`{"resourceProfiles":[{"scopeProfiles":[{"profiles":${list(200_000, () => '{}')}}]}],"dictionary":{}}`),
  '200,000 empty functions': () =>
    bytesOf(`{"resourceProfiles":[],"dictionary":{"functionTable":${list(200_000, () => '{}')}}}`),
  'a stack of 9,999 frames in each sample': () =>
    bytesOf(
      `{"resourceProfiles":[{"scopeProfiles":[{"profiles":[{"sampleType":{"typeStrindex":1},"samples":${list(20_000, () => '{"stackIndex":1,"values":[1]}')}}]}]}],"dictionary":{"stringTable":["","cpu"],"locationTable":[{}],"stackTable":[{},{"locationIndices":${list(9999, () => '0')}}]}}`,
    ),
};
