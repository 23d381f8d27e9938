import type { Instant } from '../instant.ts';

/** Label and annotation sets as Alertmanager delivers them: any UTF-8 name, string values, untrusted content. */
export type Labels = Readonly<Record<string, string>>;

/** One alert of a delivery. `startsAt` is when it went firing (after `for`), not when the burn began. */
export interface Alert {
  /** 16 hex digits over all labels; the identity of an alert across deliveries. */
  readonly fingerprint: string;
  readonly status: 'firing' | 'resolved';
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: Instant;
  /** Absent while firing (the wire carries year 1 then). */
  readonly endsAt?: Instant;
  readonly generatorUrl: string;
}

/** One webhook delivery, whoever sent it. Decide per alert, never from a group status. */
export interface AlertGroup {
  readonly sender: 'alertmanager' | 'grafana';
  readonly receiver: string;
  readonly groupKey: string;
  readonly externalUrl: string;
  /** How many alerts the sender cut off. */
  readonly truncatedAlerts: number;
  readonly alerts: readonly Alert[];
}
