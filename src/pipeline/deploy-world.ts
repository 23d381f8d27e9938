import type { ServicePlan } from '../core/alert/plan-service.ts';
import type { DeployRule } from '../core/deploy/rules/deploy-rule.ts';
import type { CheckedSubjects, DeployQueue, DeployRecords, VerdictSink } from './deploy-ports.ts';
import type { Repositories } from './git-ports.ts';
import type { World } from './world.ts';

/** How deploys are looked at; times in milliseconds. */
export interface CheckSettings {
  /** Not compared, after it went live. */
  readonly warmUp: number;
  /** After a deploy became known: then it is said what was missing. */
  readonly giveUpAfter: number;
  /** `sure`: channels hear of sure regressions, and of rules that are broken. */
  readonly tell: 'sure' | 'never';
}

/** What the look at a deploy reaches, wired by app/. */
export interface DeployWorld extends World {
  readonly deployRecords: DeployRecords;
  readonly deployQueue: Pick<DeployQueue, 'enqueue'>;
  readonly checkedSubjects: CheckedSubjects;
  readonly repositories: Repositories;
  readonly sinks: readonly VerdictSink[];
  /** How a service of which no alert speaks is looked at. */
  readonly planService: (service: string, about: string) => ServicePlan;
  /** In the order in which they win by name. */
  readonly deployRules: readonly DeployRule[];
  readonly checks: CheckSettings;
}
