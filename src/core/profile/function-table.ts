import type { FunctionInfo, Side } from './call-tree.ts';
import { canonicalName } from './canonical-name.ts';
import { closureFamily } from './closure-family.ts';
import { fileKey } from './file-key.ts';
import { findPlaces, numberOf, type FramePlaces } from './frame-places.ts';
import { OWN, rolesOf } from './frame-roles.ts';
import type { IdleNames } from './idle-names.ts';
import { addPair, createPairIndex } from './pair-index.ts';
import type { Frame } from './profile.ts';
import { renamedFiles } from './renamed-files.ts';

/** Frames of one profile and the side it was taken on. */
export interface FramesOfSide {
  readonly side: Side;
  readonly frames: readonly Frame[];
}

/** The functions of several profiles, each found in all of them under one number. */
export interface FunctionTable {
  readonly functions: readonly FunctionInfo[];
  /** Bits of frame-roles per function. */
  readonly roles: Uint8Array;
  /** Per profile: function of each of its frames. */
  readonly ofFrame: readonly Int32Array[];
}

interface Lines {
  file: string;
  start: number;
  lowest: number;
  highest: number;
}

interface Draft {
  /** The original name, or undefined once two differ. */
  name: string | undefined;
  readonly canonicalName: string;
  roles: number;
  baseline: Lines | undefined;
  comparison: Lines | undefined;
}

/** Gives every (canonical name, file) of the profiles a number, in order of appearance. */
export function numberFunctions(profiles: readonly FramesOfSide[], idle?: IdleNames): FunctionTable {
  const found = findPlaces(profiles.map(({ frames }) => frames));
  const canonicals = found.places.map((frame) => canonicalName(frame.name));
  // What was renamed or renumbered between the sides is only asked where there are two.
  const isCompared = profiles.some(({ side }) => side !== profiles[0]!.side);
  const keyOf = isCompared ? matchedFiles(profiles, found, canonicals) : found.files.map((file) => fileKey(file));
  const names = isCompared ? matchedNames(profiles, found, canonicals, keyOf) : canonicals;
  const { drafts, ofPlace } = draftFunctions(found, names, keyOf, idle);
  const ofFrame = profiles.map(({ side, frames }, profile) => {
    const column = found.ofFrame[profile]!.map((place) => ofPlace[place]!);
    for (let at = 0; at < column.length; at++) {
      const draft = drafts[column[at]!]!;
      draft[side] = widen(draft[side], frames[at]!);
    }
    return column;
  });
  return { functions: drafts.map(finish), roles: Uint8Array.from(drafts, (draft) => draft.roles), ofFrame };
}

/** Places whose canonical name and part of the file's path agree are one function. */
function draftFunctions(
  { places, nameOf, fileOf, names }: FramePlaces,
  canonicals: readonly string[],
  keyOf: readonly string[],
  idle: IdleNames | undefined,
): { drafts: readonly Draft[]; ofPlace: Int32Array } {
  const keys = new Map<string, number>();
  const keyNumbers = keyOf.map((key) => numberOf(keys, key));
  const pairs = createPairIndex(places.length);
  const drafts: Draft[] = [];
  const ofPlace = Int32Array.from(places, (frame, place) => {
    const canonical = canonicals[place]!;
    // Most names are their own canonical ones.
    const name = canonical === frame.name ? nameOf[place]! : numberOf(names, canonical);
    const number = addPair(pairs, name, keyNumbers[fileOf[place]!]!);
    const draft = (drafts[number] ??= {
      name: frame.name,
      canonicalName: canonical,
      roles: 0,
      baseline: undefined,
      comparison: undefined,
    });
    draft.roles |= rolesOf(frame, canonical, idle);
    if (draft.name !== frame.name) draft.name = undefined;
    return number;
  });
  return { drafts, ofPlace };
}

/** Key of each file; one that was renamed between the sides has the key it had before. */
function matchedFiles(
  profiles: readonly FramesOfSide[],
  { files, fileOf, ofFrame }: FramePlaces,
  canonicals: readonly string[],
): readonly string[] {
  const keyOf = files.map((file) => fileKey(file));
  if (keyOf.every((key) => key === '')) return keyOf;
  const seen = profiles.flatMap(({ side }, profile) =>
    [...new Set(ofFrame[profile])].map((place) => ({
      side,
      file: keyOf[fileOf[place]!]!,
      canonicalName: canonicals[place]!,
    })),
  );
  const before = new Map([...renamedFiles(seen)].map(([from, to]) => [to, from]));
  return keyOf.map((key) => before.get(key) ?? key);
}

/**
 * Canonical name of each place, with closure numbers blanked only where the two sides number a family differently: equal numbering
 * is evidence that they are the same closures, and then the exact name says more.
 */
function matchedNames(
  profiles: readonly FramesOfSide[],
  { places, fileOf, ofFrame }: FramePlaces,
  canonicals: readonly string[],
  keyOf: readonly string[],
): readonly string[] {
  const families = new Map<string, Record<Side, Set<string>>>();
  const familyOf = places.map((_, place) => {
    const canonical = canonicals[place]!;
    const family = closureFamily(canonical);
    if (family === canonical) return undefined;
    const key = `${family}\0${keyOf[fileOf[place]!]!}`;
    let numbered = families.get(key);
    if (numbered === undefined) families.set(key, (numbered = { baseline: new Set(), comparison: new Set() }));
    return { family, numbered };
  });
  profiles.forEach(({ side }, profile) => {
    for (const place of ofFrame[profile]!) familyOf[place]?.numbered[side].add(canonicals[place]!);
  });
  return canonicals.map((canonical, place) => {
    const closure = familyOf[place];
    return closure !== undefined && isRenumbered(closure.numbered) ? closure.family : canonical;
  });
}

function isRenumbered({ baseline, comparison }: Record<Side, Set<string>>): boolean {
  // A family that only one side has was not renumbered; there is nothing to match it with.
  if (baseline.size === 0 || comparison.size === 0) return false;
  return baseline.size !== comparison.size || [...baseline].some((name) => !comparison.has(name));
}

function widen(lines: Lines | undefined, frame: Frame): Lines {
  if (lines === undefined) return { file: frame.file, start: frame.startLine, lowest: frame.line, highest: frame.line };
  if (frame.file < lines.file) lines.file = frame.file;
  lines.start = earlier(lines.start, frame.startLine);
  lines.lowest = earlier(lines.lowest, frame.line);
  lines.highest = Math.max(lines.highest, frame.line);
  return lines;
}

/** The smaller of two lines, where 0 means unknown. */
function earlier(a: number, b: number): number {
  return a === 0 || (b !== 0 && b < a) ? b : a;
}

/** Lines are those of the newer code, where it was seen: that is the code one looks up. */
function finish(draft: Draft): FunctionInfo {
  const { file, start, lowest, highest } = draft.comparison ?? draft.baseline!;
  return {
    name: draft.name ?? draft.canonicalName,
    canonicalName: draft.canonicalName,
    file,
    line: start === 0 ? lowest : start,
    lastLine: highest,
    own: (draft.roles & OWN) !== 0,
  };
}
