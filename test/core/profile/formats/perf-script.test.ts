import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { perfScript } from '../../../../src/core/profile/formats/perf-script.ts';
import { kindsOf, pickValues } from '../../../../src/core/profile/pick-values.ts';
import { MalformedProfile, type Profile } from '../../../../src/core/profile/profile.ts';
import { readProfile } from '../../../../src/core/profile/read-profile.ts';
import { profileFixture } from '../../../support/profile-fixture.ts';

function decode(text: string): Profile {
  return perfScript.decode(new TextEncoder().encode(text));
}

function stacksOf(profile: Profile): string[] {
  return Array.from({ length: profile.stackStart.length - 1 }, (_, sample) =>
    Array.from(
      profile.stacks.subarray(profile.stackStart[sample], profile.stackStart[sample + 1]),
      (frame) => profile.frames[frame]!.name,
    ).join(';'),
  );
}

function labelsOf({ labels }: Profile, sample: number): string[] {
  if (labels === undefined) return [];
  const pairs = labels.pairs.subarray(labels.start[sample]! * 2, labels.start[sample + 1]! * 2);
  return Array.from(pairs, (text) => labels.texts[text]!);
}

const CHAIN = '\t            2129 shop::sum<int>+0x92 (/srv/shop)\n\t            1719 main+0x37 (/srv/shop)\n';

function sampleOf(event: string, chain = CHAIN, comm = 'shop 20766'): string {
  return `${comm}  3852.478107:    2004008 ${event}: \n${chain}\n`;
}

describe('perf script', () => {
  test('is what perf report says of the same recording', () => {
    const profile = readProfile(profileFixture('formats/perf-script.txt.gz'));
    const self = new Map<string, number>();
    const total = new Map<string, number>();
    let all = 0;
    stacksOf(profile).forEach((stack, sample) => {
      const time = profile.values[sample * 2 + 1]!;
      const names = stack.split(';');
      all += time;
      self.set(names.at(-1)!, (self.get(names.at(-1)!) ?? 0) + time);
      for (const name of new Set(names)) total.set(name, (total.get(name) ?? 0) + time);
    });
    const percent = (cost = 0) => ((cost / all) * 100).toFixed(2);

    expect(all).toBe(1_046_092_176);
    for (const [, children, own, name] of reportOf('children', /^ +([\d.]+)% +([\d.]+)% .*\[[.k]\] (.*)$/gm))
      expect([name, percent(total.get(name!)), percent(self.get(name!))]).toEqual([name, children, own]);
    for (const [, own, name] of reportOf('self', /^ +([\d.]+)% .*\[[.k]\] (.*)$/gm))
      expect([name, percent(self.get(name!))]).toEqual([name, own]);
  });

  function reportOf(name: string, row: RegExp): readonly RegExpExecArray[] {
    const file = new URL(`../../../fixtures/profiles/formats/perf-report-${name}.txt`, import.meta.url);
    // It prints the address where it knows no symbol.
    const rows = Array.from(readFileSync(file, 'utf8').matchAll(row)).filter(
      (cells) => !/^(?:0x)?[0-9a-f]{16}$/.test(cells.at(-1)!),
    );
    expect(rows.length).toBeGreaterThan(20);
    return rows;
  }

  test('turns the call chain round and keeps the object as the file', () => {
    const profile = decode(sampleOf('cpu-clock:ppp'));

    expect(stacksOf(profile)).toEqual(['main;shop::sum<int>']);
    expect(profile.frames[1]).toEqual({ name: 'shop::sum<int>', file: '/srv/shop', line: 0, startLine: 0 });
    expect(labelsOf(profile, 0)).toEqual(['comm', 'shop', 'thread id', '20766']);
  });

  test.each([
    ['shop 20766  3852.478107:    2004008 cpu-clock:ppp: ', 'shop', '20766'],
    ['java 24636/25607 [000] 4794564.109216: cycles:', 'java', '25607'],
    ['Web Content 12 3 [001] 12.345678901: 1 cycles:u: ', 'Web Content 12', '3'],
    ['shop 9 [003] d..2. 12.345:     250000 cpu_core/cycles/P: ', 'shop', '9'],
    [':1234  1234   12.345: task-clock: ', ':1234', '1234'],
    ['größe 7 1.5: 10 cycles: ', 'größe', '7'],
    ['shop 20766  3852.478107: ', 'shop', '20766'],
    ['shop 20766 cycles: ', 'shop', '20766'],
    ['shop 3852.478107: cycles: ', 'shop', undefined],
  ])('reads the head %j', (head, comm, thread) => {
    const profile = readProfile(new TextEncoder().encode(`${head}\n${CHAIN}\n`));

    expect(profile.format).toBe('perf script');
    expect(stacksOf(profile)).toEqual(['main;shop::sum<int>']);
    expect(labelsOf(profile, 0).filter((_, at) => at % 2 === 1)).toEqual([comm, thread].filter(Boolean));
  });

  test('knows kernel, inlined, deleted, nameless and generated frames', () => {
    const { frames } = decode(
      sampleOf(
        'cpu-clock',
        [
          '\tffffffff82260c34 irqentry_exit+0x114 ([kernel.kallsyms])',
          '\t            118d inl (inlined)',
          '\t            118d ns::(anonymous namespace)::f(int)+0x4 (/srv/my app (deleted))',
          '\t           33f71 [unknown] (/usr/lib/libc.so.6)',
          '\tdc0e3d8d48000e26 [unknown] ([unknown])',
          '\t    7fbbfafc479c JS:*handle /srv/app.js:12:3+0xdc (/tmp/perf-23188.map)',
          '\t    7fbbfafc479d py::total:/srv/cart.py+0xb (/tmp/perf-7.map)',
          '\t            118e main',
          '',
        ].join('\n'),
      ),
    );

    expect(frames.toReversed().map(({ name, file, line, startLine }) => [name, file, line || startLine])).toEqual([
      ['irqentry_exit', '[kernel.kallsyms]', 0],
      ['inl', '', 0],
      ['ns::(anonymous namespace)::f(int)', '/srv/my app', 0],
      ['[libc.so.6]', '/usr/lib/libc.so.6', 0],
      ['[unknown]', '', 0],
      ['JS:*handle', '/srv/app.js', 12],
      ['total', '/srv/cart.py', 0],
      ['main', '', 0],
    ]);
  });

  test('takes the lines of the source that +srcline prints', () => {
    const chain =
      '\t  118d outer+0x44 (/srv/w)\n  w.cpp:3\n\t  118d inl\n  w.h:9 (inlined)\n\t  ff12 irq ([kernel.kallsyms])\n  [kernel.kallsyms][ff12]\n';

    expect(decode(sampleOf('cpu-clock', chain)).frames.toReversed()).toEqual([
      { name: 'outer', file: 'w.cpp', line: 3, startLine: 0 },
      { name: 'inl', file: 'w.h', line: 9, startLine: 0 },
      { name: 'irq', file: '[kernel.kallsyms]', line: 0, startLine: 0 },
    ]);
  });

  test('reads samples without call chains, a line each', () => {
    const line = 'shop 23722  1484.389546:   10101010 cpu-clock:      55e9fd19018d outer+0x44 (/srv/w)';
    const profile = readProfile(new TextEncoder().encode(`               ${line}\n               ${line}\r\n`));

    expect(stacksOf(profile)).toEqual(['outer', 'outer']);
    expect(labelsOf(profile, 1)).toContain('shop');
  });

  test('bears the head that perf script --header writes, and Windows line ends', () => {
    const head = `# ========\n# captured on    : Sat Nov 28 03:19:51 2026\n${'# event : name = cpu-clock\n'.repeat(90)}#\n`;
    const profile = readProfile(new TextEncoder().encode((head + sampleOf('cpu-clock')).replaceAll('\n', '\r\n')));

    expect(stacksOf(profile)).toEqual(['main;shop::sum<int>']);
  });

  describe('measures', () => {
    test('time with a clock, for as long as the stamps tell', () => {
      const later = sampleOf('cpu-clock').replace('3852.478107', '3854.978107');
      const profile = decode(sampleOf('cpu-clock') + later);

      expect(kindsOf(profile)).toEqual(['cpu']);
      expect(pickValues(profile, 'cpu')).toMatchObject({ cost: 1, nanosecondsPerUnit: 1, samplePeriod: 2_004_008 });
      expect(profile.durationSeconds).toBe(2.5);
    });

    test('counts of samples with a counter, each weighed by its share', () => {
      const profile = decode(
        [1, 1, 2_000_000, 1_999_998].map((period) => `w 1 1.0: ${period} cycles:P: \n${CHAIN}\n`).join(''),
      );

      expect(profile).toMatchObject({ unstated: 'kind', sampleTypes: [{ type: 'samples', unit: 'count' }], period: 0 });
      expect(Array.from(profile.values, (value) => Number(value.toFixed(3)))).toEqual([0, 0, 2, 2]);
    });

    test('counts of samples where perf printed no period', () => {
      expect(decode(`w 1 1.0: cpu-clock: \n${CHAIN}\n`)).toMatchObject({
        unstated: 'kind',
        values: Float64Array.of(1),
      });
    });

    test('only the best of several events of one work', () => {
      const profile = decode(sampleOf('instructions:u') + sampleOf('cycles:u') + sampleOf('page-faults'));

      expect(Array.from(profile.values)).toEqual([1]);
    });

    test('time off the CPU beside the work', () => {
      const profile = decode(sampleOf('cycles:P') + sampleOf('offcpu-time'));

      expect(kindsOf(profile)).toEqual(['cpu', 'off-cpu']);
      expect(Array.from(profile.values)).toEqual([1, 0, 0, 2_004_008]);
    });

    test('nothing while a CPU rests', () => {
      const rest = sampleOf(
        'cpu-clock',
        '\tffffffff8104f45a pv_native_safe_halt+0x6 ([kernel.kallsyms])\n',
        'swapper 0',
      );

      expect(stacksOf(decode(rest + sampleOf('cpu-clock')))).toEqual(['main;shop::sum<int>']);
    });

    test('a sample without frames as unknown', () => {
      expect(stacksOf(decode(sampleOf('cpu-clock', '')))).toEqual(['[unknown]']);
    });
  });

  test.each([
    [
      'shop 1 [000] 1.0: sched:sched_switch: shop:1 [120] S ==> swapper/0:0 [120]\n\tff12 schedule ([kernel.kallsyms])\n',
      /sched:sched_switch, say how often threads stopped and not for how long/,
    ],
    [sampleOf('page-faults'), /page-faults, do not measure time/],
    [`${sampleOf('cpu-clock')}hello\n`, /line 5 is no sample/],
    ['# ========\n', /holds no samples/],
    [sampleOf('cpu-clock', CHAIN.repeat(5_001)), /the stack on line 10002 is deeper than 10000/],
  ])('refuses what it cannot read and says why (%#)', (text, problem) => {
    expect(() => decode(text)).toThrow(MalformedProfile);
    expect(() => decode(text)).toThrow(problem);
  });

  test.each([
    'main;shop 1.5: handler 12',
    'main;a 3',
    'a 12.5',
    'goroutine profile: total 1\n1 @ 0x446591 0x4847fd\n#\t0x519030\truntime.main+0xb0\t/usr/local/go/src/runtime/pprof.go:851',
  ])('does not take %j for itself', (text) => {
    expect(perfScript.recognises(text)).toBe(false);
  });

  const word = fc.oneof(
    fc.constantFrom(
      'w 1 1.0: 5 cpu-clock:',
      '\n',
      '\n\n',
      '\t',
      ' ',
      '12ab ',
      'f+0x1',
      ' (',
      ')',
      'a.c:1',
      'cycles:',
      '#',
      '1.0:',
    ),
    fc.string({ maxLength: 4 }),
  );
  /** True for a profile whose stacks hold its own frames, and for a MalformedProfile; everything else is thrown on. */
  function settles(text: string): boolean {
    try {
      const { stacks, frames } = decode(text);
      return stacks.every((frame) => frame < frames.length);
    } catch (error) {
      if (error instanceof MalformedProfile) return true;
      throw error;
    }
  }

  test('any text decodes or says what is wrong', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        expect(settles(words.join(''))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each(['a ', '1.0: ', 'x:', '(', ')', 'ab12 ', '\t'])(
    'takes linear time on a million characters of %j',
    (piece) => {
      const text = piece.repeat(1e6 / piece.length);
      const begin = performance.now();
      for (const around of [text, `${sampleOf('cpu-clock')}w 1 1.0: 5 cycles:\n\t12 ${text}\n  ${text}\n`])
        expect(() => decode(around)).not.toThrow(RangeError);

      expect(performance.now() - begin).toBeLessThan(3_000);
    },
  );
});
