import type { SchemeColours } from '../../core/flamegraph/palette.ts';
import { element } from './element.ts';

export const LEGEND_TEXT = 'less | same | more than the baseline · x-axis is alphabetical, NOT time';

export interface FlameLegend {
  readonly root: HTMLElement;
  render(colours: SchemeColours): void;
}

/** Swatches of all levels, and what neither colour nor place mean. */
export function flameLegend(): FlameLegend {
  const swatches = element('span', { class: 'swatches', 'aria-hidden': 'true' });
  const text = element('small', {}, `▼ ${LEGEND_TEXT.replace(' | same | more', ' | same | ▲ more')}`);
  return {
    root: element('p', { class: 'flame-legend' }, swatches, text),
    render(colours) {
      const cells = colours.levels
        .filter((_, i) => i % 2 === 1)
        .map((fill) => {
          const cell = element('span');
          cell.style.backgroundColor = fill;
          return cell;
        });
      swatches.replaceChildren(...cells);
    },
  };
}
