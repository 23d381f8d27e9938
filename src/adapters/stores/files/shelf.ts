import type { Labels } from '../../../core/alert/alert.ts';
import { findFiles, type Found, type FoundFile } from './find-files.ts';
import type { Span } from './name-time.ts';
import type { Captures, Segment } from './pattern.ts';
import { readWhole, type FileRead } from './read-file.ts';

export interface Search {
  readonly segments: readonly Segment[];
  /** Asked of every folder with what the path to it says, and of every file. */
  readonly wanted: (captures: Captures) => boolean;
  readonly selector: Labels;
  /** What names may say of the time. */
  readonly stamps: Span;
}

/** Where files lie: a folder, or a bucket. */
export interface Shelf {
  /** For sentences. */
  readonly place: string;
  /** Rejects when it cannot be looked at as a whole. */
  find(search: Search, signal: AbortSignal): Promise<Found>;
  read(file: FoundFile, signal: AbortSignal): Promise<FileRead>;
}

export function folderShelf(path: string): Shelf {
  return {
    place: path,
    find: ({ segments, wanted }, signal) => findFiles({ root: path, segments, wanted, signal }),
    read: readWhole,
  };
}
