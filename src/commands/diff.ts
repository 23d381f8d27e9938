import { writeFileSync } from 'node:fs';
import { deflateIndexed } from '../adapters/compute/png.ts';
import { analyseRequest } from '../adapters/compute/worker.ts';
import type { FoundCulprits } from '../core/deploy/find-culprits.ts';
import type { Analysis } from '../core/report/analysis.ts';
import type { AnalysisRequest } from '../pipeline/ports.ts';
import { ALL_IDLE } from '../core/profile/idle-names.ts';
import { diffMarkdown } from './diff-markdown.ts';
import { fails, readGate } from './diff-rules.ts';
import { blameFiles } from './blame-files.ts';
import { diffText } from './diff-text.ts';
import { gatherProfiles, readAssumptions, readLabels } from './gather-profiles.ts';
import type { Arguments, Terminal } from './run-command.ts';
import { Usage } from './usage.ts';

const CHANGED = 3;

/** Compares two files or folders of profiles. Exit 0 when nothing changed, 3 when something did, or a rule was broken. */
export async function diff(args: Arguments, terminal: Terminal): Promise<number> {
  const [baseline, comparison, ...more] = args.files;
  if (baseline === undefined || comparison === undefined || more.length > 0) throw new Usage('diff needs two paths');
  const output = readOutput(args);
  const gate = await readGate(args);
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
    tops: gate.judge !== undefined,
    ...(requests === undefined ? {} : { requests }),
  };
  const answer = await analyseRequest(request, deflateIndexed);
  if (answer.analysis.panels.every((panel) => panel.empty !== undefined)) {
    throw new Error(answer.analysis.notices[0] ?? `nothing to compare in ${baseline} and ${comparison}`);
  }
  const analysis = withCulprits(answer.analysis, await blameFiles(args, answer.analysis));
  for (const picture of answer.pictures) {
    const file = picture.size === 'phone' ? wanted.phone : wanted.chat;
    if (file !== undefined) writeFileSync(file, picture.png);
  }
  const findings = gate.judge?.(answer.tops ?? []) ?? [];
  const failed = fails(gate.failOn, analysis, findings);
  if (output.markdown !== undefined) {
    const changed = fails('changed', analysis, findings);
    const markdown = diffMarkdown(analysis, findings, { baseline, comparison, changed });
    if (output.markdown === '-') terminal.print(markdown.trimEnd());
    else writeFileSync(output.markdown, markdown);
  }
  if (output.printed === 'json') terminal.print(JSON.stringify({ ...analysis, findings }, null, 2));
  if (output.printed === 'text') for (const line of diffText(analysis, findings)) terminal.print(line);
  return failed ? CHANGED : 0;
}

/** What goes where: standard output holds one thing. */
function readOutput(args: Arguments): { readonly markdown?: string; readonly printed: 'json' | 'text' | 'markdown' } {
  const markdown = args.text('markdown');
  const json = args.flag('json');
  if (json && markdown === '-') throw new Usage('--json and --markdown - both want the standard output');
  const printed = json ? 'json' : markdown === '-' ? 'markdown' : 'text';
  return { printed, ...(markdown === undefined ? {} : { markdown }) };
}

function readRequests(text: string | undefined): AnalysisRequest['requests'] {
  if (text === undefined) return undefined;
  const [baseline, comparison] = text.split(':').map(Number);
  if (baseline === undefined || comparison === undefined || !(baseline > 0) || !(comparison > 0)) {
    throw new Usage(`--requests must be BASELINE:COMPARISON, such as 28907:28861, not "${text}"`);
  }
  return { per: 'side', baseline, comparison };
}

function withCulprits(analysis: Analysis, found: FoundCulprits): Analysis {
  const notices = found.sentence === undefined ? analysis.notices : [...analysis.notices, found.sentence];
  return { ...analysis, notices, verdict: { ...analysis.verdict, culprits: found.culprits } };
}
