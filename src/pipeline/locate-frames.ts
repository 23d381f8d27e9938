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
  await load(sources, candidates.values());
  const unknown = frames.filter((frame) => frame.own && isNowhere(frame, candidates.get(frame)!, sources));
  const named = await candidatesNamed(unknown, repository, sources, signal);
  await load(sources, named.values());
  const found = new Map<SuspectFrame, FoundFrame>();
  for (const [frame, candidate] of candidates) {
    const placed = { ...frame, ...mapped.get(frame) };
    const byName = named.get(frame);
    const holder = byName === undefined ? undefined : findIn(placed, byName, sources);
    // A file that only mentions the name is none where the function is.
    const one = holder?.id === undefined ? findIn(placed, candidate, sources) : holder;
    if (one !== undefined) found.set(frame, { ...one, linesFit: one.linesFit && !mapped.has(frame) });
  }
  return found;
}

function load(sources: Sources, candidates: Iterable<Candidates>): Promise<void> {
  return sources.load([...candidates].flatMap(({ paths }) => paths.map((path) => sources.blobOf(path))));
}

/** Also where a bundle is taken for the source of its name, which holds one part of it. */
function isNowhere(frame: SuspectFrame, { paths, compiled }: Candidates, sources: Sources): boolean {
  const called = frameFunction(frame.function);
  const holds = (path: string) => {
    const source = sources.sourceOf(sources.blobOf(path), path);
    return source !== undefined && pickFunction(source, called, { line: 0, lastLine: 0 }) !== undefined;
  };
  return paths.length === 0 || (compiled && called.names.length > 0 && !paths.some(holds));
}

function wordOf(frame: SuspectFrame): string {
  return frameFunction(frame.function).names[0] ?? '';
}

/** Sources that mention the names of these frames. */
async function candidatesNamed(
  frames: readonly SuspectFrame[],
  repository: Repository,
  sources: Sources,
  signal: AbortSignal,
): Promise<ReadonlyMap<SuspectFrame, Candidates>> {
  const words = [...new Set(frames.map(wordOf))].filter((word) => word !== '');
  if (words.length === 0) return new Map();
  const mentions = await repository.mentions(words, sources.commit, signal);
  return new Map(
    frames.map((frame) => {
      const paths = (mentions.get(wordOf(frame)) ?? []).filter((path) => languageOf(path) !== undefined);
      return [frame, { paths: paths.slice(0, MOST_CANDIDATES), compiled: true }];
    }),
  );
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
