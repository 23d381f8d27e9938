/** Files that people hand over by mistake, by their first bytes (one character a byte), and what to hand over instead. */
const BY_BYTES: readonly (readonly [begins: string, what: string])[] = [
  ['\x1f\x8b', 'it is gzip inside gzip'],
  ['\x28\xb5\x2f\xfd', 'it is zstd inside another compression'],
  ['\xfd7zXZ', 'it is compressed with xz, which is not read'],
  ['BZh', 'it is compressed with bzip2, which is not read'],
  ['\x04\x22\x4d\x18', 'it is LZ4 inside another compression'],
  ['PK\x03\x04', 'it is a zip archive; unpack it and hand over the profiles inside'],
  ['\x7fELF', 'it is an ELF binary, the program and not a profile of it'],
  ['\x89PNG', 'it is a PNG picture'],
  ['\xff\xfe', 'it is text in UTF-16; stacks are read as UTF-8'],
  ['\xfe\xff', 'it is text in UTF-16; stacks are read as UTF-8'],
  ['PERFILE2', 'it is a perf.data file; run `perf script` and hand over its text'],
  ['Nettrace', 'it is a .NET trace; convert it with `dotnet-trace convert --format Speedscope`'],
  ['MOJ', "it is Austin's binary format; convert it with `mojo2austin`"],
  ['JAVA PROFILE 1.', 'it is a Java heap dump: it holds objects and no time'],
  ['memray', 'it is a memray recording: it holds allocations and no time'],
];

/** The same for text, by its first lines. */
const BY_TEXT: readonly (readonly [begins: RegExp, what: string])[] = [
  [/^go 1\.\d+ trace\0/, "it is Go's execution trace, not a profile; record /debug/pprof/profile"],
  [
    /^(?:goroutine|threadcreate) profile: total /,
    "it is Go's text of goroutines or threads (?debug=1): it has no time",
  ],
  [/^heap profile: /, 'it is a heap profile as legacy text (?debug=1): it holds bytes and no time'],
  [/^--- (?:contention|mutex)/, 'it is a contention profile as legacy text; fetch it without ?debug=1'],
  [/^goroutine \d+ \[/, 'it is a dump of goroutines, one moment and no profile'],
  [/^(?:\d{4}-.*\n)?Full thread dump /, 'it is a Java thread dump, one moment and no profile'],
  [/^--- symbol\n/, "it is pprof's raw form with symbols; convert it with `pprof -proto`"],
  [
    /^Total: [\d.]+ \w+\n/,
    'it is a text report of google-pprof, a table without stacks; hand over the profile or `--collapsed`',
  ],
  [
    /^(?:File: .*\n)?(?:Build ID: .*\n)?Type: \w+\n/,
    'it is a text report of `go tool pprof`, a table; hand over the profile',
  ],
  [/^PeriodType: /, 'it is the text of `go tool pprof -raw`; hand over the profile'],
  [/^--- Execution profile ---\n/, "it is async-profiler's summary; record with `-o collapsed` or to a .jfr file"],
  [/^# To display the perf\.data header info/, 'it is the text of `perf report`, a table; run `perf script`'],
  [
    /^(?:# callgrind format|version: 1\ncreator: )/,
    'it is callgrind or cachegrind output: it holds calls and no stacks',
  ],
  [/^v \d+ \d+\n/, 'it is a heaptrack recording: it holds allocations and no time'],
  [/^desc: .*\ncmd: /, 'it is a massif recording: it holds bytes and no time'],
  [
    /^(?:Sampling process \d|Analysis of sampling )/,
    "it is macOS's `sample`; convert it with stackcollapse-sample.awk",
  ],
  [/^(?:Attaching \d+ probes?|@\w*\[\n)/, "it is bpftrace's output; convert it with stackcollapse-bpftrace.pl"],
  [/^v8-version,/, "it is V8's log (`node --prof`); record with `node --cpu-prof`"],
  [/^\{"Event":"SparkListener/, "it is Spark's event log: it holds tasks and no stacks"],
  [
    /^(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE svg|<svg)/,
    'it is a drawn flame graph; hand over the stacks that it was drawn from',
  ],
  [
    /^<\?xml[^>]*>\s*<trace-query-result/,
    'it is an export of Instruments, which is not read; record with `samply` or `sample`',
  ],
];

const GLANCE = 400;

/** What a file is that is no profile, or undefined. */
export function strangerProblem(bytes: Uint8Array): string | undefined {
  const glance = String.fromCharCode(...bytes.subarray(0, GLANCE));
  const text = glance.replace(/^\xef\xbb\xbf/, '').replaceAll('\r\n', '\n');
  return (
    BY_BYTES.find(([begins]) => glance.startsWith(begins))?.[1] ?? BY_TEXT.find(([begins]) => begins.test(text))?.[1]
  );
}
