import type { Culprit } from '../report/analysis.ts';
import { shortFunction } from '../report/short-function.ts';
import type { GrownLines } from './grown-lines.ts';
import { madeField } from './made-fields.ts';
import { folderOf } from './paths/folder-of.ts';
import type { RangeCommit } from './range-commit.ts';
import { isLoop, wordsOf } from './source/compare-bodies.ts';
import { frameFunction } from './source/frame-function.ts';
import type { Suspect, SuspectFrame } from './suspects.ts';
import type { TracedChange } from './trace-changes.ts';

/** A suspect frame found in the source: where it is at the end of the range, and what stands in it. */
export interface LocatedFrame extends SuspectFrame {
  readonly path: string;
  /** As named-changes.ts calls it; undefined where the text holds no such function. */
  readonly id: string | undefined;
  /** Tokens at the end of the range. */
  readonly body: readonly string[];
  readonly grown: GrownLines;
  /** Others' code, copied into the repository. */
  readonly isVendored: boolean;
}

/** One reason to name one commit. */
export interface Reason {
  readonly commit: RangeCommit;
  readonly evidence: Culprit['evidence'];
  /** 0..2; how well it explains the suspect alone. */
  readonly strength: number;
  /** True where the commit wrote in the very functions that grew, or calls them anew. */
  readonly direct: boolean;
  /** As the profile names it. */
  readonly function: string;
  readonly path: string;
  readonly why: string;
}

/** How near a frame is to the growth; callers by distance. */
const NEAR = { itself: 1, through: 0.9, holder: 0.8, callee: 0.9 } as const;
const CALLER = [0.6, 0.4, 0.25];
/** The nearest own caller of a library function is as good as the function. */
const CALLER_OF_LIBRARY = 0.95;
/** Texts and numbers alone change little, mostly. */
const KIND = { texts: 0.3, numbers: 0.8, code: 1 } as const;
const NEW = 1.3;
const REPEATS = 1.25;
/** What was added names what grew, or what was taken away names what fell. */
const LINKED = 1.8;
/** Half of the growth is on lines that the commit wrote, or none of it. */
const MOSTLY = 0.5;
const ON_LINES = 1.5;
const BESIDE_LINES = 0.6;
/** Taken back later, within the range. */
const SPENT = 0.2;
/** Of what only stands in the same file, and of what holds the frame or stands outside of every function there. */
const FILE = 0.5;
const FILE_HOLDS = 0.8;
/** A thing that a suspect's lines name, in its folder, or anywhere. */
const NAMED = 0.55;
const NAMED_ELSEWHERE = 0.3;
/** Callers further away name much. */
const NAMED_BY_CALLERS = 2;
/** Shorter names stand for anything. */
const LEAST_NAME = 3;
const LEAST_NAME_ELSEWHERE = 5;

/** All reasons that the changes of a range give for one moved function. */
export function reasonsFor(
  suspect: Suspect,
  frames: readonly LocatedFrame[],
  changes: readonly TracedChange[],
): readonly Reason[] {
  const places = new Set(frames.map(({ path, id }) => `${path}\0${id}`));
  return changes.flatMap((change) => {
    if (change.commit.ignored || change.kind === 'removed') return [];
    const own = frames.filter(({ path, id }) => path === change.path && id === change.id);
    if (own.length > 0) return own.map((frame) => directReason(suspect, frame, change));
    // Closures without a name, and what is written in another way than we read: only the file is known.
    const inFile = frames.filter(({ path, id }) => path === change.path && id === undefined);
    if (inFile.length > 0) return inFile.map((frame) => fileReason(suspect, frame, change));
    return places.has(`${change.path}\0${change.id}`) ? [] : namedReasons(suspect, frames, change);
  });
}

function directReason(suspect: Suspect, frame: LocatedFrame, change: TracedChange): Reason {
  const links = linksOf(suspect, change);
  const linked = links.length > 0;
  const caller = frame.relation === 'caller';
  const near = nearOf(suspect, frame);
  const share = frame.relation === 'callee' || caller ? Math.sqrt(frame.share) : 1;
  return {
    commit: change.commit,
    evidence: frame.isVendored
      ? 'dependency-bump'
      : change.kind === 'new'
        ? 'new-function'
        : caller
          ? 'changed-caller'
          : 'changed-lines',
    strength:
      isFar(frame) && !linked ? 0 : near * share * contentOf(change) * (linked ? LINKED : 1) * writtenIn(frame, change),
    direct: change.lasts && change.change.kind !== 'texts' && (!caller || linked || !suspect.mover.own),
    function: frame.function,
    path: change.path,
    why: sayDirect(frame, change, suspect, links),
  };
}

/** Whether the commit wrote the very lines that grew. What only took lines away wrote none. */
function writtenIn({ grown }: LocatedFrame, { wrote, addedLeft, kind }: TracedChange): number {
  if (grown.size === 0 || kind === 'new' || addedLeft.length === 0) return 1;
  let share = 0;
  for (const text of wrote) share += grown.get(text) ?? 0;
  return share >= MOSTLY ? ON_LINES : share > 0 ? 1 : BESIDE_LINES;
}

function nearOf({ mover }: Suspect, { relation, distance }: LocatedFrame): number {
  if (relation !== 'caller') return NEAR[relation];
  // An edge is one caller's calls.
  if (distance === 1 && (!mover.own || mover.kind === 'edge')) return CALLER_OF_LIBRARY;
  return CALLER[distance - 1] ?? 0;
}

/** Callers far up change for reasons of their own, unless they call anew what grew. */
function isFar({ relation, distance }: LocatedFrame): boolean {
  return relation === 'caller' && distance > NAMED_BY_CALLERS;
}

function fileReason(suspect: Suspect, frame: LocatedFrame, change: TracedChange): Reason {
  const reason = directReason(suspect, frame, change);
  const linked = linksOf(suspect, change).length > 0;
  const [name = ''] = frameFunction(frame.function).names;
  const part = change.name === '' || (name !== '' && change.after.includes(name)) ? FILE_HOLDS : FILE;
  const what = change.name === '' ? frame.path.split('/').at(-1)! : change.name;
  return {
    ...reason,
    evidence: frame.relation === 'caller' ? 'changed-caller' : 'changed-lines',
    strength: reason.strength * part,
    direct: reason.direct && linked,
    why: `changes ${what}, where ${shortFunction(frame.function)} is`,
  };
}

/** Constants, tables, types and functions that no sample shows, but that the suspect's lines name. */
function namedReasons(suspect: Suspect, frames: readonly LocatedFrame[], change: TracedChange): readonly Reason[] {
  if (change.kind === 'new' || change.name.length < LEAST_NAME) return [];
  return frames
    .filter(({ relation, distance }) => relation !== 'caller' || distance <= NAMED_BY_CALLERS)
    .flatMap((frame): Reason[] => {
      const here = folderOf(frame.path) === folderOf(change.path);
      if (!here && change.name.length < LEAST_NAME_ELSEWHERE) return [];
      const field = here ? madeField(change, frame.body) : undefined;
      if (field === undefined && !frame.body.includes(change.name)) return [];
      const near = nearOf(suspect, frame);
      const reads = `which ${shortFunction(frame.function)} ${field === undefined ? 'uses' : 'reads'}`;
      return [
        {
          commit: change.commit,
          evidence: 'changed-lines',
          strength: near * (here ? NAMED : NAMED_ELSEWHERE) * contentOf(change),
          direct: field !== undefined,
          function: frame.function,
          path: change.path,
          why: `changes ${field === undefined ? change.name : `${field} in ${change.name}`}, ${reads}`,
        },
      ];
    });
}

function contentOf(change: TracedChange): number {
  const kind = change.kind === 'new' ? NEW : KIND[change.change.kind];
  const repeats = change.addedLeft.some((token) => token === '(' || isLoop(token)) ? REPEATS : 1;
  return kind * repeats * (change.lasts ? 1 : SPENT);
}

/** Names of what grew among the tokens that were added, and of what fell among those that were taken away. */
function linksOf({ grown, fallen }: Suspect, change: TracedChange): readonly string[] {
  const added = wordsOf(change.addedLeft).filter((word) => grown.has(word) && word !== change.name);
  const removed = wordsOf(change.removedLeft).filter((word) => fallen.has(word) && word !== change.name);
  return [...added, ...removed];
}

function sayDirect(frame: LocatedFrame, change: TracedChange, { mover }: Suspect, links: readonly string[]): string {
  const name = shortFunction(frame.function);
  const verb = change.kind === 'new' ? 'adds' : 'changes';
  const link = links[0];
  if (link !== undefined && change.addedLeft.includes(link)) return `${verb} ${name}, which now calls ${link}`;
  if (link !== undefined) return `${verb} ${name}, which no longer calls ${link}`;
  if (change.kind !== 'new' && change.addedLeft.some(isLoop)) return `adds a loop to ${name}`;
  const moved = shortFunction(mover.function);
  if (frame.relation === 'caller') return `${verb} ${name}, which calls ${moved}`;
  if (frame.relation === 'callee') return `${verb} ${name}, which ${moved} calls`;
  if (frame.relation === 'holder') return `${verb} ${name}, which holds what ${moved} waits for`;
  return `${verb} ${name}`;
}
