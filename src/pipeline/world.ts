import type { Incident } from '../core/incident/incident.ts';
import type { IdleChoice } from '../core/profile/idle-names.ts';
import type { Repositories } from './git-ports.ts';
import type {
  Blobs,
  Chat,
  Compute,
  Deploys,
  EvidenceStore,
  Expressions,
  Incidents,
  Ledger,
  Links,
  Log,
  Meter,
  Metrics,
  Posts,
  ProfileStore,
  WaitingClock,
} from './ports.ts';

/** What an investigation reaches, wired by app.ts. */
export interface World {
  readonly ledger: Ledger;
  readonly incidents: Incidents;
  readonly evidence: EvidenceStore;
  readonly posts: Posts;
  readonly blobs: Blobs;
  readonly stores: readonly ProfileStore[];
  readonly metricsFor: (incident: Incident) => Metrics | undefined;
  readonly expressions: Expressions;
  readonly compute: Compute;
  readonly deploys: Deploys;
  readonly repositories: Pick<Repositories, 'open'>;
  readonly chats: ReadonlyMap<string, Chat>;
  readonly links: Links;
  readonly clock: WaitingClock;
  readonly log: Log;
  readonly meter: Meter;
  readonly deadlineMs: number;
  /** Which functions count as waiting for work. */
  readonly idle: IdleChoice;
}
