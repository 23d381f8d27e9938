import type { FunctionInfo, Side } from './call-tree.ts';
import { canonicalName } from './canonical-name.ts';
import { closureFamily } from './closure-family.ts';
import { fileKey } from './file-key.ts';
import { OWN, rolesOf } from './frame-roles.ts';
import type { IdleNames } from './idle-names.ts';
import type { Frame } from './profile.ts';

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
  const matchedName = nameMatcher(profiles);
  const numbers = new Map<string, Map<string, number>>();
  const drafts: Draft[] = [];
  const byKey = new Map<string, number>();
  const ofFrame = profiles.map(({ side, frames }) =>
    Int32Array.from(frames, (frame) => {
      let byFile = numbers.get(frame.name);
      if (byFile === undefined) numbers.set(frame.name, (byFile = new Map<string, number>()));
      let number = byFile.get(frame.file);
      if (number === undefined)
        byFile.set(frame.file, (number = draftFunction(frame, matchedName(frame), drafts, byKey, idle)));
      const draft = drafts[number]!;
      draft[side] = widen(draft[side], frame);
      return number;
    }),
  );
  return { functions: drafts.map(finish), roles: Uint8Array.from(drafts, (draft) => draft.roles), ofFrame };
}

function draftFunction(
  frame: Frame,
  canonical: string,
  drafts: Draft[],
  byKey: Map<string, number>,
  idle: IdleNames | undefined,
): number {
  const key = `${canonical}\0${fileKey(frame.file)}`;
  const known = byKey.get(key);
  if (known === undefined) {
    byKey.set(key, drafts.length);
    drafts.push({
      name: frame.name,
      canonicalName: canonical,
      roles: rolesOf(frame, canonical, idle),
      baseline: undefined,
      comparison: undefined,
    });
    return drafts.length - 1;
  }
  const draft = drafts[known]!;
  draft.roles |= rolesOf(frame, canonical, idle);
  if (draft.name !== frame.name) draft.name = undefined;
  return known;
}

/**
 * Canonical names, with closure numbers blanked only where the two sides number a family differently: equal numbering is
 * evidence that they are the same closures, and then the exact name says more.
 */
function nameMatcher(profiles: readonly FramesOfSide[]): (frame: Frame) => string {
  const canonicals = new Map<string, string>();
  const families = new Map<string, Record<Side, Set<string>>>();
  for (const { side, frames } of profiles) {
    for (const frame of frames) {
      let canonical = canonicals.get(frame.name);
      if (canonical === undefined) canonicals.set(frame.name, (canonical = canonicalName(frame.name)));
      const family = closureFamily(canonical);
      if (family === canonical) continue;
      const key = `${family}\0${fileKey(frame.file)}`;
      let numbered = families.get(key);
      if (numbered === undefined) families.set(key, (numbered = { baseline: new Set(), comparison: new Set() }));
      numbered[side].add(canonical);
    }
  }
  return (frame) => {
    const canonical = canonicals.get(frame.name)!;
    const family = closureFamily(canonical);
    if (family === canonical) return canonical;
    return isRenumbered(families.get(`${family}\0${fileKey(frame.file)}`)!) ? family : canonical;
  };
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
