const UNITS: readonly (readonly [string, number])[] = [
  ['y', 365 * 86_400],
  ['w', 7 * 86_400],
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
  ['ms', 0.001],
];

const GRAMMAR = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** No budget is kept over a longer period: a window beyond it is a mistake, or meant to do harm. */
export const LONGEST_WINDOW_SECONDS = 366 * 86_400;

/** Seconds of a Prometheus duration such as `1h4m`; undefined when it is none. Grammar: Prometheus, model.ParseDuration. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const match = text === '' ? null : GRAMMAR.exec(text);
  if (match === null) return undefined;
  let seconds = 0;
  for (const [index, [, unitSeconds]] of UNITS.entries()) seconds += Number(match[index + 1] ?? 0) * unitSeconds;
  return seconds;
}

/** Writes seconds as Prometheus does: `3840` becomes `1h4m`. Days and weeks only where they divide evenly, as it prints them. */
export function formatDuration(seconds: number): string {
  let rest = Math.round(seconds * 1000);
  if (rest === 0) return '0s';
  let text = '';
  for (const [unit, unitSeconds] of UNITS) {
    const unitMs = Math.round(unitSeconds * 1000);
    const onlyWhole = unit === 'y' || unit === 'w';
    if (rest < unitMs || (onlyWhole && rest % unitMs !== 0)) continue;
    const count = Math.floor(rest / unitMs);
    text += `${count}${unit}`;
    rest -= count * unitMs;
  }
  return text;
}
