/** Words for numbers, as people say them at three in the morning. */

/** Of comparison ÷ baseline − 1: "+16 %", "−3 %", "unchanged"; from threefold on "×3.2". */
export function changeWords(relative: number): string {
  if (relative >= 2) return `×${digits(relative + 1)}`;
  const percent = Math.round(relative * 100);
  if (percent === 0) return 'unchanged';
  return percent > 0 ? `+${percent} %` : `−${-percent} %`;
}

/** Of comparison ÷ baseline: "×1.9", "×12". */
export function timesWords(ratio: number): string {
  return `×${digits(ratio)}`;
}

/** Of a share 0..1: "8 %", "0.1 %". */
export function percentWords(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.05) return 'under 0.1 %';
  return `${percent < 1.95 ? digits(percent) : Math.round(percent)} %`;
}

/** Of a part of a whole, 0..1. */
export function fractionWords(fraction: number): string {
  if (fraction >= 0.95) return 'nearly all';
  if (fraction >= 0.6) return 'most';
  if (fraction >= 0.42) return 'half';
  if (fraction >= 0.29) return 'a third';
  if (fraction >= 0.21) return 'a quarter';
  return 'a part';
}

/** Of seconds: "12 µs", "3.4 ms", "1.2 s"; 0 stays "0". */
export function secondsWords(seconds: number): string {
  if (seconds < 5e-8) return '0';
  if (seconds >= 1) return `${digits(seconds)} s`;
  if (seconds >= 1e-3) return `${digits(seconds * 1e3)} ms`;
  return `${digits(seconds * 1e6)} µs`;
}

/** Two or three telling digits. */
export function digits(number: number): string {
  return number.toFixed(Math.abs(number) < 9.95 ? 1 : 0).replace(/\.0$/, '');
}
