import type { Labels } from '../alert/alert.ts';
import type { BurnPair, Sli } from '../alert/burn.ts';
import type { Instant } from '../instant.ts';
import type { ProfileKind } from '../profile/profile.ts';
import type { JoinedAlert } from './firings.ts';
import type { WindowRules } from './window-rules.ts';

/** How one alert was understood: which service burns, where its profiles are, who is told. */
export interface AlertPlan {
  readonly service: string;
  readonly slo: string;
  readonly dialect: Dialect;
  /** 0.999 for a 99.9 % objective. */
  readonly objective?: number;
  readonly burn: readonly BurnPair[];
  /** Name of the mapping rule that won. */
  readonly rule: string;
  readonly profiles: readonly ProfileKind[];
  /** Equality matchers for the profile store. */
  readonly selector: Labels;
  /** Channel names of the configuration. */
  readonly channels: readonly string[];
  /** PromQL for requests per second of the service, where the team gave one. */
  readonly trafficQuery?: string;
  /** What the SLO measures, where name, metric or configuration says so. */
  readonly sli?: Sli;
  /** Who owns the rule or service: the `owner` of the file that mapped it. */
  readonly owner?: string;
  /** How the windows are chosen; absent = the defaults. */
  readonly windows?: WindowRules;
  /** How long after it was last heard of an incident takes in new alerts, milliseconds; absent = the default. */
  readonly cooldown?: number;
  /** How long its expression held before it fired, where the generator's own table tells. */
  readonly forSeconds?: number;
}

export type Dialect =
  | 'sloth'
  | 'pyrra'
  | 'kubernetes-mixin'
  | 'slo-libsonnet'
  | 'grafana-slo'
  | 'autometrics'
  | 'expression'
  | 'none';

export type IncidentState = 'queued' | 'investigating' | 'answered' | 'failed';

/** One firing episode of one service; the alerts of its SLOs join it. */
export interface Incident {
  readonly id: string;
  readonly service: string;
  /** Absent = alerts. `deploy`: nothing burns; it is what pages show the comparison across a deploy with. */
  readonly cause?: 'deploy';
  /** The SLO of the alert that leads. */
  readonly slo: string;
  /** Other SLOs of the service that burn with it. */
  readonly also?: readonly string[];
  readonly state: IncidentState;
  /** When the first delivery was accepted. */
  readonly openedAt: Instant;
  /** Earliest `startsAt` of its alerts. */
  readonly startsAt: Instant;
  /** Last delivery that spoke of it. */
  readonly lastSeenAt: Instant;
  /** When every alert had resolved. */
  readonly endedAt?: Instant;
  /** The one that leads comes first: the fastest tier that was heard of. */
  readonly alerts: readonly JoinedAlert[];
  /** When the second look is, or was, due; absent when none is needed. */
  readonly refineAt?: Instant;
  /** Why the investigation was given up; only when `state` is `failed`. */
  readonly problem?: string;
  /** The plan of the alert that leads; running work keeps it through reloads. */
  readonly plan: AlertPlan;
}
