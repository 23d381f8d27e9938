/** What happened at one moment, and what it is called. */
export interface Moment<Kind extends string> {
  readonly kind: Kind;
  readonly at: number;
  readonly label: string;
}

export interface PlacedMoment<Kind extends string> {
  readonly kind: Kind;
  readonly label: string;
  readonly x: number;
  readonly labelX: number;
  readonly anchor: 'start' | 'end';
  readonly row: number;
}

/** Of a label's letters, px: a little more than they take. */
const LETTER = 7;
const GAP = 4;
/** More would push the chart off its own place. */
const MOST_ROWS = 4;

/** Puts every label beside its line, in the first row where it meets no other; what has no place has only its line. */
export function layOutLabels<Kind extends string>(
  moments: readonly Moment<Kind>[],
  xOf: (at: number) => number,
  room: { readonly from: number; readonly to: number },
): { readonly placed: readonly PlacedMoment<Kind>[]; readonly rows: number } {
  const taken: { row: number; from: number; to: number }[] = [];
  const placed = moments
    .toSorted((a, b) => a.at - b.at)
    .map(({ kind, at, label }) => {
      const x = xOf(at);
      const width = label.length * LETTER;
      const anchor = x + GAP + width <= room.to ? ('start' as const) : ('end' as const);
      const from = anchor === 'start' ? x : x - GAP - width;
      const to = from + width + GAP;
      // Its own line runs down through the rows below it: no label of another may lie there.
      const free = Array.from({ length: MOST_ROWS }, (_, row) => row).find((row) =>
        taken.every((one) => one.row !== row || to <= one.from || from >= one.to),
      );
      if (free !== undefined) taken.push({ row: free, from, to });
      const shown = free !== undefined && from >= 0;
      return {
        kind,
        x,
        anchor,
        labelX: anchor === 'start' ? x + GAP : x - GAP,
        label: shown ? label : '',
        row: free ?? 0,
      };
    });
  return { placed, rows: Math.max(1, ...taken.map(({ row }) => row + 1)) };
}
