/** Small inputs of every format, to be damaged: recordings cut down to a few samples, and what the tests' own writers write. */
import type { Profile } from '../../src/core/profile/profile.ts';
import { readProfile } from '../../src/core/profile/read-profile.ts';
import { writeOtlp, writeOtlpJson, type OtlpPlan } from '../../test/support/write-otlp.ts';
import { writePprof, type PprofPlan } from '../../test/support/write-pprof.ts';
import { jfrPlans } from './jfr-plans.ts';
import { jsonSeeds } from './json-seeds.ts';
import { bytesOf, recorded, type Seeds } from './read-fixture.ts';
import { writeJfrChunk } from '../../test/support/write-jfr.ts';

export const FORMATS = [
  'pprof',
  'folded',
  'austin',
  'perf script',
  'gperftools',
  'cpuprofile',
  'speedscope',
  'chrome-trace',
  'otlp',
  'otlp json',
  'jfr',
] as const;
export type SeedFormat = (typeof FORMATS)[number];

const SMALL_BYTES = 4096;
const KEPT_SAMPLES = 8;

export function seedsOf(format: SeedFormat): Seeds {
  switch (format) {
    case 'pprof':
      return pprofSeeds();
    case 'folded':
      return {
        small: [
          headOf(recorded('formats/ap-jfrconv-lock-total-ns.collapsed')),
          headOf(recorded('formats/py-spy-head.folded')),
          bytesOf(FOLDED),
        ],
        large: [recorded('formats/py-spy-head.folded')],
      };
    case 'austin':
      return { small: [bytesOf(AUSTIN), bytesOf(AUSTIN.replace(/^#.*\n/gm, ''))], large: [] };
    case 'perf script':
      return {
        small: [headOf(recorded('formats/perf-script.txt.gz')), bytesOf(PERF)],
        large: [recorded('formats/perf-script.txt.gz')],
      };
    case 'gperftools':
      return {
        small: [smallGperftools(8), smallGperftools(4)],
        large: [recorded('formats/gperftools-legacy.prof.gz')],
      };
    case 'cpuprofile':
    case 'speedscope':
    case 'chrome-trace':
      return jsonSeeds(format);
    case 'otlp':
    case 'otlp json':
      return otlpSeeds(format);
    case 'jfr':
      return {
        small: jfrPlans().map(writeJfrChunk),
        large: ['ap-cpu-wall-lock', 'till-jdk17', 'till-jdk25'].map((name) => recorded(`jfr/${name}.jfr.gz`)),
      };
  }
}

/** Whole lines from the front. */
function headOf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.subarray(0, SMALL_BYTES).lastIndexOf(10) + 1);
}

const FOLDED =
  'main;handle (shop/app.py:12);Total - app/orders.rb:7 12\n# a comment\nmain;JS:*sum /srv/app.js:1:2 3.5\nmain 1\n\n 4\n';
const AUSTIN =
  '# austin: 3.7.0\n# mode: wall\nP7;T0:8;shop/app.py:handle:12 1000\nP7;T0:8;shop/app.py:handle:12;C:\\a.py:f:3 20\n# duration: 12\nP7;T0:9 5\n';
const PERF =
  'shop 12/13 [001] 10.000001:     250000 cpu-clock:ppp: \n\t    7f12ab total+0x1f (/srv/shop)\n  shop.cpp:12\n\t    7f12ac main (inlined)\n\nshop 12/13 11.5: 99 offcpu-time: \n\t 5 [unknown] ([kernel.kallsyms])\n\nswapper 0 12.0: 7 cpu-clock: ffff default_idle+0x1 ([kernel])\n';

function pprofSeeds(): Seeds {
  const names = [
    'formats/cpu-labels-1.pb.gz',
    'formats/dd-wall-cpu-labels.pb.gz',
    'formats/gperftools-unsymbolised.pb.gz',
    'formats/block.pb.gz',
    'formats/heap.pb.gz',
    'formats/google-pprof-wall.pb.gz',
  ];
  const plans = names.map((name) => pprofPlan(readProfile(recorded(name))));
  return {
    small: [
      ...plans.map(writePprof),
      ...plans.slice(0, 2).map((plan) => writePprof({ ...plan, packed: false, stringsFirst: true })),
      writePprof(EXTREME),
    ],
    large: [
      recorded('formats/pprof-rs.pb'),
      recorded('shop/v1.2.0-1-cpu.pprof'),
      recorded('formats/ap-jfrconv-wall.pprof'),
    ],
  };
}

/** Inlined lines, ids beyond 2^53, addresses without symbols, labels with units. */
const EXTREME: PprofPlan = {
  types: [
    ['samples', 'count'],
    ['cpu', 'nanoseconds'],
  ],
  samples: [
    {
      locations: [2n ** 63n, 1n, 2n],
      values: [1n, 10_000_000n],
      labels: [
        { key: 'bytes', number: -5n, unit: 'kilobytes' },
        { key: 'span', text: 'a' },
      ],
    },
    { locations: [2n ** 64n - 1n], values: [2n ** 53n + 1n, 2n ** 62n] },
  ],
  locations: [
    {
      id: 1n,
      mapping: 1n,
      address: 0x1010n,
      lines: [
        { function: 2n ** 64n - 1n, line: 3n },
        { function: 7n, line: 2n ** 40n },
      ],
    },
    { id: 2n, mapping: 1n, address: 2n ** 64n - 1n },
    { id: 2n ** 63n, lines: [{ function: 0n, line: -1n }] },
    { id: 2n ** 64n - 1n, mapping: 99n, lines: [{ function: 7n, line: 1n }] },
  ],
  functions: [
    { id: 7n, name: 'main.handle', file: '/srv/main.go', startLine: 5n },
    { id: 2n ** 64n - 1n, name: '', systemName: '_Z3sumv' },
  ],
  mappings: [{ id: 1n, start: 0x1000n, offset: 0x100n, file: '/usr/lib/libc.so.6' }],
  period: ['cpu', 'nanoseconds', 10_000_000n],
  timeNanos: 1_700_000_000_000_000_000n,
  durationNanos: 10_000_000_000n,
};

/** The first samples of a profile, one location a frame. */
function pprofPlan(profile: Profile): PprofPlan {
  const width = profile.sampleTypes.length;
  const used = profile.stacks.subarray(0, profile.stackStart[Math.min(KEPT_SAMPLES, profile.stackStart.length - 1)]);
  const frames = [...new Set(used)];
  const { labels } = profile;
  return {
    types: profile.sampleTypes.map(({ type, unit }) => [type, unit] as const),
    samples: Array.from({ length: Math.min(KEPT_SAMPLES, profile.stackStart.length - 1) }, (_, sample) => ({
      locations: Array.from(
        profile.stacks.subarray(profile.stackStart[sample], profile.stackStart[sample + 1]).toReversed(),
        (frame) => BigInt(frames.indexOf(frame) + 1),
      ),
      values: Array.from(profile.values.subarray(sample * width, (sample + 1) * width), (value) =>
        BigInt(Math.round(value)),
      ),
      labels:
        labels === undefined
          ? []
          : Array.from({ length: labels.start[sample + 1]! - labels.start[sample]! }, (_pair, pair) => {
              const at = (labels.start[sample]! + pair) * 2;
              return { key: labels.texts[labels.pairs[at]!]!, text: labels.texts[labels.pairs[at + 1]!]! };
            }),
    })),
    locations: frames.map((frame, at) => ({
      id: BigInt(at + 1),
      mapping: 1n,
      lines: [{ function: BigInt(at + 1), line: BigInt(profile.frames[frame]!.line) }],
    })),
    functions: frames.map((frame, at) => ({
      id: BigInt(at + 1),
      name: profile.frames[frame]!.name,
      file: profile.frames[frame]!.file,
    })),
    mappings: [{ id: 1n, start: 0x1000n, offset: 0n, file: '/srv/shop' }],
    period: [profile.periodType.type, profile.periodType.unit, BigInt(Math.round(profile.period))],
    timeNanos: BigInt(profile.timeMs) * 1_000_000n,
    durationNanos: 10_000_000_000n,
  };
}

function otlpSeeds(format: 'otlp' | 'otlp json'): Seeds {
  const profile = readProfile(recorded('formats/cpu-labels-1.pb.gz'));
  const { samples, locations, functions } = pprofPlan(profile);
  const nameOf = (id: bigint) => functions[Number(locations[Number(id) - 1]!.lines![0]!.function) - 1]!.name;
  const profiles = ['cpu', 'samples'].map((type, column) => ({
    type: [type, type === 'cpu' ? 'nanoseconds' : 'count'] as const,
    samples: samples.map((sample, at) => ({
      stack: sample.locations.map(nameOf).slice(0, 6),
      values: at % 3 === 2 ? [] : [sample.values[1 - column]!],
      times: at % 3 === 2 ? [1_700_000_000_000_000_000n, 5n] : [],
      labels: sample.labels!.map(({ key, text }) => [key, text ?? ''] as const),
      ...(at % 2 === 0 ? {} : { link: ['0102030405060708090a0b0c0d0e0f10', '00000000000000ff'] as const }),
    })),
    period: ['cpu', 'nanoseconds', 10_000_000n] as const,
    timeNanos: 1_700_000_000_000_000_000n,
    durationNanos: 5_000_000_000n,
  }));
  const one: OtlpPlan = { resources: [{ service: 'shop', profiles: profiles.slice(0, 1) }] };
  const two: OtlpPlan = {
    resources: [
      { service: 'shop', profiles },
      { service: 'till', profiles: profiles.slice(1) },
    ],
  };
  if (format === 'otlp json')
    return {
      small: [one, two].map((plan) => bytesOf(JSON.stringify(writeOtlpJson(plan)))),
      large: [recorded('formats/go-cpu-labels-1.otlp.json.gz')],
    };
  const versions = ['1.5', '1.6', '1.7', '1.9', '1.10'] as const;
  return {
    small: [
      ...versions.flatMap((version) => [one, two].map((plan) => writeOtlp(plan, version))),
      recorded('formats/ap-jfrconv-lock.otlp'),
    ],
    large: [
      recorded('formats/go-cpu-labels-1.otlp.pb'),
      recorded('formats/ap44-cpu.otlp.gz'),
      recorded('formats/ap-jfrconv-wall.otlp.gz'),
    ],
  };
}

/** Header, three samples, trailer and a memory map, in words of either size. */
function smallGperftools(size: 4 | 8): Uint8Array {
  const words = [0, 3, 0, 10_000, 0, 2, 2, 0x1010, 0x1020, 1, 3, 0x5010, 0x5010, 0x1020, 9, 1, 0x1010, 0, 1, 0];
  const view = new DataView(new ArrayBuffer(words.length * size));
  words.forEach((word, at) =>
    size === 4 ? view.setUint32(at * 4, word, true) : view.setBigUint64(at * 8, BigInt(word), true),
  );
  const map = bytesOf(
    '00001000-00003000 r-xp 00000100 fe:00 42    /srv/shop\n00005000-00006000 rw-p 00000000 00:00 0\nbuild=/srv/shop\n',
  );
  const bytes = new Uint8Array(view.byteLength + map.length);
  bytes.set(new Uint8Array(view.buffer));
  bytes.set(map, view.byteLength);
  return bytes;
}
