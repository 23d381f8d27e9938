import { describe, expect, test } from 'vitest';
import { MalformedProfile } from '../../../src/core/profile/profile.ts';
import { readProfile } from '../../../src/core/profile/read-profile.ts';

describe('a file that is no profile', () => {
  test.each([
    ['xz', '\xfd7zXZ\0', /xz/],
    ['a zip', 'PK\x03\x04\x14\0', /zip archive; unpack/],
    ['perf.data', 'PERFILE2\x68\0', /run `perf script`/],
    ['a .NET trace', 'Nettrace\x14\0\0\0!FastSerialization.1', /dotnet-trace convert/],
    ['a Go trace', 'go 1.26 trace\0\0\0', /execution trace/],
    ['goroutines as text', 'goroutine profile: total 1\n1 @ 0x446591 0x4847fd\n', /goroutines.*\?debug=1.*no time/],
    ['a heap as text', 'heap profile: 1: 16 [29: 416308635] @ heap/1048576\n', /heap profile.*no time/],
    ['contention as text', '--- contention:\ncycles/second=2100000000\n', /contention.*without \?debug=1/],
    [
      'google-pprof --text',
      'Total: 191 samples\n      49  25.7%  25.7%       49  25.7% shop::request\n',
      /google-pprof/,
    ],
    ['go tool pprof -top', 'File: shop\nType: cpu\nTime: 2026-11-24\n', /go tool pprof/],
    ['go tool pprof -raw', 'PeriodType: cpu nanoseconds\nPeriod: 10000000\n', /-raw/],
    ['async-profiler flat', '--- Execution profile ---\r\nTotal samples       : 1647\r\n', /-o collapsed/],
    ['perf report', '# To display the perf.data header info, please use --header\n#\n', /run `perf script`/],
    ['callgrind', '# callgrind format\nversion: 1\ncreator: py-spy\n', /no stacks/],
    ['xdebug', 'version: 1\ncreator: xdebug 3.4.0 (PHP 8.4.0)\n', /no stacks/],
    ['sample', 'Analysis of sampling shop (pid 4242) every 1 millisecond\n', /stackcollapse-sample/],
    ['bpftrace', 'Attaching 1 probe...\n\n@[\n    schedule+1\n]: 5\n', /stackcollapse-bpftrace/],
    [
      'a flame graph',
      '<?xml version="1.0" standalone="no"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD">',
      /drawn flame graph/,
    ],
    ['a Spark log', '{"Event":"SparkListenerLogStart","Spark Version":"3.5.1"}\n{}', /Spark/],
  ])('is called by its name and told what to do: %s', (_what, content, problem) => {
    const bytes = Uint8Array.from(content, (character) => character.charCodeAt(0));

    expect(() => readProfile(bytes)).toThrow(MalformedProfile);
    expect(() => readProfile(bytes)).toThrow(problem);
  });

  test.each(['Total: sum;f 1', 'version: 1;f 2', 'heap;profile 3', 'Type: cpu;a 1', 'v 10;a 2', 'File: a;b 1'])(
    'is not found in the stacks %j',
    (content) => {
      expect(readProfile(new TextEncoder().encode(content)).format).toBe('folded');
    },
  );
});
