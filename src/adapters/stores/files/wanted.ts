import type { Labels } from '../../../core/alert/alert.ts';
import type { Instant, Window } from '../../../core/instant.ts';
import type { ProfileKind } from '../../../core/profile/profile.ts';
import type { FilesSection } from './files-section.ts';
import { LONGEST_SAID, spanOf, type Span } from './name-time.ts';
import { labelsOf, type Captures } from './pattern.ts';
import { kindOfName } from './type-names.ts';

/** No recording is taken to be longer, in milliseconds. */
const LONGEST_MS = 3_600_000;
const SERVICE = 'service_name';

/** What was passed by, for saying what there is when nothing is found. */
export interface PassedBy {
  readonly services: Set<string>;
  /** Of the service and kind, at the nearest times outside the window. */
  nearest: Instant | undefined;
  /** Labels that no name tells. */
  readonly unknownLabels: Set<string>;
}

export interface Wanted {
  readonly kind: ProfileKind;
  readonly selector: Labels;
  readonly window: Window;
}

/** The test that folders and files have to pass; a folder is asked with what is known so far. */
export function wantedBy(
  { kind, selector, window }: Wanted,
  section: FilesSection,
  tokens: ReadonlySet<string>,
  passedBy: PassedBy,
): (captures: Captures) => boolean {
  const stamps = stampsOf(window, section);
  return (captures) => {
    const { service, type } = captures;
    const asked = selector[SERVICE];
    if (service !== undefined && asked !== undefined && !isService(service, asked)) {
      passedBy.services.add(service);
      return false;
    }
    if (type !== undefined && !mayHold(type, kind, section)) return false;
    const whole = [...tokens].every((token) => captures[token] !== undefined);
    if (whole && !fitsLabels(captures, selector, section, passedBy)) return false;
    const span = spanOf(captures);
    if (span === undefined) return true;
    if (span.to > stamps.from && span.from <= stamps.to) return true;
    passedBy.nearest = nearer(span.from, passedBy.nearest, window);
    return false;
  };
}

function nearer(at: Instant, other: Instant | undefined, { from }: Window): Instant {
  return other === undefined || Math.abs(at - from) < Math.abs(other - from) ? at : other;
}

/** A name that says nothing of the kind leaves it to the content. */
function mayHold(type: string, kind: ProfileKind, { types }: FilesSection): boolean {
  const said = kindOfName(type, types);
  return said === undefined || said === kind;
}

/** Names hold no slash: profefe writes two underscores for it. */
function isService(text: string, asked: string): boolean {
  return text === asked || text === asked.replaceAll('/', '__');
}

function fitsLabels(captures: Captures, selector: Labels, section: FilesSection, passedBy: PassedBy): boolean {
  const pod: Labels = captures['instance'] === undefined ? {} : { pod: captures['instance'] };
  const known: Labels = { ...section.labels, ...labelsOf(captures), ...pod };
  return Object.entries(selector).every(([label, text]) => {
    if (label === SERVICE && captures['service'] !== undefined) return true;
    if (known[label] === undefined) passedBy.unknownLabels.add(label);
    return known[label] === text;
  });
}

/** Stamps of recordings that may begin in the window. */
export function stampsOf({ from, to }: Window, { timestamp }: FilesSection): Span {
  return timestamp === 'start' ? { from, to } : { from, to: to + LONGEST_MS };
}

/** When a recording began, of what its name and itself say; undefined where neither does. */
export function intervalOf(
  captures: Captures,
  facts: { readonly timeMs: Instant; readonly durationSeconds: number },
  { timestamp, lengthMs }: { readonly timestamp: FilesSection['timestamp']; readonly lengthMs: number },
): Window | undefined {
  const length = Math.round(facts.durationSeconds * 1000) || lengthMs;
  const span = spanOf(captures);
  if (span === undefined || span.to - span.from > LONGEST_SAID)
    return facts.timeMs > 0 ? { from: facts.timeMs, to: facts.timeMs + length } : undefined;
  const told = timestamp === 'start' ? span : { from: span.from - length, to: span.to - length };
  // Of a name that says the minute or the second, the file itself knows more.
  const from = facts.timeMs >= told.from && facts.timeMs < told.to ? facts.timeMs : told.from;
  return { from, to: from + length };
}
