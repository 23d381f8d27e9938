import type { DeployKind } from './deploy.ts';
import { isShortHash } from './image-revision.ts';

/** A note on a time line, such as Grafana's. */
export interface Annotation {
  readonly text: string;
  readonly tags: readonly string[];
}

export interface AnnotatedDeploy {
  readonly kind: DeployKind;
  readonly fromVersion?: string;
  readonly toVersion: string;
  readonly fromCommit?: string;
  readonly commit?: string;
  readonly environment?: string;
  readonly actor?: string;
}

const LONGEST_TEXT = 2000;
const LONGEST_VERSION = 120;
/** `key:text` or `key=text`, as Datadog and Graphite write tags. */
const TAG = /^([\w.-]+)\s*[:=]\s*(.+)$/;
/** What people call the same thing. */
const KEYS = {
  to: ['version', 'to', 'to_version', 'release', 'tag', 'image_tag', 'revision'],
  from: ['from', 'from_version', 'previous', 'previous_version', 'old_version'],
  commit: ['commit', 'sha', 'git_sha', 'git_commit', 'revision'],
  environment: ['environment', 'env', 'stage'],
  actor: ['user', 'actor', 'author', 'by', 'deployed_by'],
} as const;
const FLAGS = /^(?:feature[-_ ]?flags?|flags?|toggles?)$/i;
const CONFIGS = /^(?:config(?:uration)?s?|settings?)$/i;
const ROLLBACKS = /^roll(?:ed)?[-_ ]?backs?$/i;
/** A version with at least one dot, or with a leading v; or a hash. */
const VERSION = String.raw`(?:v?\d+(?:\.\d+)+(?:[-+.][0-9A-Za-z.-]*[0-9A-Za-z])?|v\d+|[0-9a-f]{7,40})`;
const CHANGE = new RegExp(String.raw`(?<![\w.])(${VERSION})\s*(?:->|=>|→|\.\.\.?|to)\s*(${VERSION})(?![\w])`, 'i');
const ALONE = new RegExp(String.raw`(?<![\w./:-])(${VERSION})(?![\w])`, 'gi');

/**
 * What a note tells of a deploy: by its tags, else by its text. `pattern` is the team's own way of writing the text; its
 * groups are called `service`, `version`, `from`, `commit`, `environment` and `actor`.
 */
export function readAnnotation({ text, tags }: Annotation, pattern?: RegExp): AnnotatedDeploy {
  const plain = plainText(text);
  const groups = pattern?.exec(plain)?.groups ?? {};
  const tagged = new Map<string, string>();
  for (const tag of tags) {
    const [, key = '', content = ''] = TAG.exec(tag.trim()) ?? [];
    if (key !== '' && !tagged.has(key.toLowerCase())) tagged.set(key.toLowerCase(), content.trim());
  }
  const said = (names: readonly string[], group: string) =>
    nonEmpty(groups[group]) ?? names.map((name) => nonEmpty(tagged.get(name))).find((content) => content !== undefined);
  const change = CHANGE.exec(plain);
  const alone = [...plain.matchAll(ALONE)].map(([found]) => found).find(isVersion);
  const kind = kindOf(plain, tags);
  const isVersionKind = kind === 'version' || kind === 'rollback';
  const written = isVersionKind ? (change?.[2] ?? alone) : undefined;
  const toVersion = said(KEYS.to, 'version') ?? written ?? firstLine(plain);
  const fromVersion = said(KEYS.from, 'from') ?? (isVersionKind ? change?.[1] : undefined);
  const commit = [said(KEYS.commit, 'commit'), toVersion].find((one) => one !== undefined && isShortHash(one));
  const environment = said(KEYS.environment, 'environment');
  const actor = said(KEYS.actor, 'actor');
  return {
    kind,
    toVersion: toVersion.slice(0, LONGEST_VERSION),
    ...(fromVersion === undefined ? {} : { fromVersion: fromVersion.slice(0, LONGEST_VERSION) }),
    ...(commit === undefined ? {} : { commit }),
    ...(fromVersion !== undefined && isShortHash(fromVersion) ? { fromCommit: fromVersion } : {}),
    ...(environment === undefined ? {} : { environment: environment.slice(0, LONGEST_VERSION) }),
    ...(actor === undefined ? {} : { actor: actor.slice(0, LONGEST_VERSION) }),
  };
}

/** One line without the tags of HTML, which Grafana lets stand in notes. */
export function plainText(text: string): string {
  return text
    .slice(0, LONGEST_TEXT)
    .replaceAll(/<[^<>]{0,500}>/g, ' ')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function kindOf(text: string, tags: readonly string[]): DeployKind {
  const any = (words: RegExp) => tags.some((tag) => words.test(tag.trim()));
  if (any(ROLLBACKS) || /\broll(?:ed|ing)?[- ]?back\b/i.test(text)) return 'rollback';
  if (any(FLAGS)) return 'feature-flag';
  return any(CONFIGS) ? 'config' : 'version';
}

/** Not a plain number of digits and not a word that happens to be hex. */
function isVersion(text: string): boolean {
  return /^v\d|\./i.test(text) || isShortHash(text);
}

function firstLine(text: string): string {
  return text === '' ? 'unknown' : text;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}
