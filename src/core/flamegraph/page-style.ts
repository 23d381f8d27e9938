import type { PictureSize } from './picture.ts';

/** One line of text: font size (a face of the atlas) and height of the line, px. */
export interface TextLine {
  readonly size: number;
  readonly pitch: number;
}

/** Measures of a picture size, px. */
export interface PageStyle {
  readonly width: number;
  readonly height: number;
  readonly margin: number;
  /** Between panels. */
  readonly gap: number;
  readonly stacked: boolean;
  readonly top: number;
  readonly title: TextLine;
  readonly subtitle: TextLine;
  readonly subtitleLines: number;
  readonly panelTitle: TextLine;
  readonly mover: TextLine;
  readonly note: TextLine;
  /** Rows of boxes with their labels, most readable first; the first that shows all rows is taken. */
  readonly rows: readonly TextLine[];
  readonly legend: TextLine;
}

/** Text sizes are set by the 400 px wide preview of a chat and by a phone, not by the full picture. */
export const PAGE_STYLES: Readonly<Record<PictureSize, PageStyle>> = {
  chat: {
    width: 1280,
    height: 720,
    margin: 20,
    gap: 20,
    stacked: false,
    top: 12,
    title: { size: 32, pitch: 43 },
    subtitle: { size: 20, pitch: 26 },
    subtitleLines: 1,
    panelTitle: { size: 24, pitch: 38 },
    mover: { size: 22, pitch: 30 },
    note: { size: 16, pitch: 24 },
    rows: [
      { size: 18, pitch: 25 },
      { size: 16, pitch: 22 },
    ],
    legend: { size: 16, pitch: 24 },
  },
  phone: {
    width: 1080,
    height: 1350,
    margin: 24,
    gap: 14,
    stacked: true,
    top: 12,
    title: { size: 36, pitch: 48 },
    subtitle: { size: 24, pitch: 30 },
    subtitleLines: 2,
    panelTitle: { size: 32, pitch: 46 },
    mover: { size: 28, pitch: 38 },
    note: { size: 22, pitch: 30 },
    rows: [
      { size: 28, pitch: 38 },
      { size: 24, pitch: 34 },
      { size: 22, pitch: 30 },
    ],
    legend: { size: 22, pitch: 30 },
  },
  wide: {
    width: 1920,
    height: 1080,
    margin: 28,
    gap: 28,
    stacked: false,
    top: 14,
    title: { size: 36, pitch: 48 },
    subtitle: { size: 24, pitch: 32 },
    subtitleLines: 1,
    panelTitle: { size: 28, pitch: 42 },
    mover: { size: 24, pitch: 32 },
    note: { size: 20, pitch: 28 },
    rows: [
      { size: 22, pitch: 29 },
      { size: 18, pitch: 25 },
      { size: 16, pitch: 22 },
    ],
    legend: { size: 20, pitch: 28 },
  },
};
