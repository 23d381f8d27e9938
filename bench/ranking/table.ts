/** Rows of text for a terminal that are a Markdown table too. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map((row) => line(row))].join('\n');
}

/** `93 %`, or a dash where nothing was counted. */
export function percent(part: number, of: number): string {
  return of === 0 ? '–' : `${Math.round((100 * part) / of)} %`;
}

/** One bar that must be reached, with the figure beside it. */
export interface Bar {
  readonly what: string;
  readonly figure: string;
  readonly asked: string;
  readonly reached: boolean;
}

export function barTable(bars: readonly Bar[]): string {
  return table(
    ['', 'bar', 'figure', 'asked'],
    bars.map(({ what, figure, asked, reached }) => [reached ? 'ok' : 'MISSED', what, figure, asked]),
  );
}

/** Something counted must reach a share of all. */
export function atLeast(what: string, part: number, of: number, share: number): Bar {
  return {
    what,
    figure: `${part}/${of} = ${percent(part, of)}`,
    asked: `≥ ${Math.round(share * 100)} %`,
    reached: part >= share * of,
  };
}

/** Something counted may not exceed a share of all. */
export function atMost(what: string, part: number, of: number, share: number): Bar {
  return {
    what,
    figure: `${part}/${of} = ${of === 0 ? '–' : `${((100 * part) / of).toFixed(1)} %`}`,
    asked: `≤ ${Math.round(share * 100)} %`,
    reached: part <= share * of,
  };
}
