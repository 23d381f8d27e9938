/** What is made of an incident's evidence only when somebody wants it, and kept nowhere. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Router } from 'express';
import type { Response } from 'express';
import type { Incident } from '../../core/incident/incident.ts';
import type { Counts } from '../../core/profile/assume-counts.ts';
import type { ProfileKind } from '../../core/profile/profile.ts';
import { pictureHeading } from '../../pipeline/analyse-profiles.ts';
import { FLAMES_FILE } from '../../pipeline/evidence.ts';
import type { Evidence } from '../../pipeline/evidence.ts';
import type { FlameFiles } from '../../pipeline/flame-files.ts';
import type { Blobs, EvidenceStore, Incidents, Links } from '../../pipeline/ports.ts';
import type { ProfileSums } from '../../pipeline/querier-ports.ts';
import { contentDisposition } from './evidence-file.ts';
import { PROBLEMS, sendProblem } from './problem-page.ts';
import { profilesOf } from './profile-sets.ts';

export interface DownloadDoors {
  readonly incidents: Pick<Incidents, 'get'>;
  readonly evidence: EvidenceStore;
  readonly blobs: Blobs;
  readonly flameFiles: FlameFiles;
  readonly sums: ProfileSums;
  readonly links: Links;
}

const TIMEOUT_MS = 30_000;
/** All profiles of a side are held at once while they are added up. */
const MOST_MERGED_BYTES = 128 * 1024 * 1024;
const EVERYTHING = { spans: [], traces: [], callSite: [] };
const gzipBytes = promisify(gzip);

/** GET /:id/pictures/[{cpu,off-cpu}-]{chat,phone,wide}.{png,svg}, /:id/diff/{cpu,off-cpu}.folded, /:id/merged/SIDE-KIND.pb.gz */
export function incidentDownloads(doors: DownloadDoors): Router {
  const router = Router({ strict: true });
  router.get('/:id/pictures/:name', (request, response) =>
    withEvidence(response, request.params.id, (incident, evidence) =>
      sendPicture(response, request.params.name, incident, evidence),
    ),
  );
  router.get('/:id/diff/:name', (request, response) =>
    withEvidence(response, request.params.id, (incident, evidence) =>
      sendFolded(response, request.params.name, incident, evidence),
    ),
  );
  router.get('/:id/merged/:name', (request, response) =>
    withEvidence(response, request.params.id, (incident, evidence) =>
      sendMerged(response, request.params.name, incident, evidence),
    ),
  );
  return router;

  async function withEvidence(
    response: Response,
    id: string,
    answer: (incident: Incident, evidence: Evidence) => Promise<void>,
  ): Promise<void> {
    const [incident, evidence] = await Promise.all([doors.incidents.get(id), doors.evidence.find(id)]);
    if (incident === undefined) return sendProblem(response, PROBLEMS.noIncident, doors.links);
    if (evidence === undefined) return sendProblem(response, PROBLEMS.noFile, doors.links);
    return answer(incident, evidence);
  }

  /** The kept flame graphs; answers the request itself where there are none, or the reader has what is made of them. */
  async function flamesOf(response: Response, evidence: Evidence): Promise<Uint8Array | undefined> {
    const file = evidence.files.find(({ name }) => name === FLAMES_FILE);
    if (file !== undefined && hasAlready(response, file.hash)) return undefined;
    const bytes = file && (await doors.blobs.get(file.hash));
    if (bytes === undefined) {
      response.removeHeader('etag');
      await sendProblem(response, file === undefined ? PROBLEMS.noFile : PROBLEMS.fileGone, doors.links);
    }
    return bytes;
  }

  async function sendPicture(response: Response, name: string, incident: Incident, evidence: Evidence): Promise<void> {
    const [, panel, size, as] = /^(?:(cpu|off-cpu)-)?(chat|phone|wide)\.(png|svg)$/.exec(name) ?? [];
    if (size === undefined || as === undefined) return sendProblem(response, PROBLEMS.noFile, doors.links);
    const flames = await flamesOf(response, evidence);
    if (flames === undefined) return;
    const only = panel === undefined ? {} : ({ panel: panel === 'cpu' ? 'cpu' : 'off-cpu' } as const);
    const picture = {
      as: as === 'svg' ? 'svg' : 'png',
      size: size === 'phone' || size === 'wide' ? size : 'chat',
      ...only,
      ...pictureHeading(incident, evidence.windows),
    } as const;
    const bytes = await doors.flameFiles.draw(flames, picture, AbortSignal.timeout(TIMEOUT_MS));
    // Shown as well as saved: an SVG of ours has neither script nor style, and the policy of the page lets none run.
    send(response, as === 'svg' ? 'image/svg+xml' : 'image/png', fileName(incident, `flames-${name}`), bytes, 'inline');
  }

  async function sendFolded(response: Response, name: string, incident: Incident, evidence: Evidence): Promise<void> {
    const [, profile] = /^(cpu|off-cpu)\.folded$/.exec(name) ?? [];
    if (profile === undefined) return sendProblem(response, PROBLEMS.noFile, doors.links);
    const flames = await flamesOf(response, evidence);
    if (flames === undefined) return;
    const which = profile === 'cpu' ? 'cpu' : 'off-cpu';
    const folded = await doors.flameFiles.fold(flames, which, AbortSignal.timeout(TIMEOUT_MS));
    if (folded.kind === 'none') {
      response.removeHeader('etag');
      return sendProblem(response, { ...PROBLEMS.noFile, what: `There is no such diff: ${folded.why}.` }, doors.links);
    }
    send(response, 'text/plain; charset=utf-8', fileName(incident, `diff-${name}`), folded.text);
  }

  async function sendMerged(response: Response, name: string, incident: Incident, evidence: Evidence): Promise<void> {
    const set = profilesOf(evidence).find((one) => `${one.name}.pb.gz` === name);
    if (set === undefined) return sendProblem(response, PROBLEMS.noFile, doors.links);
    if (set.bytes > MOST_MERGED_BYTES) return sendProblem(response, PROBLEMS.tooLarge, doors.links);
    const sources: { bytes: Uint8Array; counts?: Counts }[] = [];
    for (const { hash, profile } of set.files) {
      const bytes = await doors.blobs.get(hash);
      if (bytes !== undefined)
        sources.push({ bytes, ...(profile?.counts === undefined ? {} : { counts: profile.counts }) });
    }
    const bytes = await merge(sources, set.kind, evidence.windows[set.side].from);
    if (bytes === undefined) return sendProblem(response, PROBLEMS.fileGone, doors.links);
    send(response, 'application/octet-stream', fileName(incident, name), await gzipBytes(bytes));
  }

  /** Undefined when none of them could be read. */
  async function merge(
    sources: Parameters<ProfileSums['sum']>[0]['sources'],
    kind: ProfileKind,
    timeMs: number,
  ): Promise<Uint8Array | undefined> {
    const asked = { kind, filter: EVERYTHING, sources, result: { form: 'pprof', maxNodes: 0 }, timeMs } as const;
    const summed = await doors.sums.sum(asked, AbortSignal.timeout(TIMEOUT_MS));
    return summed.form === 'pprof' && summed.bytes.length > 0 ? summed.bytes : undefined;
  }
}

/** The same graphs give the same file under the same address. */
function hasAlready(response: Response, hash: string): boolean {
  const etag = `W/"${hash}"`;
  response.set('etag', etag);
  const has = response.req.get('if-none-match') === etag;
  if (has) response.status(304).end();
  return has;
}

function send(
  response: Response,
  mediaType: string,
  name: string,
  bytes: Uint8Array,
  disposition: 'inline' | 'attachment' = 'attachment',
): void {
  response.set({ 'content-type': mediaType, 'content-disposition': contentDisposition(disposition, name) });
  response.end(bytes);
}

/** Files of several incidents lie beside each other in somebody's downloads. */
function fileName({ service, startsAt }: Incident, name: string): string {
  const at = Number.isFinite(startsAt) ? new Date(startsAt).toISOString().slice(0, 16).replace(/[-:]/g, '') : '';
  return `${service.replaceAll(/[^\w.-]+/g, '_').slice(0, 80)}-${at}-${name}`;
}
