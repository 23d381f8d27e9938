import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { mayBlame, sayUnknown, type FoundCulprits } from '../core/deploy/find-culprits.ts';
import type { Deploy } from '../core/deploy/deploy.ts';
import type { Analysis } from '../core/report/analysis.ts';
import { blameRange } from '../pipeline/blame-range.ts';
import type { Arguments } from './run-command.ts';
import { Usage } from './usage.ts';

const BLAME_MS = 300_000;

/** `--repository DIR --deploy FROM..TO`: the commits of that range that explain what changed. */
export async function blameFiles(args: Arguments, analysis: Analysis): Promise<FoundCulprits> {
  const asked = readDeploy(args);
  if (asked === undefined || !mayBlame(analysis.verdict)) return { culprits: [] };
  const { repository, deploy } = asked;
  const { connectRepositories } = await import('../adapters/git/repositories.ts');
  const { connectLog } = await import('../adapters/telemetry/log.ts');
  const { localCommits } = await import('./local-commits.ts');
  const folder = mkdtempSync(join(tmpdir(), 'burnscope-diff-'));
  try {
    const maps = args.text('source-maps');
    const sections = [
      {
        service: '',
        url: resolve(repository),
        allow_file_urls: true,
        ...(maps === undefined ? {} : { source_maps: maps }),
      },
    ];
    const repositories = connectRepositories(sections, { folder, log: connectLog('silent') });
    const signal = AbortSignal.timeout(BLAME_MS);
    const [fromCommit, commit] = await localCommits(repository, [deploy.fromVersion, deploy.toVersion], signal);
    const opened = await repositories.open('', signal);
    if (opened.kind === 'unknown') return { culprits: [], sentence: sayUnknown(deploy, opened.reason) };
    const known = { ...deploy, ...(fromCommit && { fromCommit }), ...(commit && { commit }) };
    return await blameRange(opened.repository, known, analysis, signal);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface AskedDeploy {
  readonly repository: string;
  readonly deploy: Deploy & { readonly fromVersion: string };
}

function readDeploy(args: Arguments): AskedDeploy | undefined {
  const repository = args.text('repository');
  const range = args.text('deploy');
  if (repository === undefined && range === undefined) return undefined;
  // Three dots are read as two: nobody means the symmetric difference here.
  const [fromVersion = '', toVersion = '', ...more] = range?.split(/\.{2,3}/) ?? [];
  if (repository === undefined || range === undefined)
    throw new Usage('--repository DIR and --deploy FROM..TO belong together');
  if (fromVersion === '' || toVersion === '' || more.length > 0)
    throw new Usage(`--deploy must be FROM..TO, such as v1.4.0..v1.5.0, not "${range}"`);
  return { repository, deploy: { service: '', fromVersion, toVersion, at: 0, source: 'command line' } };
}
