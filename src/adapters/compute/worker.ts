/**
 * What runs in a worker thread, arguments and answers copied between threads; a command that has nothing else to do runs it in
 * its own.
 */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { describePicture } from '../../core/flamegraph/describe-picture.ts';
import { drawPicture } from '../../core/flamegraph/draw-picture.ts';
import type { PictureRequest } from '../../core/flamegraph/picture.ts';
import { writeFlameBody } from '../../core/flamegraph/write-flame-body.ts';
import { assumeCounts } from '../../core/profile/assume-counts.ts';
import { createPprofPool, type PprofPool } from '../../core/profile/formats/pprof-pool.ts';
import { kindsOf, pickValues } from '../../core/profile/pick-values.ts';
import { ForeignFile, MalformedProfile, type Profile, type ProfileKind } from '../../core/profile/profile.ts';
import { readProfile } from '../../core/profile/read-profile.ts';
import { onlyUsedFrames } from '../../core/profile/used-frames.ts';
import { otherContents } from '../../core/profile/value-names.ts';
import { withLabel, type LabelFilter } from '../../core/profile/with-label.ts';
import { analyse, type DecodedSource } from '../../core/report/analyse.ts';
import { plainDrawing } from '../../core/report/plain-drawing.ts';
import type {
  AnalysisRequest,
  ComputedAnalysis,
  DrawnPicture,
  PlainDrawing,
  ProfileSource,
} from '../../pipeline/ports.ts';
import { loadAtlas } from './atlas.ts';
import { inflateProfile, MOST_INFLATED_BYTES } from './inflate.ts';
import { encodePng } from './png.ts';

const gzipBytes = promisify(gzip);

/** Whoever is answered knows that all that is imported here is loaded. */
export function awake(): boolean {
  return true;
}

export async function analyseRequest(request: AnalysisRequest): Promise<ComputedAnalysis> {
  const { decoded, notices } = decodeAll(request);
  const { analysis, drawings } = analyse(decoded, request.requests, notices, request.idle);
  const pictures: DrawnPicture[] = [];
  let altText = '';
  for (const wanted of request.pictures) {
    const picture: PictureRequest = { ...wanted, differential: true, panels: drawings };
    altText ||= describePicture(picture);
    pictures.push(await paint(picture));
  }
  return { analysis, pictures, altText, flames: await gzipBytes(writeFlameBody(drawings)), problems: notices };
}

export type DrawnOne =
  | { readonly kind: 'picture'; readonly picture: DrawnPicture }
  | { readonly kind: 'malformed'; readonly format: string; readonly problem: string };

export async function drawPlain(request: PlainDrawing): Promise<DrawnOne> {
  const { decoded, notices } = decodeAll(request);
  const { title, size } = request;
  if (decoded.length === 0) return { kind: 'malformed', format: 'profile', problem: notices.join(' ') };
  // One kind only: a file of Node's agent holds CPU and wall time of the same samples.
  const kind = decoded[0]?.kind;
  const { drawing, subtitle } = plainDrawing(decoded.filter((source) => source.kind === kind));
  const picture = await paint({ size, title, subtitle, differential: false, panels: [drawing] });
  return { kind: 'picture', picture };
}

/** One bad file among ten is a notice; the other nine still answer. */
function decodeAll({ sources, labels = [] }: Pick<PlainDrawing, 'sources' | 'labels'>): {
  readonly decoded: readonly DecodedSource[];
  readonly notices: readonly string[];
} {
  const notices: string[] = [];
  const strays: string[] = [];
  const pool = createPprofPool();
  const decoded = sources.flatMap((source) => {
    try {
      return decode(source, labels, notices, pool);
    } catch (error) {
      if (!(error instanceof MalformedProfile)) throw error;
      if (source.stray === true && error instanceof ForeignFile) strays.push(source.name);
      else notices.push(`${source.name} was left out: ${error.message}.`);
      return [];
    }
  });
  const [first, ...more] = strays;
  if (first !== undefined)
    notices.push(
      more.length === 0
        ? `${first} is no profile and was left out.`
        : `${first} and ${more.length} more are no profiles and were left out.`,
    );
  return { decoded, notices };
}

function decode(
  source: ProfileSource,
  labels: readonly LabelFilter[],
  notices: string[],
  pool: PprofPool,
): readonly DecodedSource[] {
  const whole = onlyUsedFrames(readProfile(inflateProfile(source.bytes, MOST_INFLATED_BYTES), pool));
  const kinds = kindsToRead(source, whole);
  if (kinds.length === 0) notices.push(`${source.name} holds ${lacking(source, whole)} and was left out.`);
  const read = labels.reduce(withLabel, whole);
  if (read.stackStart.length === 1 && whole.stackStart.length > 1) {
    const asked = labels.map(({ key, text }) => `${key}=${text}`).join(' and ');
    notices.push(`${source.name} has no samples with the label ${asked} and was left out.`);
    return [];
  }
  const { side, pod, seconds } = source;
  return kinds.map((kind) => {
    const profile = source.counts === undefined ? read : assumeCounts(read, kind, source.counts);
    return { profile, kind, side, pod, ...(seconds === undefined ? {} : { seconds }) };
  });
}

/** A guess by file name holds only where the profile does not say itself what it measures. */
function kindsToRead(source: ProfileSource, profile: Profile): readonly ProfileKind[] {
  const { kind } = source;
  if (profile.unstated !== undefined) return pickValues(profile, kind) === undefined ? [] : [kind];
  if (source.kindGuessed !== true) return pickValues(profile, kind) === undefined ? [] : [kind];
  // Go's block and mutex profiles look alike; only one of the two can be meant.
  const alike = kind === 'mutex' ? 'block' : 'mutex';
  const kinds = kindsOf(profile);
  return kinds.includes('block') && kinds.includes('mutex') ? kinds.filter((one) => one !== alike) : kinds;
}

function lacking({ kind, kindGuessed }: ProfileSource, { sampleTypes }: Profile): string {
  const wanted = kindGuessed === true ? 'CPU time or waiting' : `${kind} samples`;
  return `${otherContents(sampleTypes)}, no ${wanted},`;
}

async function paint(request: PictureRequest): Promise<DrawnPicture> {
  const drawn = drawPicture(request, loadAtlas());
  const png = await encodePng(drawn);
  return { size: request.size, width: drawn.width, height: drawn.height, png };
}
