/** Documents of the JSON formats: recordings with most of their lists cut off, and forms that no fixture has. */
import { bytesOf, recorded, type Seeds } from './read-fixture.ts';

type Document = Record<string, unknown>;

function read(name: string): Document {
  return JSON.parse(new TextDecoder().decode(recorded(name))) as Document;
}

export function jsonSeeds(format: 'cpuprofile' | 'speedscope' | 'chrome-trace'): Seeds {
  const names = {
    cpuprofile: ['formats/prettier.cpuprofile.gz', 'formats/deno.cpuprofile.gz'],
    speedscope: ['formats/py-spy.speedscope.json.gz'],
    'chrome-trace': ['formats/py-spy.chrometrace.json.gz', 'formats/node-trace.json.gz'],
  }[format];
  const documents = { cpuprofile: cpuprofiles, speedscope: speedscopes, 'chrome-trace': traces }[format]();
  return { small: documents.map((document) => bytesOf(JSON.stringify(document))), large: names.map(recorded) };
}

function cpuprofiles(): readonly unknown[] {
  const call = (functionName: string, lineNumber = 3) => ({
    functionName,
    scriptId: '1',
    url: 'file:///srv/app%20one.js',
    lineNumber,
    columnNumber: 9,
  });
  const head = {
    functionName: '(root)',
    id: 1,
    hitCount: 1,
    children: [
      {
        functionName: 'handle',
        url: '/srv/app.js',
        lineNumber: 4,
        id: 2,
        hitCount: 3,
        children: [],
        positionTicks: [{ line: 5, ticks: 2 }],
      },
    ],
  };
  const nodes = [
    { id: 1, callFrame: call('(root)', -1), hitCount: 0, children: [2, 4] },
    { id: 2, callFrame: call('handle'), hitCount: 2, children: [3], positionTicks: [{ line: 4, ticks: 2 }] },
    { id: 3, callFrame: call(''), hitCount: 1 },
    { id: 4, callFrame: call('(idle)', -1), hitCount: 1 },
  ];
  return [
    read('formats/node.cpuprofile'),
    read('formats/bun.cpuprofile'),
    { nodes, samples: [2, 3, 2, 4], timeDeltas: [100, 900, 1000, -5], startTime: 1e6, endTime: 2e6 },
    { nodes, startTime: 1, endTime: 4001 },
    { result: { profile: { head, samples: [2, 2, 1], startTime: 1.5, endTime: 2.5 } } },
    {
      profile: {
        nodes: nodes.map((node, at) => ({
          id: node.id,
          callFrame: node.callFrame,
          ...(at === 0 ? {} : { parent: 1 }),
        })),
        samples: [3, 3],
        timestamps: [5, 1005],
        endTime: 3000,
      },
    },
  ];
}

function speedscopes(): readonly unknown[] {
  const $schema = 'https://www.speedscope.app/file-format-schema.json';
  const shared = { frames: [{ name: 'main', file: 'a.py', line: 3 }, { name: 'handle' }, { name: 'sum', col: 3 }] };
  const events = [
    ['O', 0, 0],
    ['O', 1, 5],
    ['C', 1, 9],
    ['O', 2, 9],
    ['C', 2, 12.5],
    ['C', 0, 14],
  ].map(([type, frame, at]) => ({ type, frame, at }));
  const evented = { type: 'evented', name: 't1', unit: 'milliseconds', startValue: 0, endValue: 14, events };
  const sampled = {
    type: 'sampled',
    name: 't2',
    unit: 'seconds',
    startValue: 0,
    endValue: 0.03,
    samples: [[0, 1], [0, 2], [0]],
    weights: [0.01, 0.01, 0.01],
  };
  return [
    { $schema, shared, profiles: [evented, sampled] },
    { shared, profiles: [{ ...sampled, unit: 'none' }] },
    {
      $schema,
      shared,
      profiles: [
        { ...sampled, unit: 'bytes' },
        { ...evented, unit: 'bytes', name: '' },
      ],
    },
  ];
}

function traces(): readonly unknown[] {
  const event = (name: string, ph: string, ts: number, more: object = {}) => ({
    name,
    ph,
    ts,
    pid: 1,
    tid: 2,
    cat: 'c',
    ...more,
  });
  const v8 = (name: string, data: object, id: unknown = '0x1') => ({ ...event(name, 'P', 5), id, args: { data } });
  const callFrame = { functionName: 'handle', url: 'file:///srv/app.js', lineNumber: 3, columnNumber: 1 };
  const nodes = [
    { id: 1, callFrame: { functionName: '(root)' } },
    { id: 2, parent: 1, callFrame },
  ];
  const calls = [
    event('thread_name', 'M', 0, { args: { name: 'worker' } }),
    event('main', 'B', 1),
    event('handle (app.py:12)', 'X', 2, { dur: 10, args: { filename: 'b.py', line: 3 } }),
    event('sum', 'B', 3),
    event('sum', 'E', 8),
    event('main', 'E', 20),
    event('open', 'B', 21, { tid: 'x' }),
    event('late', 'X', 30, { dur: 1.5, tid: 'x' }),
  ];
  return [
    { traceEvents: calls },
    calls,
    [
      v8('Profile', { startTime: 3 }),
      v8('ProfileChunk', { cpuProfile: { nodes, samples: [2, 2] }, timeDeltas: [5, 10] }),
      v8('ProfileChunk', { cpuProfile: { samples: [1], endTime: 40 }, timeDeltas: [9] }),
    ],
    {
      traceEvents: [
        v8('CpuProfile', { cpuProfile: { nodes, samples: [2], timeDeltas: [7], startTime: 1, endTime: 9 } }, undefined),
        ...calls,
      ],
    },
  ];
}
