import { addPair, createPairIndex } from '../pair-index.ts';
import { MalformedProfile, type Profile } from '../profile.ts';
import type { BinaryFormat } from './format.ts';
import { openMemoryMap } from './gperftools-map.ts';
import { findWordSize, HEADER_WORDS, readWord, type Words } from './gperftools-words.ts';
import { addressName, mappingFile } from './pprof-mappings.ts';
import {
  addSample,
  DEEPEST_STACK,
  draftProfile,
  finishProfile,
  frameNumber,
  type ProfileDraft,
} from './profile-draft.ts';

const SAMPLES = { type: 'samples', unit: 'count' };
const CPU = { type: 'cpu', unit: 'nanoseconds' };

/**
 * The CPU profile that gperftools writes (https://gperftools.github.io/gperftools/cpuprofile-fileformat.html): words of the machine
 * it ran on, then the memory map as text. It holds addresses only, so frames are places in mapped files, as in a pprof without symbols.
 */
export const gperftools: BinaryFormat = {
  name: 'gperftools',
  recognises: (bytes) => findWordSize(bytes) !== undefined,
  decode: decodeGperftools,
};

function decodeGperftools(bytes: Uint8Array): Profile {
  const words = findWordSize(bytes);
  if (words === undefined) throw new MalformedProfile('gperftools', 'its header is none');
  const period = readWord(words, 3) * 1e3;
  const draft = draftProfile('gperftools', [SAMPLES, CPU]);
  const end = findTrailer(words, 2 + readWord(words, 1));
  const nameFrame = frameNamer(words, bytes.subarray((end + 3) * words.size), draft);
  for (let at = 2 + readWord(words, 1); at < end;) {
    const count = readWord(words, at);
    const depth = readWord(words, at + 1);
    const stack: number[] = [];
    for (let level = depth - 1; level >= 0; level--)
      if (level !== 1 || !repeatsLeaf(words, at + 2)) stack.push(nameFrame(at + 2 + level, level > 0));
    addSample(draft, stack, [count, count * period]);
    at += 2 + depth;
  }
  return finishProfile(draft, { period, periodType: CPU });
}

/** Word at which the trailer 0, 1, 0 begins. Checks the records on the way, so that reading them again needs no more care. */
function findTrailer(words: Words, begin: number): number {
  for (let at = begin; ;) {
    if (at + HEADER_WORDS > words.length) throw malformed(words, at, 'it ends without a trailer');
    const depth = readWord(words, at + 1);
    if (readWord(words, at) === 0 && depth === 1 && readWord(words, at + 2) === 0) return at;
    if (depth === 0 || depth > DEEPEST_STACK) throw malformed(words, at, `a sample has ${depth} addresses`);
    at += 2 + depth;
  }
}

/** The signal's handler finds the interrupted address twice: in the context and by unwinding. */
function repeatsLeaf(words: Words, at: number): boolean {
  return words.low(at) === words.low(at + 1) && words.high(at) === words.high(at + 1);
}

/** Numbers the frame at a word. Callers are return addresses, which may lie behind the end of their function. */
function frameNamer(words: Words, map: Uint8Array, draft: ProfileDraft): (at: number, isCaller: boolean) => number {
  const memory = openMemoryMap(map);
  const addresses = createPairIndex();
  const frames: number[] = [];
  return (at, isCaller) => {
    let low = words.low(at);
    let high = words.high(at);
    if (isCaller) {
      if (low === 0) high = (high - 1) >>> 0;
      low = (low - 1) >>> 0;
    }
    const known = addresses.size;
    const address = addPair(addresses, low, high);
    if (address === known) {
      const mapping = memory.find(high * 2 ** 32 + low);
      const name = addressName(memory.mappings, mapping, low, high);
      frames.push(frameNumber(draft, { name, file: mappingFile(memory.mappings, mapping), line: 0, startLine: 0 }));
    }
    return frames[address]!;
  };
}

function malformed(words: Words, at: number, problem: string): MalformedProfile {
  return new MalformedProfile('gperftools', `${problem} (byte ${at * words.size})`);
}
