import { addPair, createPairIndex } from './pair-index.ts';
import type { Frame } from './profile.ts';

/** Where functions were met: every distinct (name, file) of several profiles once, whatever the lines. */
export interface FramePlaces {
  /** One frame per place. */
  readonly places: readonly Frame[];
  /** Number of each place's name among `names`, and of its file among `files`. */
  readonly nameOf: Int32Array;
  readonly fileOf: Int32Array;
  readonly names: Map<string, number>;
  readonly files: readonly string[];
  /** Per profile: place of each of its frames. */
  readonly ofFrame: readonly Int32Array[];
}

/** Numbers the places in order of appearance. Names and files are hashed once each, all that follows is done with numbers. */
export function findPlaces(profiles: readonly (readonly Frame[])[]): FramePlaces {
  const names = new Map<string, number>();
  const fileNumbers = new Map<string, number>();
  const pairs = createPairIndex(1024);
  const places: Frame[] = [];
  let lastFile: string | undefined;
  let file = -1;
  const ofFrame = profiles.map((frames) => {
    const column = new Int32Array(frames.length);
    for (let at = 0; at < frames.length; at++) {
      const frame = frames[at]!;
      if (frame.file !== lastFile) {
        file = numberOf(fileNumbers, frame.file);
        lastFile = frame.file;
      }
      const place = addPair(pairs, numberOf(names, frame.name), file);
      if (place === places.length) places.push(frame);
      column[at] = place;
    }
    return column;
  });
  return {
    places,
    nameOf: pairs.first.slice(0, pairs.size),
    fileOf: pairs.second.slice(0, pairs.size),
    names,
    files: [...fileNumbers.keys()],
    ofFrame,
  };
}

/** The text's number; a new one gets the number `size` had before. */
export function numberOf(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  const added = numbers.size;
  numbers.set(text, added);
  return added;
}
