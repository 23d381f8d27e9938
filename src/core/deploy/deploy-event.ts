import type { Labels } from '../alert/alert.ts';
import type { Instant } from '../instant.ts';
import type { DeployKind, DeploySource, ReportedDeploy } from './deploy.ts';

/** What stood in a repository when something was deployed from it. */
export interface EventRevision {
  readonly commit: string;
  readonly repository?: string;
}

/** A deploy as a sender tells it, before it is known whose it is. Texts are short, of one line, and chosen by strangers. */
export interface DeployEvent extends Pick<
  ReportedDeploy,
  'status' | 'startedAt' | 'at' | 'environment' | 'actor' | 'url' | 'fromVersion' | 'fromCommit' | 'commit'
> {
  readonly source: DeploySource;
  /** Told apart from all others of this source; one event may become a deploy of several services. */
  readonly id: string;
  /** What rules are matched with. */
  readonly labels: Labels;
  /** The service, where the event names one. */
  readonly service?: string;
  readonly kind?: DeployKind;
  /** Where the sender says it outright; otherwise images and revisions tell. */
  readonly version?: string;
  /** Of `commit`. */
  readonly repository?: string;
  /** Container images with tag or digest. */
  readonly images: readonly string[];
  /** May be those of a repository that holds configuration only: they count where the repository is the service's own. */
  readonly revisions: readonly EventRevision[];
}

/** What a door makes of one request. */
export interface ReadDeploys {
  readonly events: readonly DeployEvent[];
  /** Why the rest of the request leads to nothing, a sentence each. */
  readonly ignored: readonly string[];
}

/** For the sender: what became of the events. */
export interface DeployReception {
  readonly accepted: readonly {
    readonly service: string;
    readonly version: string;
    readonly environment?: string;
    readonly at: Instant;
  }[];
  /** How many of the accepted were not known before. */
  readonly added: number;
  readonly ignored: readonly { readonly reason: string }[];
}
