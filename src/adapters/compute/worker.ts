/** What runs in a worker thread. Arguments and answers are copied between threads. */
import { describePicture } from '../../core/flamegraph/describe-picture.ts';
import { drawPicture } from '../../core/flamegraph/draw-picture.ts';
import type { PictureRequest } from '../../core/flamegraph/picture.ts';
import { assumeCounts } from '../../core/profile/assume-counts.ts';
import { kindsOf, pickValues } from '../../core/profile/pick-values.ts';
import { MalformedProfile, type Profile, type ProfileKind } from '../../core/profile/profile.ts';
import { readProfile } from '../../core/profile/read-profile.ts';
import { analyse, type DecodedSource } from '../../core/report/analyse.ts';
import { plainDrawing } from '../../core/report/plain-drawing.ts';
import type {
  AnalysisRequest,
  ComputedAnalysis,
  DrawnPicture,
  PlainDrawing,
  ProfileFacts,
  ProfileSource,
} from '../../pipeline/ports.ts';
import { loadAtlas } from './atlas.ts';
import { inflateProfile } from './inflate.ts';
import { encodePng } from './png.ts';

/** A profile inflates to at most this; real ones stay under 100 MB. */
export const MOST_INFLATED_BYTES = 256 * 1024 * 1024;

export type Inspected =
  | { readonly kind: 'facts'; readonly facts: ProfileFacts }
  | { readonly kind: 'malformed'; readonly format: string; readonly problem: string };

export async function analyseRequest(request: AnalysisRequest): Promise<ComputedAnalysis> {
  const notices: string[] = [];
  const decoded = request.sources.flatMap((source) => decode(source, notices));
  const { analysis, drawings } = analyse(decoded, request.requests, notices);
  const pictures: DrawnPicture[] = [];
  let altText = '';
  for (const wanted of request.pictures) {
    const picture: PictureRequest = { ...wanted, differential: true, panels: drawings };
    altText ||= describePicture(picture);
    pictures.push(await paint(picture));
  }
  return { analysis, pictures, altText, problems: notices };
}

export type DrawnOne =
  | { readonly kind: 'picture'; readonly picture: DrawnPicture }
  | { readonly kind: 'malformed'; readonly format: string; readonly problem: string };

export async function drawPlain({ sources, title, size }: PlainDrawing): Promise<DrawnOne> {
  const notices: string[] = [];
  const decoded = sources.flatMap((source) => decode(source, notices));
  if (decoded.length === 0) return { kind: 'malformed', format: 'profile', problem: notices.join(' ') };
  const { drawing, subtitle } = plainDrawing(decoded);
  const picture = await paint({ size, title, subtitle, differential: false, panels: [drawing] });
  return { kind: 'picture', picture };
}

export function inspectBytes(bytes: Uint8Array): Inspected {
  try {
    const profile = readProfile(inflateProfile(bytes, MOST_INFLATED_BYTES));
    const { format, timeMs, durationSeconds } = profile;
    return { kind: 'facts', facts: { format, timeMs, durationSeconds, kinds: kindsOf(profile) } };
  } catch (error) {
    if (error instanceof MalformedProfile) return { kind: 'malformed', format: error.format, problem: error.problem };
    throw error;
  }
}

/** One bad file among ten is a notice; the other nine still answer. */
function decode(source: ProfileSource, notices: string[]): readonly DecodedSource[] {
  try {
    const read = readProfile(inflateProfile(source.bytes, MOST_INFLATED_BYTES));
    const kinds = kindsToRead(source, read);
    if (kinds.length === 0) notices.push(`${source.name} holds no ${nameOf(source)} samples and was left out.`);
    const { side, pod, seconds } = source;
    return kinds.map((kind) => {
      const profile = source.counts === undefined ? read : assumeCounts(read, kind, source.counts);
      return { profile, kind, side, pod, ...(seconds === undefined ? {} : { seconds }) };
    });
  } catch (error) {
    if (!(error instanceof MalformedProfile)) throw error;
    notices.push(`${source.name} was left out: ${error.message}.`);
    return [];
  }
}

/** A guess by file name holds only where the profile does not say itself what it measures. */
function kindsToRead(source: ProfileSource, profile: Profile): readonly ProfileKind[] {
  const { kind } = source;
  if (profile.unstated !== undefined) return [kind];
  if (source.kindGuessed !== true) return pickValues(profile, kind) === undefined ? [] : [kind];
  // Go's block and mutex profiles look alike; only one of the two can be meant.
  const alike = kind === 'mutex' ? 'block' : 'mutex';
  const kinds = kindsOf(profile);
  return kinds.includes('block') && kinds.includes('mutex') ? kinds.filter((one) => one !== alike) : kinds;
}

function nameOf({ kind, kindGuessed }: ProfileSource): string {
  return kindGuessed === true ? 'CPU or waiting' : kind;
}

async function paint(request: PictureRequest): Promise<DrawnPicture> {
  const drawn = drawPicture(request, loadAtlas());
  const png = await encodePng(drawn);
  return { size: request.size, width: drawn.width, height: drawn.height, png };
}
