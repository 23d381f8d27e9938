/** Profiles that somebody writes into a folder or bucket: agents, dumps. Their names say what they are. */
import { basename, dirname } from 'node:path';
import { isoInstant } from '../../core/instant.ts';
import type { ProfileKind } from '../../core/profile/profile.ts';
import type { Compute, FetchedProfiles, ProfileQuery, ProfileStore } from '../../pipeline/ports.ts';
import { bucketShelf } from './files/bucket-shelf.ts';
import { MOST_BYTES, thinOut } from './files/choose-files.ts';
import type { FilesSection } from './files/files-section.ts';
import type { Found, FoundFile } from './files/find-files.ts';
import { keptFacts, type FactsOf } from './files/kept-facts.ts';
import { spanOf } from './files/name-time.ts';
import { hasToken, parsePattern, type Segment } from './files/pattern.ts';
import { ALL_PODS, readBlocks, type BlocksRead } from './files/read-blocks.ts';
import { folderShelf, type Shelf } from './files/shelf.ts';
import { untilAborted } from './files/until-aborted.ts';
import { stampsOf, wantedBy, type PassedBy } from './files/wanted.ts';
import { leftOut, selectorText } from './files/words.ts';

export interface FilesTools {
  readonly compute: Pick<Compute, 'inspect'>;
  /** How long the profiles of one kind and window may be read: then it answers with what came. */
  readonly budgetMs: number;
}

export function connectFiles(section: FilesSection, tools: FilesTools): ProfileStore {
  const segments = parsePattern(section.pattern);
  const factsOf = keptFacts(tools.compute);
  const shelf = shelfOf(section);
  const look = { section, shelf, segments, factsOf, budgetMs: tools.budgetMs };
  return {
    name: section.name,
    async fetch(query, signal) {
      const found = await lookFor(query.kind, query, look, signal);
      if (found.kind === 'profiles' || query.kind !== 'off-cpu') return found;
      // Wall time less CPU time is time off the CPU; the analysis subtracts.
      const wall = await lookFor('wall', query, look, signal);
      if (wall.kind === 'empty') return found;
      return { ...wall, notices: ['off-cpu is told by wall time.', ...wall.notices] };
    },
  };
}

interface Look {
  readonly section: FilesSection;
  readonly shelf: Shelf;
  readonly segments: readonly Segment[];
  readonly factsOf: FactsOf;
  readonly budgetMs: number;
}

async function lookFor(
  kind: ProfileKind,
  { selector, window }: ProfileQuery,
  look: Look,
  signal: AbortSignal,
): Promise<FetchedProfiles> {
  const { section, shelf, segments, budgetMs } = look;
  const budget = AbortSignal.timeout(budgetMs);
  const limit = AbortSignal.any([signal, budget]);
  const passedBy: PassedBy = { services: new Set(), nearest: undefined, unknownLabels: new Set() };
  const tokens = new Set(segments.flatMap((segment) => segment.tokens));
  const wanted = wantedBy({ kind, selector, window }, section, tokens, passedBy);
  const words = `${kind} profiles of ${selectorText(selector)} between ${isoInstant(window.from)} and ${isoInstant(window.to)}`;
  const asked = `${words} in ${shelf.place}/${section.pattern}`;
  const found = await untilAborted(
    shelf.find({ segments, wanted, selector, stamps: stampsOf(window, section) }, limit),
    shelf.place,
    limit,
    signal,
  );
  // What has no time in its name was written after it began.
  const dated = found.files.filter((file) => spanOf(file.captures) !== undefined || file.changedAt >= window.from);
  const possible = dated.filter(({ bytes }) => bytes <= MOST_BYTES);
  const podOf = podsOf(segments);
  const chosen = thinOut(possible, podOf, (file) => spanOf(file.captures)?.from ?? file.changedAt);
  const read = await readBlocks(
    { files: chosen, kind, window, selector, podOf, section, shelf, limit, signal },
    look.factsOf,
  );
  const blocks = read.blocks.toSorted((a, b) => a.interval.from - b.interval.from);
  const notices = noticesOf({ found, dated, possible: possible.length, chosen: chosen.length }, read, budgetMs);
  if (blocks.length === 0) {
    const why = [whyNone(section, found.files.length, passedBy), ...notices].join('; ');
    return { kind: 'empty', reason: `no ${words}: ${why}`, asked };
  }
  if (blocks.every(({ pod }) => pod === ALL_PODS))
    notices.push('No name says which pod a profile is of: all pods count as one (stores: pattern, {instance}).');
  return { kind: 'profiles', blocks, asked: `${asked}: ${blocks.length} of ${possible.length} files`, notices };
}

/** The section has one of the two. */
function shelfOf({ path = '', s3 }: FilesSection): Shelf {
  return s3 === undefined ? folderShelf(path) : bucketShelf(s3);
}

/** {instance}, else the folder of a file where it has a name of its own. */
function podsOf(segments: readonly Segment[]): (file: FoundFile) => string {
  if (hasToken(segments, 'instance')) return ({ captures }) => captures['instance'] ?? ALL_PODS;
  const folder = segments.at(-2);
  const isOwn = folder !== undefined && folder.tokens.length === 0 && folder.regex.source.includes('.*?');
  return isOwn ? ({ name }) => basename(dirname(name)) : () => ALL_PODS;
}

interface Chosen {
  readonly found: Found;
  readonly dated: readonly FoundFile[];
  readonly possible: number;
  readonly chosen: number;
}

function noticesOf({ found, dated, possible, chosen }: Chosen, read: BlocksRead, budgetMs: number): string[] {
  const notices: string[] = [];
  if (found.cut) notices.push('There are more names than are looked at: put times into folders of the pattern.');
  if (chosen < possible) notices.push(`Of ${possible} files ${chosen} were read, evenly over the window and the pods.`);
  const large = dated.filter(({ bytes }) => bytes > MOST_BYTES);
  const tooLarge = large.map(({ name }) => [name, `it is larger than ${MOST_BYTES >> 20} MB`] as const);
  const left = [...tooLarge, ...found.left, ...read.left];
  if (left.length > 0) notices.push(leftOut(left));
  if (read.unread > 0) notices.push(`${read.unread} of ${chosen} files were not read within ${budgetMs / 1000} s.`);
  return notices;
}

function whyNone({ pattern }: FilesSection, files: number, { services, nearest, unknownLabels }: PassedBy): string {
  if (files > 0) return `${files} files may be meant, but none of them begins in that time and holds that kind`;
  if (nearest !== undefined) return `the nearest is from about ${isoInstant(nearest)}`;
  if (unknownLabels.size > 0)
    return `no name tells the label ${[...unknownLabels].join(', ')} (stores: pattern or labels)`;
  if (services.size > 0) return `there are files of ${[...services].slice(0, 5).join(', ')}`;
  return `no file fits ${pattern}`;
}
