import type { Labels } from '../../../core/alert/alert.ts';
import type { ParcaSection } from './parca-section.ts';

/** `regex`: matches the whole text. */
export interface Matcher {
  readonly label: string;
  readonly text: string;
  readonly regex?: boolean;
}

const SERVICE = 'service_name';
const PLACEHOLDER = /\{([^{}]+)\}/g;

/**
 * What a selector of ours asks of this server: labels that a template of `service` uses are asked for by it, all others as they are. A
 * template that needs a label which the selector does not have is left out.
 */
export function matchersOf(selector: Labels, { service }: ParcaSection['labels']): readonly Matcher[] {
  const templates = typeof service === 'string' ? { [service]: `{${SERVICE}}` } : service;
  const used = new Set<string>();
  const filled = Object.entries(templates).flatMap(([label, template]): Matcher[] => {
    const regex = template.startsWith('~');
    const needed = [...template.matchAll(PLACEHOLDER)].map(([, name]) => name!);
    if (needed.some((name) => selector[name] === undefined)) return [];
    for (const name of needed) used.add(name);
    const text = template
      .slice(regex ? 1 : 0)
      .replaceAll(PLACEHOLDER, (_, name: string) => (regex ? escaped(selector[name]!) : selector[name]!));
    return [{ label, text, ...(regex ? { regex } : {}) }];
  });
  const plain = Object.entries(selector)
    .filter(([name]) => !used.has(name))
    .map(([name, text]) => ({ label: legal(name), text }));
  return [...filled, ...plain].toSorted((a, b) => (a.label < b.label ? -1 : 1));
}

/**
 * As Prometheus writes selectors. Values come from alerts, which anybody may have named: quoted as Go unquotes them, and never
 * without quotes. Parca looks for regular expressions anywhere in a text unless they are anchored.
 */
export function selectorText(matchers: readonly Matcher[]): string {
  const written = matchers.map(({ label, text, regex }) =>
    regex === true ? `${label}=~${quoted(`^(?:${text})$`)}` : `${label}=${quoted(text)}`,
  );
  return `{${written.join(',')}}`;
}

/** Names with dots (OpenTelemetry) reach Parca with underscores. */
function legal(name: string): string {
  const replaced = name.replaceAll(/\W/g, '_');
  return /^\d/.test(replaced) ? `_${replaced}` : replaced;
}

/** For RE2. https://github.com/google/re2/wiki/Syntax */
function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** JSON's escapes are Go's too; a lone half of a surrogate pair is no text for either. */
function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed());
}
