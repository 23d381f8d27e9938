import { faceOf } from './glyph-atlas.ts';
import { arrowOf, formatShare, moverName } from './mover-text.ts';
import { fillOfLevel } from './palette.ts';
import { type Area, centredBaseline, drawTextLine, roomFor, type Sheet } from './sheet.ts';
import { countCharacters } from './shorten-name.ts';
import { joinNotes, type PanelStudy, withoutMovers } from './study-panel.ts';

const LONGEST_CUT = 'deepest 9999 rows cut';

/** Height of what stands above the graph: title, note, movers, vanished functions. */
export function headHeight(sheet: Sheet, study: PanelStudy, width: number): number {
  const { style } = sheet;
  const note = study.note !== '' || !fitsBesideTitle(sheet, study, width) ? style.note.pitch : 0;
  return style.panelTitle.pitch + note + lineCount(study) * style.mover.pitch + (style.margin >> 2);
}

/** Draws title, note, movers and vanished functions of a panel; `cut` says what the depth cut left out. */
export function drawPanelHead(sheet: Sheet, study: PanelStudy, area: Area, cut: string): void {
  const { style } = sheet;
  let { y } = area;
  const beside = fitsBesideTitle(sheet, study, area.width);
  drawTextLine(sheet, { ...area, y }, style.panelTitle, study.title);
  if (beside && cut !== '') drawRight(sheet, { ...area, y }, cut);
  y += style.panelTitle.pitch;
  if (study.note !== '' || !beside) {
    drawTextLine(sheet, { ...area, y }, style.note, beside ? study.note : joinNotes(cut, study.note));
    y += style.note.pitch;
  }
  y += drawMovers(sheet, study, { ...area, y });
  if (study.found.gone.length > 0) drawGone(sheet, study, { ...area, y });
}

function fitsBesideTitle(sheet: Sheet, study: PanelStudy, width: number): boolean {
  const { panelTitle, note, margin } = sheet.style;
  const title = countCharacters(study.title) * faceOf(sheet.atlas, panelTitle.size).advance;
  return title + margin + LONGEST_CUT.length * faceOf(sheet.atlas, note.size).advance <= width;
}

function lineCount(study: PanelStudy): number {
  const gone = study.found.gone.length > 0 ? 1 : 0;
  return Math.max(study.found.movers.length, withoutMovers(study) === undefined ? 0 : 1) + gone;
}

function drawRight(sheet: Sheet, area: Area, text: string): void {
  const { note, panelTitle } = sheet.style;
  const width = countCharacters(text) * faceOf(sheet.atlas, note.size).advance;
  const x = area.x + area.width - width;
  sheet.painter.text(x, centredBaseline(sheet, note.size, area.y, panelTitle.pitch), note.size, text);
}

/** One line per mover: swatch with its number, arrow, share, name. Answers with the height used. */
function drawMovers(sheet: Sheet, study: PanelStudy, area: Area): number {
  const { painter, style } = sheet;
  const line = style.mover;
  const none = withoutMovers(study);
  if (none !== undefined) {
    drawTextLine(sheet, area, line, none);
    return line.pitch;
  }
  const { movers } = study.found;
  const advance = faceOf(sheet.atlas, line.size).advance;
  const shares = movers.map((mover) => formatShare(mover.share));
  const longest = Math.max(0, ...shares.map((share) => share.length));
  const side = line.size;
  let { y } = area;
  for (const [i, mover] of movers.entries()) {
    painter.fill(area.x, y + ((line.pitch - side) >> 1), side, side, fillOfLevel(mover.level));
    const baseline = centredBaseline(sheet, line.size, y, line.pitch);
    painter.text(area.x + ((side - advance) >> 1), baseline, line.size, String(i + 1));
    const facts = `${arrowOf(mover.share)} ${(shares[i] ?? '').padStart(longest)}  `;
    const x = area.x + side + advance;
    const room = roomFor(sheet, line.size, area.width - side - advance) - facts.length;
    painter.text(x, baseline, line.size, facts + moverName(mover, room));
    y += line.pitch;
  }
  return y - area.y;
}

function drawGone(sheet: Sheet, study: PanelStudy, area: Area): void {
  const { gone } = study.found;
  const line = sheet.style.mover;
  const room = roomFor(sheet, line.size, area.width) - 'gone: '.length;
  // Two names share the line; each needs its share and the dot between.
  const perName = Math.floor((room - 3 * (gone.length - 1)) / gone.length);
  const parts = gone.map((mover) => {
    const share = formatShare(mover.share);
    return `${moverName(mover, perName - share.length - 1)} ${share}`;
  });
  drawTextLine(sheet, area, line, `gone: ${parts.join(' · ')}`);
}
