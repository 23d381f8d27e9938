import type { DeployOutcome } from '../../core/deploy/deploy-check.ts';
import type { DeployKind } from '../../core/deploy/deploy.ts';
import type { DeployFilter, DeployRow } from '../../pipeline/deploy-ports.ts';

/** In words for people; the names stand in addresses. */
export const OUTCOMES: Readonly<Record<DeployOutcome, string>> = {
  regressed: 'regressed',
  improved: 'improved',
  unchanged: 'no regression',
  unsure: 'unsure',
};
export const KINDS: Readonly<Record<DeployKind, string>> = {
  version: 'version',
  rollback: 'rollback',
  'feature-flag': 'feature flag',
  config: 'config',
};

const LONGEST_TEXT = 200;

export interface DeployQuestion {
  readonly filter: Omit<DeployFilter, 'limit'>;
  /** Each parameter that says nothing that is known; it is left out. */
  readonly problems: readonly string[];
}

/** `service`, `outcome`, `kind` and `before` of a query; `before` is a time in ISO 8601 or the place behind a row. */
export function readDeployQuestion(query: Readonly<Record<string, unknown>>): DeployQuestion {
  const text = (name: string): string => {
    const raw = query[name];
    return typeof raw === 'string' ? raw.trim().slice(0, LONGEST_TEXT) : '';
  };
  const service = text('service');
  const outcome = text('outcome');
  const kind = text('kind');
  const before = text('before');
  const place = readPlace(before);
  return {
    filter: {
      ...(service === '' ? {} : { service }),
      ...(isName(outcome, OUTCOMES) ? { outcome } : {}),
      ...(isName(kind, KINDS) ? { kind } : {}),
      ...place,
    },
    problems: [
      ...(outcome === '' || isName(outcome, OUTCOMES) ? [] : [`outcome: none of ${namesOf(OUTCOMES)}`]),
      ...(kind === '' || isName(kind, KINDS) ? [] : [`kind: none of ${namesOf(KINDS)}`]),
      ...(before === '' || place !== undefined ? [] : ['before: neither a time in ISO 8601 nor the next of an answer']),
    ],
  };
}

/** Where the list goes on behind this row; a `before`. */
export function placeBehind({ key, deploy }: DeployRow): string {
  return `${deploy.at}-${key}`;
}

function readPlace(text: string): Pick<DeployFilter, 'before' | 'behind'> | undefined {
  const [, at, behind] = /^(\d{1,16}(?:\.\d+)?)-(d[0-9a-f]{20})$/.exec(text) ?? [];
  if (at !== undefined && behind !== undefined) return { before: Number(at), behind };
  const before = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(before) ? undefined : { before };
}

function isName<Names extends object>(text: string, names: Names): text is keyof Names & string {
  return Object.hasOwn(names, text);
}

function namesOf(names: object): string {
  return Object.keys(names).join(', ');
}
