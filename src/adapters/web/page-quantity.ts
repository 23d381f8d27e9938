import { isoInstant } from '../../core/instant.ts';
import type { Instant, Window } from '../../core/instant.ts';

export interface ShownTime {
  /** For the datetime attribute. */
  readonly iso: string;
  readonly text: string;
}

/** A time in UTC; the page's script turns it into the reader's. */
export function showTime(at: Instant): ShownTime {
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) return { iso: '', text: 'unknown time' };
  const iso = isoInstant(at);
  return { iso, text: `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC` };
}

export function showWindow(window: Window): {
  readonly from: ShownTime;
  readonly to: ShownTime;
  readonly length: string;
} {
  return { from: showTime(window.from), to: showTime(window.to), length: showDuration(window.to - window.from) };
}

export function showDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return join(minutes, 'min', Math.round(seconds % 60), 's');
  return join(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

/** Cores, or seconds waited per second: three digits, a true minus sign. */
export function showRate(rate: number): string {
  if (rate === 0) return '0';
  const size = Math.abs(rate);
  const digits = size >= 100 ? String(Math.round(size)) : String(Number(size.toPrecision(size < 0.001 ? 1 : 3)));
  return rate < 0 ? `\u2212${digits}` : digits;
}

export function showChange(rate: number): string {
  return rate > 0 ? `+${showRate(rate)}` : showRate(rate);
}

/** 0.31 as "+31 %"; large growth as a factor. */
export function showRelative(relative: number): string {
  if (relative >= 10) return `×${Math.round(relative + 1)}`;
  const percent = Math.round(relative * 100);
  if (percent === 0) return '±0 %';
  return percent > 0 ? `+${percent} %` : `\u2212${-percent} %`;
}

export function showBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${Number((bytes / 1e6).toFixed(1))} MB`;
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
