import { folderOf } from '../core/deploy/paths/folder-of.ts';
import { locateFile } from '../core/deploy/paths/locate-file.ts';
import { decodeSourceMap, originalPosition, type SourceMap } from '../core/deploy/paths/source-map.ts';
import type { SuspectFrame } from '../core/deploy/suspects.ts';
import type { Repository } from './git-ports.ts';
import type { Sources } from './read-sources.ts';

/** Where a frame of a bundle was made from: as if the profile had named that. */
export type PlacedFrame = Pick<SuspectFrame, 'file' | 'line' | 'lastLine'>;

const SCRIPT = /\.[cm]?js$/;

/** Frames of scripts that have a source map, in the repository beside them or where the configuration says. */
export async function mapFrames(
  frames: readonly SuspectFrame[],
  repository: Repository,
  sources: Sources,
  signal: AbortSignal,
): Promise<ReadonlyMap<SuspectFrame, PlacedFrame>> {
  const files = [...new Set(frames.filter(({ own, file }) => own && SCRIPT.test(file)).map(({ file }) => file))];
  const maps = new Map<string, { readonly map: SourceMap; readonly folder: string }>();
  const inTree = new Map(
    files.flatMap((file) => {
      const located = locateFile({ function: '', file }, sources.tree, repository.paths);
      return located.kind === 'found' && SCRIPT.test(located.path) ? [[file, located.path] as const] : [];
    }),
  );
  await sources.load([...inTree.values()].map((path) => sources.blobOf(`${path}.map`)));
  for (const file of files) {
    const path = inTree.get(file);
    const text =
      (path === undefined ? undefined : sources.textOf(sources.blobOf(`${path}.map`))) ??
      (await repository.sourceMap?.(file, signal));
    const map = text === undefined ? undefined : decodeSourceMap(text);
    if (map !== undefined) maps.set(file, { map, folder: folderOf(path ?? file) });
  }
  return new Map(frames.flatMap((frame) => placed(frame, maps)));
}

function placed(
  frame: SuspectFrame,
  maps: ReadonlyMap<string, { readonly map: SourceMap; readonly folder: string }>,
): readonly (readonly [SuspectFrame, PlacedFrame])[] {
  const found = maps.get(frame.file);
  if (found === undefined || frame.line === 0) return [];
  // Closures carry their place in their name: https://github.com/DataDog/pprof-nodejs
  const [, line, column] = /L#(\d+):C#(\d+)/.exec(frame.function) ?? [];
  const first = originalPosition(
    found.map,
    Number(line ?? frame.line),
    column === undefined ? undefined : Number(column),
  );
  const last = originalPosition(found.map, Math.max(frame.line, frame.lastLine));
  if (first === undefined) return [];
  const file = resolve(found.folder, first.source);
  return [[frame, { file, line: first.line, lastLine: last?.source === first.source ? last.line : first.line }]];
}

/** Sources of a map are relative to it, unless they carry a scheme or are absolute. */
function resolve(folder: string, source: string): string {
  if (/^\w[\w+.-]*:|^\//.test(source) || folder === '') return source;
  const parts: string[] = [];
  for (const part of `${folder}/${source}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
