/**
 * Which commit did it: `burnscope diff … --repository DIR --deploy FROM..TO` over recorded histories with known truth, those of
 * ../shared/data/shop and of the folders in BLAME_CORPORA (separated by colons; their layout is told in blame/README.md).
 * Run: npx node bench/blame.ts [only=PART OF CORPUS/SCENARIO] [movers=0]. What was recorded without a deploy is asked about with each of the
 * corpus; `movers` shows so many of each answer, and its notices.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../src/commands/run-command.ts';
import type { Analysis } from '../src/core/report/analysis.ts';
import { readCorpus, type Corpus, type Scenario } from './blame/corpus.ts';
import { barsOf, judge, linesOf, remarksOf, type Judged } from './blame/judge.ts';
import { barTable, type Bar } from './ranking/table.ts';

const SHOP = fileURLToPath(new URL('../../shared/data/shop', import.meta.url));
/** Exit codes of an answer: nothing changed, something did. */
const ANSWERED = new Set([0, 3]);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const options = new Map(process.argv.slice(2).map((argument) => argument.split('=') as [string, string]));
const wanted = options.get('only') ?? '';
const shownMovers = Number(options.get('movers') ?? 0);
const more = (process.env['BLAME_CORPORA'] ?? '').split(':').filter((folder) => folder !== '');
const work = mkdtempSync(join(tmpdir(), 'burnscope-blame-'));
const all: Judged[] = [];
const bars: Bar[] = [];
try {
  for (const folder of [SHOP, ...more]) {
    const corpus = existsSync(folder) ? readCorpus(folder, work, wanted) : undefined;
    if (corpus === undefined) {
      say(`SKIPPED: no recorded history at ${folder}`);
      continue;
    }
    if (corpus.scenarios.length === 0) continue;
    say(`\n${corpus.name}: ${corpus.scenarios.length} scenarios, ${corpus.deploys.length} deploys`);
    const judged = await measure(corpus);
    bars.push(...barsOf(corpus.name, judged));
    say(remarksOf(corpus.name, judged));
    all.push(...judged);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
if (all.length > 0) say(`\n${barTable([...bars, ...(more.length > 0 ? barsOf('all', all) : [])])}`);

async function measure(corpus: Corpus): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const scenario of corpus.scenarios) {
    for (const range of scenario.deployRange === null ? corpus.deploys : [scenario.deployRange]) {
      const answer = await ask(corpus, scenario, range);
      if (typeof answer === 'string') {
        say(`FAILED  ${scenario.id}  ${answer}`);
        continue;
      }
      const one = judge(scenario, range, answer);
      judged.push(one);
      for (const line of [...linesOf(one), ...moversOf(answer)]) say(line);
    }
  }
  return judged;
}

function moversOf({ verdict, movers, notices }: Analysis): readonly string[] {
  if (shownMovers === 0) return [];
  const shown = movers.slice(0, shownMovers).map((mover) => {
    const { rank, gated, profile, kind, file, line, lastLine, baseline, comparison, caller, through, heldBy } = mover;
    const place = `${file}:${line}-${lastLine}`;
    const rates = `${baseline.toPrecision(3)} → ${comparison.toPrecision(3)}`;
    const about = Object.entries({ caller, through, heldBy }).filter(([, found]) => found !== undefined);
    return `${gated ? '*' : ' '}${rank}. ${profile} ${kind} ${mover.function} (${place}) ${rates} ${JSON.stringify(Object.fromEntries(about))}`;
  });
  return [verdict.sentence, ...shown, ...notices.map((notice) => `note: ${notice}`)].map((line) => `        ${line}`);
}

/** The command's own answer, in this process; its complaint where it has none. */
async function ask(corpus: Corpus, scenario: Scenario, range: readonly [string, string]): Promise<Analysis | string> {
  const { requests } = scenario;
  const printed: string[] = [];
  const complaints: string[] = [];
  const code = await runCommand(
    [
      'diff',
      corpus.layOut(scenario, 'baseline'),
      corpus.layOut(scenario, 'comparison'),
      '--json',
      '--repository',
      corpus.repository,
      '--deploy',
      range.join('..'),
      ...(requests === null ? [] : ['--requests', `${requests.baseline}:${requests.comparison}`]),
      ...(scenario.arguments ?? []),
    ],
    { print: (line) => printed.push(line), complain: (line) => complaints.push(line) },
  );
  return ANSWERED.has(code) ? JSON.parse(printed.join('\n')) : complaints.join(' ');
}
