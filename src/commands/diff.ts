import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { deflateIndexed } from '../adapters/compute/png.ts';
import { analyseRequest } from '../adapters/compute/worker.ts';
import { findCulprits, mayBlame, type FoundCulprits } from '../core/deploy/find-culprits.ts';
import { regionsOf } from '../core/deploy/regions.ts';
import type { Analysis, Mover } from '../core/report/analysis.ts';
import { shortFunction } from '../core/report/short-function.ts';
import type { AnalysisRequest } from '../pipeline/ports.ts';
import { ALL_IDLE } from '../core/profile/idle-names.ts';
import { gatherProfiles, readAssumptions, readLabels } from './gather-profiles.ts';
import type { Arguments, Terminal } from './run-command.ts';
import { Usage } from './usage.ts';

const BLAME_MS = 300_000;
const CHANGED = 3;
const MOVERS_SHOWN = 10;

/** Compares two files or folders of profiles. Exit 0 when nothing changed, 3 when something did. */
export async function diff(args: Arguments, terminal: Terminal): Promise<number> {
  const [baseline, comparison, ...more] = args.files;
  if (baseline === undefined || comparison === undefined || more.length > 0) throw new Usage('diff needs two paths');
  const assumptions = readAssumptions(args);
  const requests = readRequests(args.text('requests'));
  const labels = readLabels(args);
  const idle = { ...ALL_IDLE, also: args.texts('idle-also') };
  const sources = [
    ...gatherProfiles(baseline, 'baseline', assumptions),
    ...gatherProfiles(comparison, 'comparison', assumptions),
  ];
  const wanted = { chat: args.text('picture'), phone: args.text('phone') };
  const title = { title: comparison, subtitle: `against ${baseline}` };
  const sizes = (['chat', 'phone'] as const).filter((size) => wanted[size] !== undefined);
  const request = {
    sources,
    labels,
    idle,
    pictures: sizes.map((size) => ({ size, ...title })),
    ...(requests === undefined ? {} : { requests }),
  };
  const answer = await analyseRequest(request, deflateIndexed);
  if (answer.analysis.panels.every((panel) => panel.empty !== undefined)) {
    throw new Error(answer.analysis.notices[0] ?? `nothing to compare in ${baseline} and ${comparison}`);
  }
  const analysis = withCulprits(answer.analysis, await blame(args, answer.analysis));
  for (const picture of answer.pictures) {
    const file = picture.size === 'phone' ? wanted.phone : wanted.chat;
    if (file !== undefined) writeFileSync(file, picture.png);
  }
  if (args.flag('json')) terminal.print(JSON.stringify(analysis, null, 2));
  else printText(analysis, terminal);
  return unchanged(analysis) ? 0 : CHANGED;
}

const QUIET = new Set<Analysis['verdict']['kind']>(['nothing-here', 'not-enough-data', 'load', 'moved']);

function unchanged({ verdict }: Analysis): boolean {
  return QUIET.has(verdict.kind);
}

function readRequests(text: string | undefined): AnalysisRequest['requests'] {
  if (text === undefined) return undefined;
  const [baseline, comparison] = text.split(':').map(Number);
  if (baseline === undefined || comparison === undefined || !(baseline > 0) || !(comparison > 0)) {
    throw new Usage(`--requests must be BASELINE:COMPARISON, such as 28907:28861, not "${text}"`);
  }
  return { per: 'side', baseline, comparison };
}

async function blame(args: Arguments, analysis: Analysis): Promise<FoundCulprits> {
  const repository = args.text('repository');
  const range = args.text('deploy');
  if (repository === undefined && range === undefined) return { culprits: [] };
  const [fromVersion, toVersion] = range?.split('..') ?? [];
  if (repository === undefined || fromVersion === undefined || toVersion === undefined) {
    throw new Usage('--repository DIR and --deploy FROM..TO belong together');
  }
  if (!mayBlame(analysis.verdict)) return { culprits: [] };
  const deploy = { service: '', fromVersion, toVersion, at: 0, source: 'profile labels' } as const;
  const { connectGit } = await import('../adapters/git/git.ts');
  const { connectLog } = await import('../adapters/telemetry/log.ts');
  const folder = mkdtempSync(join(tmpdir(), 'burnscope-diff-'));
  try {
    const sections = [{ service: '', url: resolve(repository), allow_file_urls: true }];
    const git = connectGit(sections, { folder, log: connectLog('silent') });
    const signal = AbortSignal.timeout(BLAME_MS);
    return findCulprits(deploy, await git.blame('', deploy, regionsOf(analysis.movers), signal));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function withCulprits(analysis: Analysis, found: FoundCulprits): Analysis {
  const notices = found.sentence === undefined ? analysis.notices : [...analysis.notices, found.sentence];
  return { ...analysis, notices, verdict: { ...analysis.verdict, culprits: found.culprits } };
}

function printText(analysis: Analysis, terminal: Terminal): void {
  const { verdict, load, movers, notices } = analysis;
  terminal.print(`${verdict.kind} (${verdict.confidence}): ${verdict.sentence}`);
  for (const { commit, subject, author } of verdict.culprits)
    terminal.print(`  ${commit.slice(0, 12)} ${subject} (${author})`);
  terminal.print(load.sentence);
  for (const mover of movers.slice(0, MOVERS_SHOWN)) terminal.print(moverLine(mover));
  for (const notice of notices) terminal.print(`note: ${notice}`);
}

function moverLine(mover: Mover): string {
  const sign = mover.delta >= 0 ? '▲' : '▼';
  const change =
    mover.relative === undefined
      ? 'new'
      : `${mover.relative >= 0 ? '+' : '−'}${Math.abs(Math.round(mover.relative * 100))} %`;
  const rates = `${mover.baseline.toPrecision(3)} → ${mover.comparison.toPrecision(3)}`;
  const mark = mover.gated ? '*' : ' ';
  return `${mark}${mover.rank}. ${sign} ${mover.profile.padEnd(7)} ${shortFunction(mover.function)}  ${rates} (${change}, ${mover.confidence})`;
}
