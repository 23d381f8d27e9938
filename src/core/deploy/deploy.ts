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

/** Lines of one function to look at in a repository. */
export interface Region {
  readonly function: string;
  /** As the profile names the file. */
  readonly file: string;
  readonly fromLine: number;
  readonly toLine: number;
}

/** One commit of the deploy range that wrote lines of a region. */
export interface BlamedCommit {
  readonly commit: string;
  readonly subject: string;
  readonly author: string;
  readonly at: Instant;
  readonly function: string;
  /** Lines of the region that it wrote. */
  readonly lines: number;
  readonly permalink?: string;
}

/** Where a region is shown on the web, as it is in the deployed version. */
export interface BlamedPlace {
  readonly function: string;
  readonly file: string;
  readonly permalink: string;
}

export type BlameAnswer =
  | {
      readonly kind: 'commits';
      readonly commits: readonly BlamedCommit[];
      /** Of the regions whose file is known in the version; none where the repository has no pages. */
      readonly places?: readonly BlamedPlace[];
      readonly commitsInRange: number;
    }
  | { readonly kind: 'unknown'; readonly reason: string };
