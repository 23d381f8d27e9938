/** ProfileTypes, LabelNames, LabelValues, Series, GetProfileStats: what there is to ask for. */
import type { Labels } from '../../core/alert/alert.ts';
import type { Window } from '../../core/instant.ts';
import { PROFILE_TYPES, typeIdText } from '../../core/profile/profile-type-id.ts';
import { findSeries } from '../../pipeline/find-series.ts';
import type { ProfileCatalogue } from '../../pipeline/querier-ports.ts';
import type { Clock } from '../../pipeline/ports.ts';
import { namesAnswer, profileTypesAnswer, seriesAnswer, statsAnswer, type QuerierAnswer } from './querier-answer.ts';
import { QuerierRefusal } from './querier-refusal.ts';
import type { QuerierRequest } from './querier-fields.ts';
import { readSelectors } from './querier-selector.ts';

const HOUR_MS = 3_600_000;
/** What a label may be called where nobody said that they read others. */
const PLAIN_NAME = /^[A-Za-z_]\w*$/;

export interface DiscoveryWorld {
  readonly catalogue: ProfileCatalogue;
  readonly clock: Clock;
}

export interface Asked {
  readonly request: QuerierRequest;
  /** The reader takes labels with dots (`allow-utf8-labelnames=true` behind a type it accepts). */
  readonly anyNames: boolean;
}

export async function answerProfileTypes({ request }: Asked, world: DiscoveryWorld): Promise<QuerierAnswer> {
  const now = world.clock.now();
  const isOpen = request.start === 0 && request.end === 0;
  const window = isOpen ? { from: now - HOUR_MS, to: now } : windowOf(request);
  const kinds = new Set((await findSeries([], window, world.catalogue)).map(({ kind }) => kind));
  const types = Array.from(kinds, (kind) => PROFILE_TYPES[kind]);
  return profileTypesAnswer(types.toSorted((a, b) => (typeIdText(a) < typeIdText(b) ? -1 : 1)));
}

export async function answerLabelNames(asked: Asked, world: DiscoveryWorld): Promise<QuerierAnswer> {
  const names = (await labelSets(asked, world)).flatMap((labels) => Object.keys(labels));
  return namesAnswer(sorted(names.filter(nameFilter(asked))));
}

export async function answerLabelValues(asked: Asked, world: DiscoveryWorld): Promise<QuerierAnswer> {
  const { name } = asked.request;
  if (name === '') throw new QuerierRefusal('invalid_argument', 'name is required');
  const sets = await labelSets(asked, world);
  return namesAnswer(sorted(sets.filter((labels) => Object.hasOwn(labels, name)).map((labels) => labels[name]!)));
}

/** Different sets of the labels asked for, or of all; what has none of them is not told. */
export async function answerSeries(asked: Asked, world: DiscoveryWorld): Promise<QuerierAnswer> {
  const wanted = new Set(asked.request.labelNames.filter(nameFilter(asked)));
  const isAll = asked.request.labelNames.length === 0;
  const isShown = (name: string) => (isAll ? nameFilter(asked)(name) : wanted.has(name));
  const sets = new Map<string, Labels>();
  for (const labels of await labelSets(asked, world)) {
    const shown = Object.entries(labels).filter(([name]) => isShown(name));
    shown.sort(([a], [b]) => (a < b ? -1 : 1));
    if (shown.length > 0) sets.set(JSON.stringify(shown), Object.fromEntries(shown));
  }
  return seriesAnswer([...sets].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, labels]) => labels));
}

export async function answerStats(_: Asked, { catalogue }: DiscoveryWorld): Promise<QuerierAnswer> {
  return statsAnswer(await catalogue.reach());
}

async function labelSets({ request }: Asked, { catalogue }: DiscoveryWorld): Promise<readonly Labels[]> {
  const selectors = readSelectors(request.matchers);
  return (await findSeries(selectors, windowOf(request), catalogue)).map(({ labels }) => labels);
}

/** Both ends count. Throws QuerierRefusal for none. */
export function windowOf({ start, end }: QuerierRequest): Window {
  if (start === 0 || end === 0) throw new QuerierRefusal('invalid_argument', 'missing time range in the query');
  if (start > end) throw new QuerierRefusal('invalid_argument', 'query start time is after end time');
  return { from: start, to: end };
}

function nameFilter({ anyNames }: Asked): (name: string) => boolean {
  return anyNames ? () => true : (name) => PLAIN_NAME.test(name);
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted();
}
