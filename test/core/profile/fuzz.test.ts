import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildOrRefuse, readOrRefuse } from '../../../bench/fuzz/check.ts';
import { FUZZED, fuzzer } from '../../../bench/fuzz/inputs.ts';
import { JFR_BOMBS } from '../../../bench/fuzz/jfr-bombs.ts';
import { CPUPROFILE_BOMBS } from '../../../bench/fuzz/json-bombs.ts';
import { GPERFTOOLS_BOMBS, INFLATE_BOMBS, nameBombs } from '../../../bench/fuzz/text-bombs.ts';
import { OTLP_BOMBS, PPROF_BOMBS } from '../../../bench/fuzz/wire-bombs.ts';
import { randomOf } from '../../../bench/ranking/random.ts';
import { measuresOf } from '../../../src/core/profile/formats/perf-script-events.ts';

/** A sample of bench/fuzz.ts: every run draws other inputs, and a failure names the number that repeats it there. */
describe('damaged files', () => {
  test.each(FUZZED)('of %s become sound profiles or are refused in one line that says where', (format) => {
    const inputOf = fuzzer(format, 1);

    fc.assert(
      fc.property(fc.nat(), (number) => {
        const { bytes, random } = inputOf(number);
        const { profile, refusal } = readOrRefuse(bytes);
        if (profile !== undefined) buildOrRefuse(profile, random);

        expect(profile ?? refusal).toBeDefined();
      }),
      { numRuns: 60 },
    );
  });
});

/** What is made to take time or memory out of proportion, without the bound that each names: seconds or gigabytes. */
describe('files that unfold', () => {
  const bounded: readonly (readonly [what: string, make: () => Uint8Array, problem: RegExp])[] = [
    ['pprof, by one name', PPROF_BOMBS['a name of 100,000 letters in 20,000 files']!, /names unfold to far more/],
    ['pprof, by sample types', PPROF_BOMBS['20,000 sample types of 100,000 letters']!, /more than 256 sample types/],
    ['OTLP, by one name', OTLP_BOMBS['a name of 100,000 letters in 20,000 files']!, /names unfold to far more/],
    [
      'gperftools, by one file',
      GPERFTOOLS_BOMBS['a file of 4,900 letters at 25,000 addresses']!,
      /names unfold to far/,
    ],
    ['a .cpuprofile, by depth', CPUPROFILE_BOMBS['a nested head 100,000 deep']!, /deeper than 10000 frames/],
    ['zstd, by frames', INFLATE_BOMBS['100,000 empty frames of zstd']!, /more than 1000 frames/],
  ];
  test.each(bounded)('are refused: %s', (_what, make, problem) => {
    expect(readOrRefuse(make()).refusal).toMatch(problem);
  });

  test('are refused: perf script, by more events than a call has room for', () => {
    const events = Array.from({ length: 200_000 }, (_, at) => `e${at}`);

    expect(() => measuresOf(events)).toThrow(/its events, e0, e1, e2, e3, e4, do not measure time/);
  });

  test.each([
    ['OTLP, by one name on many lines', OTLP_BOMBS['a name of 100,000 letters on 20,000 lines']!],
    ['OTLP, by an attribute of a process', OTLP_BOMBS['an attribute of a resource of 100,000 letters']!],
    ['JFR, by a text that threads name', JFR_BOMBS['a text of 100,000 letters named by 5,000 threads']!],
    ['JFR, by a text that settings name', JFR_BOMBS['a text of 100,000 letters named by 5,000 settings']!],
    ['JFR, by a method on many lines', JFR_BOMBS['a method of 100,000 letters on 5,000 lines']!],
  ])('are read as what they are: %s', (_what, make) => {
    expect(readOrRefuse(make()).profile).toBeDefined();
  });

  test.each(['names of "&"', 'names of "."'])('are read in time: %s', (piece) => {
    const { profile } = readOrRefuse(nameBombs()[piece]!());
    const begin = process.cpuUsage();
    buildOrRefuse(profile!, randomOf(1));

    // Linear rules take some milliseconds; what tried every split of these names took minutes.
    expect(process.cpuUsage(begin).user / 1000).toBeLessThan(3000);
  });
});
