/**
 * What runs in a worker thread, arguments and answers copied between threads; a command that has nothing else to do runs it in
 * its own.
 */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { describePicture } from '../../core/flamegraph/describe-picture.ts';
import type { PictureRequest } from '../../core/flamegraph/picture.ts';
import { writeFlameBody } from '../../core/flamegraph/write-flame-body.ts';
import { analyse } from '../../core/report/analyse.ts';
import type { AnalysisRequest, ComputedAnalysis, DrawnPicture } from '../../pipeline/ports.ts';
import { decodeAll } from './decode-sources.ts';
import { paint, type EncodePng } from './paint.ts';
import { encodePng } from './png.ts';

export { drawPlain } from './draw-plain.ts';

const gzipBytes = promisify(gzip);
/** Somebody waits for the post: a third of the time of the usual level, for a tenth more bytes. */
const BODY_LEVEL = 3;

/** Whoever is answered knows that all that is imported here is loaded. */
export function awake(): boolean {
  return true;
}

export async function analyseRequest(
  request: AnalysisRequest,
  encode: EncodePng = encodePng,
): Promise<ComputedAnalysis> {
  const { decoded, notices } = decodeAll(request);
  const { analysis, drawings, tops } = analyse(decoded, request.requests, notices, request.idle);
  const pictures: DrawnPicture[] = [];
  let altText = '';
  for (const wanted of request.pictures) {
    const picture: PictureRequest = { ...wanted, differential: true, panels: drawings };
    altText ||= describePicture(picture);
    pictures.push(await paint(picture, encode));
  }
  const flames =
    request.flames === true ? { flames: await gzipBytes(writeFlameBody(drawings), { level: BODY_LEVEL }) } : {};
  return {
    analysis,
    pictures,
    altText,
    ...flames,
    ...(request.tops === true ? { tops: tops() } : {}),
    problems: notices,
  };
}
