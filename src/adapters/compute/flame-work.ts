/** What runs in the thread that makes files of kept flame graphs. */
import { gunzipSync } from 'node:zlib';
import { drawPicture } from '../../core/flamegraph/draw-picture.ts';
import { drawSvg } from '../../core/flamegraph/draw-svg.ts';
import type { ProfileName } from '../../core/flamegraph/flame-panel.ts';
import { foldDiff } from '../../core/flamegraph/fold-diff.ts';
import type { PictureRequest } from '../../core/flamegraph/picture.ts';
import { readFlameBody } from '../../core/flamegraph/read-flame-body.ts';
import type { FoldedDiff, WantedPicture } from '../../pipeline/flame-files.ts';
import { loadAtlas } from './atlas.ts';
import { encodePng } from './png.ts';

/** Half a million frames are 10 MB. */
const MOST_INFLATED_BYTES = 256 * 1024 * 1024;

export async function drawFlames(given: { flames: Uint8Array; picture: WantedPicture }): Promise<Uint8Array> {
  const { as, panel, ...picture } = given.picture;
  const panels = panelsOf(given.flames).filter(({ profile }) => panel === undefined || profile === panel);
  const request: PictureRequest = { ...picture, differential: true, panels };
  if (as === 'svg') return new TextEncoder().encode(drawSvg(request, loadAtlas()));
  return encodePng(drawPicture(request, loadAtlas()));
}

export function foldFlames({ flames, profile }: { flames: Uint8Array; profile: ProfileName }): FoldedDiff {
  const panel = panelsOf(flames).find((one) => one.profile === profile);
  if (panel?.kind !== 'graph') return { kind: 'none', why: panel?.reason ?? 'there is no such flame graph' };
  try {
    return { kind: 'folded', text: new TextEncoder().encode(foldDiff(panel)) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { kind: 'none', why: error.message };
  }
}

function panelsOf(flames: Uint8Array) {
  return readFlameBody(gunzipSync(flames, { maxOutputLength: MOST_INFLATED_BYTES }));
}
