import { forEachNode, maskOf } from './support.ts';
import { isEntered } from './mix-candidate.ts';
import { MIX } from './constants.ts';
import type { Candidate } from './mix-candidate.ts';
import type { Model } from './model.ts';
import type { Support } from './support.ts';

/**
 * The largest change per request; of nested functions that tell the same one, the deepest: the handler and not the middleware
 * above it. Measured against requests and not against the rest, which one large growth makes look like a decline of another.
 */
export function handlerAmong(model: Model, candidates: readonly Candidate[]): Candidate | undefined {
  const sizeOf = ({ part }: Candidate): number => Math.abs(part.after - model.exposureRatio * part.before);
  const deepestOf = (pool: readonly Candidate[]): Candidate | undefined => {
    const most = Math.max(...pool.map(sizeOf), 0);
    const same = pool.filter((candidate) => sizeOf(candidate) >= MIX.sameMove * most);
    return same.toSorted((x, y) => x.part.after + x.part.before - y.part.after - y.part.before)[0];
  };
  const found = deepestOf(candidates);
  if (found === undefined || isEntered(model, found.support)) return found;
  // Workers may do more for a request than its handler does by itself, but requests go to the handler.
  const mask = maskOf(model.index, found.support);
  const handlers = candidates.filter(
    (candidate) =>
      Math.sign(candidate.growth) === Math.sign(found.growth) &&
      sizeOf(candidate) >= MIX.leastOfWorkers * sizeOf(found) &&
      isEntered(model, candidate.support) &&
      isApart(model, mask, candidate.support),
  );
  return deepestOf(handlers) ?? found;
}

function isApart({ index }: Model, mask: Uint8Array, support: Support): boolean {
  let apart = true;
  forEachNode(index, support, (node) => {
    if (mask[node] === 1) apart = false;
  });
  return apart;
}
