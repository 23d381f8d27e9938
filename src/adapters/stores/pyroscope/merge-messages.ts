/**
 * The two messages that are spoken in protobuf: querier.v1.SelectMergeProfileRequest and google.v1.Profile.
 * https://github.com/grafana/pyroscope/blob/main/api/querier/v1/querier.proto
 */
import { encodePprof } from '../../../core/profile/encode-pprof.ts';
import { openWire, readTag, skipField } from '../../../core/profile/formats/wire.ts';
import { MalformedProfile } from '../../../core/profile/profile.ts';
import { writeProto } from '../../write-proto.ts';
import type { ProfileType } from './profile-types.ts';

export interface MergeRequest {
  readonly profileTypeID: string;
  readonly labelSelector: string;
  /** Milliseconds; both ends count. */
  readonly start: number;
  readonly end: number;
}

/** Without max_nodes: then nothing is cut. */
export function encodeMergeRequest({ profileTypeID, labelSelector, start, end }: MergeRequest): Uint8Array {
  return writeProto([
    [1, profileTypeID],
    [2, labelSelector],
    [3, start],
    [4, end],
  ]);
}

/** What a process that is there and did not wait has of this type: a pprof without samples. */
export function encodeEmptyProfile({ sampleType, sampleUnit }: ProfileType): Uint8Array {
  return encodePprof({
    format: 'pprof',
    sampleTypes: [{ type: sampleType, unit: sampleUnit }],
    values: new Float64Array(),
    stackStart: Int32Array.of(0),
    stacks: new Int32Array(),
    frames: [],
    period: 1,
    periodType: { type: sampleType, unit: sampleUnit },
    timeMs: 0,
    durationSeconds: 0,
  });
}

const SAMPLE = 0x12;

/**
 * True when a pprof holds at least one sample: version 2 answers nothing at all where there is none, version 1 a few bytes. Bytes that are
 * no pprof count as some, so that the decoder says what is wrong with them.
 */
export function hasSamples(bytes: Uint8Array): boolean {
  const cursor = openWire('pprof', bytes);
  try {
    while (cursor.at < cursor.end) {
      const tag = readTag(cursor);
      if (tag === SAMPLE) return true;
      skipField(cursor, tag);
    }
    return false;
  } catch (error) {
    if (error instanceof MalformedProfile) return true;
    throw error;
  }
}

/** String table entry of the function that stands for everything that was cut off. */
const OTHER = Buffer.from([0x32, 5, ...Buffer.from('other')]);

export function mentionsOther(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(OTHER);
}
