import { absoluteLevel } from './change-level.ts';
import { deltaOf, levelOf, type PanelCosts } from './panel-costs.ts';

/** Colours by the change relative to each frame itself, or by its part of the largest change in the panel. */
export type ColourBy = 'relative' | 'absolute';

/**
 * Levels −15..+15 per node. Relative ones say which code changed most against itself, absolute ones where the change of the
 * panel lies. Both are white for what is noise. Absolute strength is measured against the largest change of a frame (not
 * of the panel as a whole: where growth and shrinkage cancel out, or little changed, everything would be faint).
 */
export function colourLevels(costs: PanelCosts, by: ColourBy): Int8Array {
  if (by === 'relative') return costs.levels;
  const largest = largestDelta(costs);
  return costs.levels.map((level, node) => absoluteLevel(level, deltaOf(costs, node), largest));
}

/** The same costs with other colours, merged boxes included. */
export function withColours(costs: PanelCosts, by: ColourBy): PanelCosts {
  if (by === 'relative') return costs;
  return { ...costs, levels: colourLevels(costs, by), largestDelta: largestDelta(costs) };
}

/** Size of the largest significant change below the root; of the root itself where only all together changed clearly. */
function largestDelta(costs: PanelCosts): number {
  let largest = 0;
  for (let node = 1; node < costs.levels.length; node++) {
    if (levelOf(costs, node) !== 0) largest = Math.max(largest, Math.abs(deltaOf(costs, node)));
  }
  return largest === 0 && levelOf(costs, 0) !== 0 ? Math.abs(deltaOf(costs, 0)) : largest;
}
