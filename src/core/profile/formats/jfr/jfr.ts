import type { Profile } from '../../profile.ts';
import type { BinaryFormat } from '../format.ts';
import { draftProfile } from '../profile-draft.ts';
import { beginsChunk, splitChunks, type JfrChunk } from './chunks.ts';
import { malformedJfr, type JfrCursor } from './cursor.ts';
import { readEvents, type ChunkReading } from './events.ts';
import { openLabelSets, openThreads } from './label-sets.ts';
import { openLayouts } from './layout.ts';
import { readMetadata } from './metadata.ts';
import { openNames, type NameBudget } from './names.ts';
import { readPools, stringsOf } from './pools.ts';
import { finishRows, openRows, type Rows } from './rows.ts';
import { readSampling } from './sampling.ts';
import { openStacks, openStackStore } from './stacks.ts';

/** Byte offsets are kept in 32 bits. */
const MOST_BYTES = 2 ** 30;
/** Characters of names per byte of the file; real files need less than one. */
const CHARACTERS_PER_BYTE = 64;

/** Recordings of JDK's Flight Recorder, async-profiler and Datadog's profiler for Java. */
export const jfr: BinaryFormat = { name: 'jfr', recognises: beginsChunk, decode: decodeJfr };

/**
 * Decodes a recording (format 2.x, as JDK 9 and later write it: https://github.com/openjdk/jdk/tree/master/src/jdk.jfr) with all its
 * chunks into one profile of several measures: CPU, wall time, waiting for locks, sleep. A last chunk that is not whole is left out.
 * JDK's sampler looks at five running threads at most each time, so its CPU time is a share and not the sum; CPUTimeSample's is the
 * sum. Durations are only of waits longer than the recorder's threshold, 10 or 20 ms by default. Memory grows with the file, at most
 * by the stated frames and characters per byte. Throws MalformedProfile, and nothing else, for whatever cannot be read.
 */
function decodeJfr(bytes: Uint8Array): Profile {
  const cursor: JfrCursor = { bytes, at: 0, end: bytes.length, low: 0, high: 0 };
  if (bytes.length > MOST_BYTES) throw malformedJfr(cursor, `it is larger than ${MOST_BYTES} bytes`);
  const chunks = splitChunks(cursor);
  const rows = openRows(openStackStore(draftProfile('jfr', [])), openLabelSets());
  const budget: NameBudget = { left: bytes.length * CHARACTERS_PER_BYTE };
  for (const chunk of chunks) readEvents(cursor, openChunk(cursor, chunk, rows, budget), rows);
  const begin = chunks.reduce((first, { startNanos }) => Math.min(first, startNanos), Infinity);
  const end = chunks.reduce((last, { startNanos, durationNanos }) => Math.max(last, startNanos + durationNanos), 0);
  return finishRows(rows, bytes.length, { timeMs: Math.floor(begin / 1e6), durationSeconds: (end - begin) / 1e9 });
}

function openChunk(cursor: JfrCursor, chunk: JfrChunk, rows: Rows, budget: NameBudget): ChunkReading {
  const layouts = openLayouts(cursor, readMetadata(cursor, chunk), chunk.end - chunk.begin);
  const pools = readPools(cursor, chunk, layouts);
  const strings = stringsOf(cursor, pools);
  const names = openNames(cursor, pools, budget);
  return {
    chunk,
    layouts,
    pools,
    strings,
    names,
    sampling: readSampling(cursor, chunk, layouts, strings, names.native.size > 0),
    stacks: openStacks(cursor, pools, names, rows.store),
    threads: openThreads(cursor, pools, rows.labels),
  };
}
