/**
 * The two messages that are spoken in protobuf: querier.v1.SelectMergeProfileRequest and google.v1.Profile.
 * https://github.com/grafana/pyroscope/blob/main/api/querier/v1/querier.proto
 */
import type { ProfileType } from './profile-types.ts';

export interface MergeRequest {
  readonly profileTypeID: string;
  readonly labelSelector: string;
  /** Milliseconds; both ends count. */
  readonly start: number;
  readonly end: number;
}

/** Without max_nodes: then nothing is cut. */
export function encodeMergeRequest(request: MergeRequest): Uint8Array {
  return Buffer.concat([
    text(1, request.profileTypeID),
    text(2, request.labelSelector),
    Buffer.from([0x18, ...varint(request.start)]),
    Buffer.from([0x20, ...varint(request.end)]),
  ]);
}

/** What a process that is there and did not wait has of this type: a pprof without samples. */
export function encodeEmptyProfile({ sampleType, sampleUnit }: ProfileType): Uint8Array {
  return Buffer.concat([
    Buffer.from([0x0a, 4, 0x08, 1, 0x10, 2]),
    ...['', sampleType, sampleUnit].map((one) => text(6, one)),
  ]);
}

function text(field: number, content: string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([(field << 3) | 2, ...varint(bytes.length)]), bytes]);
}

function varint(number: number): number[] {
  const bytes: number[] = [];
  let rest = number;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

const SAMPLE = 0x12;
const LENGTH = 2;

/**
 * True when a pprof holds at least one sample: version 2 answers nothing at all where there is none, version 1 a few bytes. Bytes that are
 * no pprof count as some, so that the decoder says what is wrong with them.
 */
export function hasSamples(bytes: Uint8Array): boolean {
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const tag = number();
    if (tag === SAMPLE) return true;
    if ((tag & 7) === LENGTH) {
      const length = number();
      at += length;
    } else if ((tag & 7) === 0) number();
    else return true;
  }
  return at !== bytes.length;
}

/** String table entry of the function that stands for everything that was cut off. */
const OTHER = Buffer.from([0x32, 5, ...Buffer.from('other')]);

export function mentionsOther(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(OTHER);
}
