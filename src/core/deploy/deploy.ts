import type { Instant } from '../instant.ts';

/** Who told of a deploy; the first of these is believed most (core/deploy/match-deploys.ts). */
export type DeploySource =
  | 'profile labels'
  | 'metric labels'
  | 'github'
  | 'gitlab'
  | 'argocd'
  | 'flux'
  | 'cdevents'
  | 'generic'
  | 'kube-state-metrics'
  | 'grafana annotations'
  | 'command line';

export type DeployKind = 'version' | 'rollback' | 'feature-flag' | 'config';

/** A change of what runs: another version of a service, or other settings of the same one. */
export interface Deploy {
  readonly service: string;
  /** Absent = version. */
  readonly kind?: DeployKind;
  /** What the version labels say: tag, version or commit. */
  readonly fromVersion?: string;
  /** For flags and settings what changed, such as "new-pricing on". */
  readonly toVersion: string;
  /** When the rollout began, where that is told. */
  readonly startedAt?: Instant;
  /** When it went live, or the first profile that carries it. */
  readonly at: Instant;
  /** Absent = success. */
  readonly status?: 'running' | 'success' | 'failed';
  readonly environment?: string;
  /** Revisions of the application's own code, where they are told beside the versions; never those of a GitOps repository. */
  readonly fromCommit?: string;
  readonly commit?: string;
  /** Where the application's code is, as the sender says it. */
  readonly repository?: string;
  readonly image?: string;
  readonly fromImage?: string;
  /** Who or what deployed; shown, never mentioned. */
  readonly actor?: string;
  /** Page of the deploy at its sender. */
  readonly url?: string;
  readonly source: DeploySource;
}

/** A deploy that somebody reported; `source` and `id` together are told apart from all others for ever. */
export interface ReportedDeploy extends Deploy {
  readonly id: string;
}

/** Where a function is shown on the web, as it is in the deployed version. */
export interface BlamedPlace {
  readonly function: string;
  readonly file: string;
  readonly permalink: string;
}
