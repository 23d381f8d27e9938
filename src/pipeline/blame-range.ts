import { chooseChanges, undone } from '../core/deploy/choose-changes.ts';
import { bumpsOf, dependencyReasons, manifestChanges } from '../core/deploy/dependency-reasons.ts';
import type { Deploy } from '../core/deploy/deploy.ts';
import { reasonsFor, type LocatedFrame } from '../core/deploy/evidence-of.ts';
import { sayDirection, sayNothingNear, sayUnknown, type FoundCulprits } from '../core/deploy/find-culprits.ts';
import type { GrownLines } from '../core/deploy/grown-lines.ts';
import { moduleFolders } from '../core/deploy/module-folder.ts';
import { onlyCommit } from '../core/deploy/only-commit.ts';
import { learnPrefixes } from '../core/deploy/paths/learn-prefixes.ts';
import { isGenerated, isVendored } from '../core/deploy/paths/strange-paths.ts';
import type { RangeCommit } from '../core/deploy/range-commit.ts';
import { suspectsOf, type Suspect, type SuspectFrame } from '../core/deploy/suspects.ts';
import { traceChanges, type TracedChange } from '../core/deploy/trace-changes.ts';
import { weighCommits } from '../core/deploy/weigh-commits.ts';
import type { Analysis } from '../core/report/analysis.ts';
import type { RangeAnswer, Repository } from './git-ports.ts';
import { grownLinesOf } from './grown-lines-of.ts';
import { locateFrames, type FoundFrames } from './locate-frames.ts';
import { readSources, type Sources } from './read-sources.ts';

type Range = RangeAnswer & { readonly kind: 'range' };

/** Step 7 inside one repository: which commits of a deploy explain the functions that grew. */
export async function blameRange(
  repository: Repository,
  deploy: Deploy,
  analysis: Pick<Analysis, 'movers' | 'verdict'>,
  signal: AbortSignal,
): Promise<FoundCulprits> {
  const from = deploy.fromCommit ?? deploy.fromVersion;
  if (from === undefined) return { culprits: [], sentence: sayUnknown(deploy, 'the version before it is not known') };
  const range = await repository.range(from, deploy.commit ?? deploy.toVersion, signal);
  if (range.kind === 'unknown') return { culprits: [], sentence: sayUnknown(deploy, range.reason) };
  const suspects = suspectsOf(analysis.movers);
  const sources = await readSources(repository, range.to, signal);
  const frames = suspects.flatMap((suspect) => suspect.frames);
  const paths = learnPrefixes(filesOf(analysis.movers), sources.tree, repository.paths);
  const found = await locateFrames(frames, { ...repository, paths }, sources, signal);
  const commits = commitsOf(range);
  const plain = commits.filter(({ parents }) => parents < 2);
  const grown = await grownLinesOf(found, commits, range.from, repository, sources, signal);
  const bumps = await bumpsIn(plain, suspects, sources);
  const weigh = async (candidates: readonly RangeCommit[]) => {
    const changes = await changesOf(candidates, found, sources);
    const bySuspect = suspects.map((suspect) => ({
      suspect,
      reasons: [
        ...reasonsFor(suspect, locatedOf(suspect.frames, found, grown, sources), changes),
        ...dependencyReasons(suspect, bumps),
      ],
    }));
    return { changes, culprits: weighCommits(bySuspect, analysis.verdict) };
  };
  let weighed = await weigh(plain);
  // What only a merge changed, no other commit explains.
  if (weighed.culprits.length === 0 && plain.length < commits.length) weighed = await weigh(commits);
  const near = weighed.culprits.length > 0;
  const named = near ? weighed.culprits : onlyCommit(analysis, inModule(weighed.changes, found, sources), plain);
  const culprits = named.map((culprit) => {
    const permalink = repository.commitPage(culprit.commit);
    return permalink === undefined ? culprit : { ...culprit, permalink };
  });
  const places = [...found].flatMap(([frame, { path, fromLine, toLine }]) => {
    const permalink = frame.relation === 'itself' ? repository.linePage(range.to, path, fromLine, toLine) : undefined;
    return permalink === undefined ? [] : [{ function: frame.function, file: frame.file, permalink }];
  });
  const comparePage = repository.comparePage(range.from, range.to);
  return {
    culprits,
    places,
    ...(comparePage === undefined ? {} : { comparePage }),
    ...withSentence([
      sayDirection(deploy, range.direction, range.lost.length),
      near ? undefined : whyNobody(deploy, range, found),
    ]),
  };
}

/** Changes in the module of the moved functions: another service of a monorepo has nothing to do with them. */
function inModule(changes: readonly TracedChange[], found: FoundFrames, { tree }: Sources): readonly TracedChange[] {
  const paths = [...found.values()].map(({ path }) => path);
  const folders = [...moduleFolders(paths, tree)];
  return changes.filter(({ path }) => folders.some((folder) => path.startsWith(folder)));
}

/** All that the movers tell, also of those that nobody suspects: together they say where the service's folder is. */
function filesOf(movers: Analysis['movers']): readonly string[] {
  return movers.flatMap(({ own, file, around = [] }) => [
    ...(own ? [file] : []),
    ...around.filter((one) => one.own).map((one) => one.file),
  ]);
}

function withSentence(sentences: readonly (string | undefined)[]): { readonly sentence?: string } {
  const said = sentences.filter((one) => one !== undefined);
  return said.length === 0 ? {} : { sentence: said.join(' ') };
}

function whyNobody(deploy: Deploy, { direction, total, commits, lost }: Range, found: FoundFrames): string {
  if (direction === 'same') return sayNothingNear(deploy, direction, 0);
  if (found.size === 0) return sayUnknown(deploy, 'none of these functions was found in the repository');
  const looked = commits.filter(({ parents }) => parents < 2).length;
  const count = direction === 'rollback' ? lost.length : total;
  const cut = direction !== 'rollback' && looked < total ? ` Only the newest ${looked} were looked at.` : '';
  return `${sayNothingNear(deploy, direction, count)}${cut}`;
}

/** What was deployed, newest first: also what was taken back. */
function commitsOf({ commits, lost }: Range): readonly RangeCommit[] {
  return [...commits, ...undone(lost)];
}

/** Lock files are long: they are read only where something of others moved. */
async function bumpsIn(commits: readonly RangeCommit[], suspects: readonly Suspect[], sources: Sources) {
  if (suspects.every(({ frames }) => frames.every(({ own }) => own))) return [];
  const manifests = manifestChanges(commits);
  await sources.load(manifests.flatMap(({ file }) => [file.before, file.after]));
  return bumpsOf(manifests, sources.textOf);
}

async function changesOf(commits: readonly RangeCommit[], found: FoundFrames, sources: Sources) {
  const paths = new Set([...found.values()].map(({ path }) => path));
  const isOwn = (path: string) =>
    paths.has(path) || !(isVendored(path, sources.marks) || isGenerated(path, undefined, sources.marks));
  const chosen = chooseChanges(commits, paths, isOwn);
  await sources.load(chosen.flatMap(({ changes }) => changes.flatMap(({ before, after }) => [before, after])));
  return traceChanges(chosen, sources.sourceOf);
}

function locatedOf(
  frames: readonly SuspectFrame[],
  found: FoundFrames,
  grown: ReadonlyMap<SuspectFrame, GrownLines>,
  { marks }: Sources,
): readonly LocatedFrame[] {
  return frames.flatMap((frame) => {
    const at = found.get(frame);
    if (at === undefined) return [];
    const { path, id, body } = at;
    const isOthers = isVendored(path, marks);
    return [{ ...frame, path, id, body, grown: grown.get(frame) ?? new Map(), isVendored: isOthers }];
  });
}
