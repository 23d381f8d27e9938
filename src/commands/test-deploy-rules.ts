import { dirname, resolve } from 'node:path';
import { deployRulesOf } from '../config/deploy-rules.ts';
import type { DeployTest } from '../config/deploy-rules-schema.ts';
import { runDeployTest, topsOfTable } from '../config/run-deploy-test.ts';
import type { Config } from '../config/schema.ts';
import type { TopFunctions } from '../core/report/top-functions.ts';
import { gatherProfiles } from './gather-profiles.ts';
import type { Told } from './test-config.ts';

/** Runs the tests of rules about deploys of all files of a configuration. */
export async function testDeployRules(config: Config): Promise<readonly Told[]> {
  const rules = deployRulesOf(config);
  const told: Told[] = [];
  for (const { file, deploy_tests: tests } of [config, ...config.teams]) {
    for (const test of tests) {
      const named = { name: test.name ?? `deploy of ${test.service}`, place: test.place };
      const found = await topsOf(test, file);
      if (found.kind === 'problem') {
        const differences = [{ key: 'profiles', expected: 'to be compared', actual: found.problem }];
        told.push({ ...named, differences, reasons: [], more: { findings: [] } });
        continue;
      }
      const { findings, ...result } = runDeployTest(test, rules, found.tops);
      told.push({ ...named, ...result, more: { findings } });
    }
  }
  return told;
}

type Found =
  | { readonly kind: 'tops'; readonly tops: readonly TopFunctions[] }
  | { readonly kind: 'problem'; readonly problem: string };

/** Profiles that cannot be compared fail their test, and no other one. */
async function topsOf({ functions, baseline = '', comparison = '' }: DeployTest, file: string): Promise<Found> {
  if (functions !== undefined) return { kind: 'tops', tops: topsOfTable(functions) };
  const at = (path: string) => resolve(dirname(file), path);
  try {
    const { analyseRequest } = await import('../adapters/compute/worker.ts');
    const sources = [
      ...gatherProfiles(at(baseline), 'baseline', {}),
      ...gatherProfiles(at(comparison), 'comparison', {}),
    ];
    const { tops = [], problems } = await analyseRequest({ sources, pictures: [], tops: true });
    if (tops.length > 0) return { kind: 'tops', tops };
    return { kind: 'problem', problem: problems[0] ?? 'no profiles of one kind on both sides' };
  } catch (error) {
    return { kind: 'problem', problem: error instanceof Error ? error.message : String(error) };
  }
}
