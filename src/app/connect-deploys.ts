import type { Database } from '../adapters/database/connect-database.ts';
import { deployRulesOf } from '../config/deploy-rules.ts';
import type { Config } from '../config/schema.ts';
import { planService } from '../core/alert/plan-service.ts';
import type { Mapping } from '../core/alert/mapping.ts';
import type { DeployRecords, VerdictSink } from '../pipeline/deploy-ports.ts';
import type { DeployWorld } from '../pipeline/deploy-world.ts';
import type { Repositories } from '../pipeline/git-ports.ts';
import type { World } from '../pipeline/world.ts';

/** What the look at a deploy reaches, as the configuration says. */
export function connectDeploys(
  config: Config,
  mapping: Mapping,
  world: World,
  parts: {
    readonly database: Pick<Database, 'deployRecords' | 'deployQueue' | 'checkedSubjects'>;
    readonly repositories: Repositories;
    readonly sinks: readonly VerdictSink[];
  },
): DeployWorld {
  const { database, repositories, sinks } = parts;
  const { check, warm_up: warmUp, give_up_after: giveUpAfter, tell } = config.deploys;
  return {
    ...world,
    deployRecords: check ? database.deployRecords : unchecked(database.deployRecords),
    deployQueue: database.deployQueue,
    checkedSubjects: database.checkedSubjects,
    repositories,
    sinks,
    planService: (service, about) => planService(service, about, mapping),
    deployRules: deployRulesOf(config),
    checks: { warmUp, giveUpAfter, tell },
  };
}

/** Deploys are kept, for blame and pages, and not looked at. */
function unchecked(records: DeployRecords): DeployRecords {
  return { ...records, record: (deploys) => records.record(deploys, () => false) };
}
