import { plainDrawing } from '../../core/report/plain-drawing.ts';
import type { DrawnPicture, PlainDrawing } from '../../pipeline/ports.ts';
import { decodeAll } from './decode-sources.ts';
import { paint, type EncodePng } from './paint.ts';
import { encodePng } from './png.ts';

export type DrawnOne =
  | { readonly kind: 'picture'; readonly picture: DrawnPicture }
  | { readonly kind: 'malformed'; readonly format: string; readonly problem: string };

export async function drawPlain(request: PlainDrawing, encode: EncodePng = encodePng): Promise<DrawnOne> {
  const { decoded, notices } = decodeAll(request);
  const { title, size } = request;
  if (decoded.length === 0) return { kind: 'malformed', format: 'profile', problem: notices.join(' ') };
  // One kind only: a file of Node's agent holds CPU and wall time of the same samples.
  const kind = decoded[0]?.kind;
  const { drawing, subtitle } = plainDrawing(decoded.filter((source) => source.kind === kind));
  const picture = await paint({ size, title, subtitle, differential: false, panels: [drawing] }, encode);
  return { kind: 'picture', picture };
}
