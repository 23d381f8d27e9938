import { drawPicture } from '../../core/flamegraph/draw-picture.ts';
import type { IndexedPicture, PictureRequest } from '../../core/flamegraph/picture.ts';
import type { DrawnPicture } from '../../pipeline/ports.ts';
import { loadAtlas } from './atlas.ts';

/** Turns pixels into a PNG (see png.ts for the two ways). */
export type EncodePng = (picture: IndexedPicture) => Promise<Uint8Array>;

export async function paint(request: PictureRequest, encode: EncodePng): Promise<DrawnPicture> {
  const drawn = drawPicture(request, loadAtlas());
  const png = await encode(drawn);
  return { size: request.size, width: drawn.width, height: drawn.height, png };
}
