import type { DrawnMover } from './select-movers.ts';
import { countCharacters, fitName } from './shorten-name.ts';

/** `+9.1 %`, with a true minus; one decimal below 100 %. */
export function formatShare(share: number): string {
  const percent = Math.abs(share) * 100;
  return `${share < 0 ? '−' : '+'}${percent.toFixed(percent < 99.95 ? 1 : 0)} %`;
}

/** The sign once more as a shape, for eyes and screens without red and blue. */
export function arrowOf(share: number): string {
  return share < 0 ? '▼' : '▲';
}

/**
 * Name of a mover in `room` characters: `pricing.(*Client).Authorize`, `store.(*Pool).Get › runtime.selectgo`, and
 * `lineTax (2 places)` where saying so does not shorten the name.
 */
export function moverName(mover: DrawnMover, room: number): string {
  const name = callPath(mover, room) ?? fitName(mover.name, room) ?? '';
  const places = mover.nodes.length > 1 ? ` (${mover.nodes.length} places)` : '';
  return countCharacters(name) + places.length <= room ? name + places : name;
}

function callPath(mover: DrawnMover, room: number): string | undefined {
  if (mover.caller === undefined) return fitName(mover.name, room);
  const between = ' › ';
  const name = fitName(mover.name, (room - between.length) >> 1);
  const caller = name === undefined ? undefined : fitName(mover.caller, room - between.length - countCharacters(name));
  return caller === undefined ? undefined : `${caller}${between}${name}`;
}
