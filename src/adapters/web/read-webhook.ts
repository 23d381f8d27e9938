/**
 * Alertmanager's webhook body (version 4) and the shapes made after it: Grafana's (version 1), Mimir's, vmalert's
 * through its Alertmanager. https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 * Only labels, status and startsAt of each alert matter; whatever else is odd becomes a note, never a refusal:
 * a refused delivery comes back every group_interval, for ever.
 */
import { fingerprintOf } from '../../core/alert/fingerprint.ts';
import type { Alert, AlertGroup, Labels } from '../../core/alert/alert.ts';
import type { Instant } from '../../core/instant.ts';

/** Longest label or annotation text that is kept, in UTF-16 units. */
export const LONGEST_TEXT = 64 * 1024;
const MOST_PROBLEMS = 20;
/** Clocks of two machines that are kept in time differ less. */
const CLOCK_TOLERANCE_MS = 60_000;

export interface ReadWebhook {
  readonly group: AlertGroup;
  /** What was odd, for the log; at most 20. */
  readonly problems: readonly string[];
}

type Unread = Readonly<Record<string, unknown>>;

/** Reads one parsed body, whatever it is. Times that cannot be read become `receivedAt`. */
export function readWebhook(body: unknown, sender: AlertGroup['sender'], receivedAt: Instant): ReadWebhook {
  const problems: string[] = [];
  const note = (problem: string): void => void (problems.length < MOST_PROBLEMS && problems.push(problem));
  const delivery = isObject(body) ? body : {};
  const listed = delivery['alerts'];
  if (!isObject(body)) note('the body is no object');
  else if (!Array.isArray(listed)) note('there is no list of alerts');
  else if (listed.length === 0) note('the list of alerts is empty');

  const alerts = new Map<string, Alert>();
  const labelsOf = new Map<string, Labels>();
  for (const [index, entry] of (Array.isArray(listed) ? listed : []).entries()) {
    const noteHere = (problem: string): void => note(`alerts[${index}]: ${problem}`);
    const read = readAlert(entry, receivedAt, noteHere);
    if (read === undefined) continue;
    const others = labelsOf.get(read.fingerprint);
    labelsOf.set(read.fingerprint, others ?? read.labels);
    const alert = others === undefined ? read : withOwnFingerprint(read, others, noteHere);
    const identity = `${alert.fingerprint} ${alert.status} ${alert.startsAt}`;
    if (alerts.has(identity)) noteHere('stands there twice, left out');
    else alerts.set(identity, alert);
  }
  const truncated = delivery['truncatedAlerts'];
  return {
    group: {
      sender,
      receiver: unquote(text(delivery['receiver'])),
      groupKey: text(delivery['groupKey']),
      externalUrl: text(delivery['externalURL']),
      truncatedAlerts: typeof truncated === 'number' && truncated > 0 ? Math.floor(truncated) : 0,
      alerts: [...alerts.values()],
    },
    problems,
  };
}

function readAlert(entry: unknown, receivedAt: Instant, note: (problem: string) => void): Alert | undefined {
  if (!isObject(entry)) {
    note('is no object, left out');
    return undefined;
  }
  if (!isObject(entry['labels'])) {
    note('has no labels, left out');
    return undefined;
  }
  const labels = readLabels(entry['labels'], 'label', note);
  const status = entry['status'] === 'resolved' ? 'resolved' : 'firing';
  if (entry['status'] !== status) note(`status ${quote(entry['status'])} taken as firing`);
  const startsAt = readStart(entry['startsAt'], receivedAt, note);
  // A firing alert's end is the year 1, or the lease of a sender that does not blank it: neither is an end.
  const endsAt = status === 'resolved' ? readEnd(entry['endsAt'], startsAt, receivedAt, note) : undefined;
  const given = text(entry['fingerprint']);
  return {
    fingerprint: /^[\w-]{1,64}$/.test(given) ? given : fingerprintOf(labels),
    status,
    labels,
    annotations: isObject(entry['annotations']) ? readLabels(entry['annotations'], 'annotation', note) : {},
    startsAt,
    ...(endsAt === undefined ? {} : { endsAt }),
    generatorUrl: text(entry['generatorURL']),
  };
}

/** A fingerprint that stands for other labels too would make one alert of several. */
function withOwnFingerprint(alert: Alert, others: Labels, note: (problem: string) => void): Alert {
  const fingerprint = fingerprintOf(alert.labels);
  if (fingerprint === fingerprintOf(others)) return alert;
  note(`has the fingerprint of other labels, ${quote(alert.fingerprint)}: computed anew`);
  return { ...alert, fingerprint };
}

function readLabels(raw: Unread, what: string, note: (problem: string) => void): Labels {
  // fromEntries defines properties, so a label called __proto__ is a label and nothing else.
  return Object.fromEntries(
    Object.entries(raw).map(([name, entry]) => {
      const whole = coerce(entry);
      if (typeof entry !== 'string') note(`${what} ${quote(name)} is no string`);
      if (whole.length > LONGEST_TEXT) note(`${what} ${quote(name)} cut at ${LONGEST_TEXT} characters`);
      return [name.toWellFormed(), cut(whole)];
    }),
  );
}

function coerce(entry: unknown): string {
  if (typeof entry === 'string') return entry;
  if (entry === null || entry === undefined) return '';
  try {
    return JSON.stringify(entry);
  } catch {
    // Nested deeper than the stack holds.
    return '';
  }
}

/** Never half a surrogate pair: neither one that the cut makes, nor one that came so. */
function cut(whole: string): string {
  if (whole.length <= LONGEST_TEXT) return whole.toWellFormed();
  const last = whole.charCodeAt(LONGEST_TEXT - 1);
  return whole.slice(0, last >= 0xd800 && last <= 0xdbff ? LONGEST_TEXT - 1 : LONGEST_TEXT).toWellFormed();
}

/** No alert can begin after it was delivered: then the sender's clock is ahead of ours. */
function readStart(raw: unknown, receivedAt: Instant, note: (problem: string) => void): Instant {
  const at = readTime(raw);
  if (at === undefined) note(`startsAt ${quote(raw)} is no time, the time of delivery is used`);
  if (at === undefined || at <= receivedAt + CLOCK_TOLERANCE_MS) return at ?? receivedAt;
  note(`startsAt is ${secondsAhead(at, receivedAt)} s in the future, the time of delivery is used: compare the clocks`);
  return receivedAt;
}

/** A resolved alert always has an end, or its incident would never have one. */
function readEnd(raw: unknown, startsAt: Instant, receivedAt: Instant, note: (problem: string) => void): Instant {
  const at = readTime(raw);
  const problem =
    at === undefined
      ? `endsAt ${quote(raw)} is no time`
      : at > receivedAt + CLOCK_TOLERANCE_MS
        ? `endsAt is ${secondsAhead(at, receivedAt)} s in the future`
        : at < startsAt
          ? 'endsAt is before startsAt'
          : undefined;
  if (at !== undefined && problem === undefined) return at;
  note(`${problem}, the time of delivery is used`);
  return receivedAt;
}

function secondsAhead(at: Instant, receivedAt: Instant): number {
  return Math.round((at - receivedAt) / 1000);
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/** RFC 3339; Go's zero time (year 1) and anything before 1970 mean "not set". */
function readTime(raw: unknown): Instant | undefined {
  const at = typeof raw === 'string' && RFC_3339.test(raw) ? Date.parse(raw) : Number.NaN;
  return Number.isFinite(at) && at > 0 ? at : undefined;
}

/** Alertmanager sends the receiver through Go's regexp.QuoteMeta. */
function unquote(receiver: string): string {
  return receiver.replace(/\\([\\.+*?()|[\]{}^$])/g, '$1');
}

function text(raw: unknown): string {
  return typeof raw === 'string' ? cut(raw) : '';
}

function quote(raw: unknown): string {
  return (typeof raw === 'string' ? JSON.stringify(raw) : coerce(raw) || 'nothing').slice(0, 80);
}

function isObject(raw: unknown): raw is Unread {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}
