import { functionId } from '../core/deploy/named-changes.ts';
import { locateFile } from '../core/deploy/paths/locate-file.ts';
import { frameFunction } from '../core/deploy/source/frame-function.ts';
import { languageOf } from '../core/deploy/source/languages.ts';
import { bodyOf, pickFunction } from '../core/deploy/source/pick-function.ts';
import type { SuspectFrame } from '../core/deploy/suspects.ts';
import type { Repository } from './git-ports.ts';
import { mapFrames } from './map-frames.ts';
import type { Sources } from './read-sources.ts';

/** Where a frame is at the end of the range. */
export interface FoundFrame {
  readonly path: string;
  /** As core/deploy/named-changes.ts calls it; undefined where the text holds no function of that name. */
  readonly id: string | undefined;
  readonly body: readonly string[];
  readonly fromLine: number;
  readonly toLine: number;
  /** False where the profile's lines are not those of this file. */
  readonly linesFit: boolean;
}

export type FoundFrames = ReadonlyMap<SuspectFrame, FoundFrame>;

/** Files that are read for one frame which several may hold. */
const MOST_CANDIDATES = 20;

/** Finds own functions in the files of the deployed version: by their files, else by their names in files that mention them. */
export async function locateFrames(
  frames: readonly SuspectFrame[],
  repository: Repository,
  sources: Sources,
  signal: AbortSignal,
): Promise<FoundFrames> {
  const candidates = new Map<SuspectFrame, Candidates>();
  const mapped = await mapFrames(frames, repository, sources, signal);
  for (const frame of frames)
    candidates.set(frame, candidatesOf({ ...frame, ...mapped.get(frame) }, repository, sources));
  const unknown = frames.filter((frame) => candidates.get(frame)!.paths.length === 0 && frame.own);
  const words = [...new Set(unknown.flatMap((frame) => frameFunction(frame.function).names.slice(0, 1)))];
  if (words.length > 0) {
    const mentions = await repository.mentions(words, sources.commit, signal);
    for (const frame of unknown) {
      const [word = ''] = frameFunction(frame.function).names;
      const paths = (mentions.get(word) ?? []).filter((path) => languageOf(path) !== undefined);
      candidates.set(frame, { paths: paths.slice(0, MOST_CANDIDATES), compiled: true });
    }
  }
  await sources.load([...candidates.values()].flatMap(({ paths }) => paths.map((path) => sources.blobOf(path))));
  const found = new Map<SuspectFrame, FoundFrame>();
  for (const [frame, candidate] of candidates) {
    const one = findIn({ ...frame, ...mapped.get(frame) }, candidate, sources);
    if (one !== undefined) found.set(frame, { ...one, linesFit: one.linesFit && !mapped.has(frame) });
  }
  return found;
}

interface Candidates {
  readonly paths: readonly string[];
  /** True where the profile's lines are not those of the files. */
  readonly compiled: boolean;
}

function candidatesOf(
  { function: name, file, own }: SuspectFrame,
  repository: Repository,
  sources: Sources,
): Candidates {
  const located = locateFile({ function: name, file }, sources.tree, repository.paths);
  switch (located.kind) {
    case 'found':
      return { paths: [located.path], compiled: located.compiled ?? false };
    case 'ambiguous':
      return { paths: located.paths.slice(0, MOST_CANDIDATES), compiled: located.compiled ?? false };
    case 'elsewhere':
      return {
        paths: located.path !== undefined && (own || located.why === 'vendored') ? [located.path] : [],
        compiled: false,
      };
    case 'unknown':
      return { paths: [], compiled: false };
  }
}

/** Of several files the only one that holds such a function; where more do, nobody is named. */
function findIn(frame: SuspectFrame, { paths, compiled }: Candidates, sources: Sources): FoundFrame | undefined {
  const lines = compiled ? { line: 0, lastLine: 0 } : frame;
  const called = frameFunction(frame.function);
  const holding = paths.flatMap((path): FoundFrame[] => {
    const source = sources.sourceOf(sources.blobOf(path), path);
    const picked = source && pickFunction(source, called, lines);
    if (source === undefined || picked === undefined) return [];
    const { fromLine, toLine } = picked;
    return [{ path, id: functionId(picked), body: bodyOf(source, picked), fromLine, toLine, linesFit: !compiled }];
  });
  if (holding.length === 1) return holding[0];
  const [path, ...others] = paths;
  if (holding.length > 1 || path === undefined || others.length > 0) return undefined;
  return { path, id: undefined, body: [], fromLine: lines.line, toLine: lines.lastLine, linesFit: false };
}
