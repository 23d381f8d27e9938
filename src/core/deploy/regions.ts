import type { Mover } from '../report/analysis.ts';
import type { Region } from './deploy.ts';

/** How many movers blame looks at, in their order. */
const MOST = 5;

/** The source lines to blame: own functions that grew, the ones that may be named as a cause first. */
export function regionsOf(movers: readonly Mover[]): readonly Region[] {
  const grew = movers.filter((mover) => mover.own && mover.delta > 0 && mover.file !== '' && mover.line > 0);
  const named = grew.filter((mover) => mover.gated);
  return (named.length > 0 ? named : grew).slice(0, MOST).map((mover) => ({
    function: mover.function,
    file: mover.file,
    fromLine: mover.line,
    toLine: Math.max(mover.line, mover.lastLine),
  }));
}
