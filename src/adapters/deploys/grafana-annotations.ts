/**
 * Notes on Grafana's time line. https://grafana.com/docs/grafana/latest/developers/http_api/annotations/
 * A service account with the permission annotations:read is enough. Newest first; `from` and `to` also find regions that
 * only touch them.
 */
import { z } from 'zod';
import type { Deploy } from '../../core/deploy/deploy.ts';
import { plainText, readAnnotation } from '../../core/deploy/read-annotation.ts';
import { Failure } from '../../core/failure.ts';
import type { Window } from '../../core/instant.ts';
import type { Deploys } from '../../pipeline/ports.ts';
import { httpAddress } from '../http-address.ts';
import { httpClient } from '../http-client.ts';
import { httpSettings } from '../http-section.ts';
import { CODES } from './deploy-codes.ts';
import { notePattern } from './note-pattern.ts';
import { deploysWithin } from './time-steps.ts';

const TIMEOUT_SECONDS = 5;
const MAX_BYTES = 4 * 1024 * 1024;
/** In one answer; Grafana gives 100 where nothing is said. */
const PAGE = 500;
const MOST_PAGES = 4;

/** Spread into a section that also says which tags name a service. */
export const grafanaSettings = {
  name: z.string().min(1),
  ...httpSettings,
  external_url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where browsers reach its pages, for links. Left out: url'),
  tags: z
    .array(z.string().min(1))
    .min(1)
    .default(['deploy'])
    .describe('All of them mark the annotations that are deploys'),
  text: z
    .string()
    .min(1)
    .superRefine((text, context) => {
      const { problem } = notePattern(text);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    })
    .optional()
    .describe(
      'How the text is written, such as "Deployed {service} {version}"; also {from} {commit} {environment} {actor}',
    ),
};
const GrafanaSettings = z.object(grafanaSettings);
export type GrafanaSettings = z.infer<typeof GrafanaSettings>;

const Annotations = z.array(
  z.object({
    id: z.number(),
    time: z.number(),
    timeEnd: z.number().nullish(),
    text: z.string().nullish(),
    tags: z.array(z.string()).nullish(),
    dashboardUID: z.string().nullish(),
  }),
);
type Note = z.infer<typeof Annotations>[number];

export interface GrafanaTools {
  readonly readFile: (path: string) => string;
  /** Tags any of which names the service. */
  readonly tagsOf: (service: string) => readonly string[];
}

/** It proves that somebody noted a deploy, and no more. Rejects with DEPLOYS_UNAVAILABLE, DEPLOYS_TIMEOUT or DEPLOYS_REJECTED. */
export function connectGrafanaAnnotations(section: GrafanaSettings, { readFile, tagsOf }: GrafanaTools): Deploys {
  const pattern = section.text === undefined ? undefined : notePattern(section.text).pattern;
  return {
    async between(service, window, signal) {
      const notes = await notesIn(section, readFile, window, signal);
      const tags = new Set(tagsOf(service).map((tag) => tag.toLowerCase()));
      const own = notes.filter((note) => {
        const named = pattern?.exec(plainText(note.text ?? ''))?.groups?.['service'];
        return named === service || (note.tags ?? []).some((tag) => tags.has(tag.trim().toLowerCase()));
      });
      return deploysWithin(
        own.map((note) => deployOf(note, service, section, pattern)),
        window,
      );
    },
  };
}

async function notesIn(
  section: GrafanaSettings,
  readFile: (path: string) => string,
  { from, to }: Window,
  signal: AbortSignal,
): Promise<readonly Note[]> {
  const rules = { readFile, rejected: CODES.rejected, timeoutSeconds: TIMEOUT_SECONDS, maxBytes: MAX_BYTES };
  const client = httpClient(httpAddress(section, rules), CODES);
  // Repeated, all of them must be there.
  const path = `/api/annotations?${new URLSearchParams(section.tags.map((tag) => ['tags', tag])).toString()}`;
  const found = new Map<number, Note>();
  let until = to;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = { from: `${Math.floor(from)}`, to: `${Math.ceil(until)}`, type: 'annotation', limit: `${PAGE}` };
    const { status, body } = await client.get(path, query, signal);
    if (status !== 200) throw refused(section.url, status, body);
    const notes = readNotes(section.url, body);
    for (const note of notes) found.set(note.id, note);
    const oldest = notes.reduce((least, { time }) => Math.min(least, time), Number.POSITIVE_INFINITY);
    if (notes.length < PAGE || oldest >= until) break;
    until = oldest;
  }
  return [...found.values()];
}

function readNotes(url: string, body: string): readonly Note[] {
  let plain: unknown;
  try {
    plain = JSON.parse(body);
  } catch {
    throw new Failure(CODES.rejected, `${url} answered no JSON: is it a Grafana?`, { retryable: false });
  }
  const parsed = Annotations.safeParse(plain);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const what = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
  throw new Failure(CODES.rejected, `${url} answered no list of annotations: ${what}`, { retryable: false });
}

function refused(url: string, status: number, body: string): Failure {
  const hint = status === 401 || status === 403 ? '; the service account needs the permission annotations:read' : '';
  const said = body.replaceAll(/\s+/g, ' ').slice(0, 200);
  return new Failure(CODES.rejected, `${url} answered ${status}: ${said}${hint}`, { retryable: false });
}

function deployOf(
  { time, timeEnd, text, tags, dashboardUID }: Note,
  service: string,
  section: GrafanaSettings,
  pattern: RegExp | undefined,
): Deploy {
  const isRegion = typeof timeEnd === 'number' && timeEnd > time;
  const page = (section.external_url ?? section.url).replace(/\/+$/, '');
  const board = typeof dashboardUID === 'string' && /^[\w-]{1,80}$/.test(dashboardUID) ? dashboardUID : undefined;
  return {
    service,
    ...readAnnotation({ text: text ?? '', tags: tags ?? [] }, pattern),
    ...(isRegion ? { startedAt: time, at: timeEnd } : { at: time }),
    ...(board === undefined ? {} : { url: `${page}/d/${board}` }),
    source: 'grafana annotations',
  };
}
