import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { isQuiet } from '../../core/report/compare-answers.ts';
import type { VerdictKind } from '../../core/report/analysis.ts';
import type { IncidentList, IncidentQuestion, ListedIncident } from '../../pipeline/incident-list.ts';
import type { Links } from '../../pipeline/ports.ts';
import { configurationView } from './configuration-view.ts';
import type { RunningConfiguration } from './configuration-view.ts';
import { pageHeadline } from './incident-headline.ts';
import { pathAsked } from './path-asked.ts';
import { accessOf } from './page-access.ts';
import { pageLinks, pathOf } from './page-links.ts';
import type { PageLinks } from './page-links.ts';
import { showTime } from './page-quantity.ts';
import { renderPage } from './render-page.ts';

const PAGE_LENGTH = 50;
const REFRESH_SECONDS = 5;
const LONGEST_TEXT = 200;
const DAY_MS = 86_400_000;

const STATES = {
  burning: 'burning',
  resolved: 'resolved',
  looking: 'being looked at',
  failed: 'not answered',
} as const;
const VERDICTS: Readonly<Record<VerdictKind, string>> = {
  code: 'code',
  'waiting-on-dependency': 'waits for a dependency',
  load: 'load',
  mix: 'other mix of requests',
  'one-instance': 'one instance',
  runtime: 'runtime',
  'throttled-or-noisy-host': 'throttled, or a noisy host',
  moved: 'only moved',
  'nothing-here': 'nothing here',
  'not-enough-data': 'not enough data',
};

export interface IncidentListDoors {
  readonly incidentList: IncidentList;
  readonly links: Links;
  configuration(): RunningConfiguration;
}

/** The list of incidents, newest first. What it is filtered by stands in the address, so a view of it can be sent on. */
export function incidentListPage(doors: IncidentListDoors): RequestHandler {
  return async (request: Request, response: Response) => {
    const asked = readFilter(request.query);
    const links = pageLinks(pathAsked(request), accessOf(response), doors.links);
    const found = await doors.incidentList.search({ ...questionOf(asked), limit: PAGE_LENGTH });
    const last = found.at(-1);
    const older = found.length === PAGE_LENGTH && last !== undefined ? String(last.incident.openedAt) : undefined;
    const frame = { title: 'Incidents', links, refreshSeconds: REFRESH_SECONDS, version: versionOf(found) };
    const { before, ...filter } = asked;
    const html = await renderPage('incidents', frame, {
      filter: {
        ...filter,
        states: options(STATES, filter.state),
        verdicts: options(VERDICTS, filter.verdict),
        isEmpty: Object.values(filter).every((text) => text === ''),
      },
      hidden: links.hidden('/incidents'),
      configuration: configurationView(doors.configuration()),
      list: found.map((one) => rowView(one, links)),
      // A later page stands still: what is new is on the first one.
      newest: before === '' ? '' : links.to('/incidents', given(filter)),
      older: older === undefined ? '' : links.to('/incidents', { ...given(filter), before: older }),
    });
    response.type('html').send(html);
  };
}

/** As the form sent it; empty text is nothing said. */
type Filter = Readonly<Record<'service' | 'state' | 'verdict' | 'text' | 'from' | 'to' | 'before', string>>;

/** Anything odd counts as nothing said: a link that was mangled still opens the list. */
function readFilter(query: Request['query']): Filter {
  const text = (name: string): string => {
    const raw: unknown = query[name];
    return typeof raw === 'string' ? raw.trim().slice(0, LONGEST_TEXT) : '';
  };
  const day = (name: string): string => (Number.isNaN(dayOf(text(name))) ? '' : text(name));
  const known = (name: string, names: object): string => (Object.hasOwn(names, text(name)) ? text(name) : '');
  return {
    service: text('service'),
    state: known('state', STATES),
    verdict: known('verdict', VERDICTS),
    text: text('text'),
    from: day('from'),
    to: day('to'),
    before: Number(text('before')) > 0 ? text('before') : '',
  };
}

function questionOf({ service, state, verdict, text, from, to, before }: Filter): Omit<IncidentQuestion, 'limit'> {
  const ends = [...(to === '' ? [] : [dayOf(to) + DAY_MS]), ...(before === '' ? [] : [Number(before)])];
  return {
    ...(service === '' ? {} : { service }),
    ...(isName(state, STATES) ? { state } : {}),
    ...(isName(verdict, VERDICTS) ? { verdict } : {}),
    ...(text === '' ? {} : { text }),
    ...(from === '' ? {} : { from: dayOf(from) }),
    ...(ends.length === 0 ? {} : { before: Math.min(...ends) }),
  };
}

function isName<Names extends object>(text: string, names: Names): text is keyof Names & string {
  return Object.hasOwn(names, text);
}

/** Midnight of a day in UTC; NaN for what is none. */
function dayOf(text: string): number {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
}

function given(filter: Omit<Filter, 'before'>): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter(([, text]) => text !== ''));
}

function options(names: Readonly<Record<string, string>>, chosen: string): readonly object[] {
  return Object.entries(names).map(([name, label]) => ({ name, label, chosen: name === chosen }));
}

/** Changes when a row would, and not when only signatures did. */
function versionOf(found: readonly ListedIncident[]): string {
  const rows = found.map(({ incident, answer }) => [
    incident.id,
    incident.state,
    incident.endedAt,
    incident.slo,
    incident.startsAt,
    answer,
  ]);
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 16);
}

function rowView({ incident, answer }: ListedIncident, links: PageLinks): object {
  const { id, service, also, state, startsAt, endedAt } = incident;
  const verdict = answer?.verdict;
  const looking = state === 'queued' || state === 'investigating';
  return {
    service,
    headline: pageHeadline(incident, answer?.headline),
    also: also ?? [],
    badges: [
      endedAt === undefined ? { kind: 'burning', text: 'burning' } : { kind: 'resolved', text: 'resolved' },
      ...(looking
        ? [{ kind: 'looking', text: state === 'queued' ? 'waiting to be looked at' : 'being looked at' }]
        : []),
      ...(state === 'failed' ? [{ kind: 'failed', text: 'not answered' }] : []),
    ],
    startsAt: showTime(startsAt),
    endedAt: endedAt === undefined ? '' : showTime(endedAt),
    sentence: verdict?.sentence ?? (answer === undefined ? '' : 'The profiles could not be analysed.'),
    confidence: verdict === undefined || isQuiet(verdict.kind) ? '' : verdict.confidence,
    href: links.to(pathOf('incidents', id)),
    ofService: links.to('/incidents', { service }),
  };
}
