import { describePicture } from './describe-picture.ts';
import { paintPicture } from './draw-picture.ts';
import { faceOf, type GlyphAtlas } from './glyph-atlas.ts';
import { PAGE_STYLES } from './page-style.ts';
import { FULL_INK, INK_STEPS, makePalette, PAGE_FILL } from './palette.ts';
import type { PictureRequest } from './picture.ts';
import type { Painter } from './raster.ts';

/** Faces as wide as the atlas's, wherever the file is opened. */
const FAMILY = "'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace";

/**
 * The picture of drawPicture as SVG: the same boxes at the same places, letters as text that can be searched and copied,
 * and on every box its whole name. Needs no style sheet, so that it looks the same under any content policy.
 */
export function drawSvg(request: PictureRequest, atlas: GlyphAtlas): string {
  const { width, height } = PAGE_STYLES[request.size];
  const colours = coloursOf(request.differential);
  const ink = colours(PAGE_FILL, FULL_INK);
  const svg = svgPainter(width, height, atlas, colours);
  paintPicture(request, atlas, svg.painter);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escape(request.title)}"`,
    ` width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ` font-family="${FAMILY}" fill="${ink}">`,
    `<desc>${escape(describePicture(request))}</desc>`,
    `<rect width="${width}" height="${height}" fill="${colours(PAGE_FILL, 0)}"/>`,
    ...svg.parts(),
    '</svg>\n',
  ].join('');
}

function svgPainter(
  width: number,
  height: number,
  atlas: GlyphAtlas,
  colours: Colours,
): { readonly painter: Painter; parts(): readonly string[] } {
  const parts: string[] = [];
  /** Inside the group of a box: before or after its fill. */
  let group: 'begun' | 'filled' | undefined;
  const leaveGroup = (): void => {
    if (group !== undefined) parts.push('</g>');
    group = undefined;
  };
  const painter: Painter = {
    width,
    height,
    about(text) {
      leaveGroup();
      parts.push(`<g><title>${escape(text())}</title>`);
      group = 'begun';
    },
    fill(x, y, boxWidth, boxHeight, fill) {
      if (group === 'filled') leaveGroup();
      else if (group === 'begun') group = 'filled';
      parts.push(rect(x, y, boxWidth, boxHeight, `fill="${colours(fill, 0)}"`));
    },
    ink(x, y, boxWidth, boxHeight, strength) {
      leaveGroup();
      const opacity = strength === FULL_INK ? '' : `fill-opacity="${(strength / FULL_INK).toFixed(3)}"`;
      parts.push(rect(x, y, boxWidth, boxHeight, opacity));
    },
    text(x, baseline, size, text) {
      const cells = countCells(text);
      if (cells === 0) return;
      // Other faces are a little narrower or wider, and other scripts far wider, than the cells the label was cut for.
      const length = `textLength="${cells * faceOf(atlas, size).advance}" lengthAdjust="spacingAndGlyphs"`;
      parts.push(`<text x="${x}" y="${baseline}" font-size="${size}" ${length}>${keepSpaces(escape(text))}</text>`);
    },
  };
  return {
    painter,
    parts() {
      leaveGroup();
      return parts;
    },
  };
}

function rect(x: number, y: number, width: number, height: number, paint: string): string {
  if (width <= 0 || height <= 0) return '';
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}"${paint === '' ? '' : ` ${paint}`}/>`;
}

type Colours = (fill: number, ink: number) => string;

function coloursOf(differential: boolean): Colours {
  const palette = makePalette(differential);
  return (fill, ink) => {
    const at = (fill * INK_STEPS + ink) * 3;
    return `#${Array.from(palette.subarray(at, at + 3), (channel) => channel.toString(16).padStart(2, '0')).join('')}`;
  };
}

/** Characters that take room of their own: marks and joiners stand on others. */
function countCells(text: string): number {
  return Array.from(text.replace(/[\p{M}\p{Cf}]/gu, '')).length;
}

/** Runs of spaces would shrink to one, and the text with them. */
function keepSpaces(text: string): string {
  return text.replace(/ {2,}/gu, (spaces) => '\u00A0'.repeat(spaces.length));
}

/**
 * Text as XML can carry it. Control characters, non-characters and lone surrogates are no XML, https://www.w3.org/TR/xml/#charsets,
 * and direction overrides would show a name that is another.
 */
function escape(text: string): string {
  return text
    .toWellFormed()
    .replace(/(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029\uFFFE\uFFFF]/gu, '\uFFFD')
    .replace(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}
