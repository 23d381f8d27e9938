import { explainedBy, hasOutgrownSibling } from './mix-changes.ts';
import { asCandidate, hasFewPods } from './mix-candidate.ts';
import { handlerAmong } from './mix-handler.ts';
import { MIX } from './constants.ts';
import { ownPart } from './mix-parts.ts';
import type { Change } from './change.ts';
import type { RankedChanges } from './cpu-changes.ts';

/** More, or fewer, of the requests go to one handler than before. */
export interface Mix {
  readonly kind: 'more' | 'appeared' | 'fewer' | 'vanished';
  readonly handler: string;
  /** Of all CPU. */
  readonly share: { readonly baseline: number; readonly comparison: number };
  /** Cost per exposure, comparison ÷ baseline: of the handler, and of the middle of the rest. */
  readonly factor: number;
  readonly rest: number;
  /** Changes that are this mix and nothing more. */
  readonly explained: ReadonlySet<Change>;
}

/**
 * Everything below one function of the service moved by one factor, and everything beside it moved the other way: requests went
 * elsewhere, nothing got dearer. Code that got dearer stands out among its siblings and leaves the rest where it was. With
 * unknown requests the second half is missing: then only a function that a library calls, as handlers are, is believed to be one.
 */
export function findMix({ ranking, changes }: RankedChanges, requestsKnown: boolean): Mix | undefined {
  const { model } = ranking;
  // With neither requests nor pods to tell one run's luck by, an inlined callback looks like a handler that came.
  if (!requestsKnown && hasFewPods(model)) return undefined;
  const all = model.comparison.inclusive[0]!;
  const own = ownPart(model);
  const candidates = model.index.functions.flatMap((frame, id) => {
    const candidate = frame.own ? asCandidate(model, own, id, requestsKnown) : undefined;
    return candidate === undefined ? [] : [candidate];
  });
  const found = handlerAmong(model, candidates);
  if (found === undefined) return undefined;
  const explained = explainedBy(model, changes, found);
  const least = explained.size > 0 ? MIX.leastShare : MIX.leastShareAlone;
  if (Math.abs(found.growth) < least * all) return undefined;
  const lasting = found.kind === 'more' || found.kind === 'fewer';
  if (lasting && hasOutgrownSibling(model, found.support, Math.abs(found.growth))) return undefined;
  return {
    kind: found.kind,
    handler: model.index.functions[found.id]!.name,
    share: { baseline: found.part.before / model.baseline.inclusive[0]!, comparison: found.part.after / all },
    factor: found.factor,
    rest: found.rest,
    explained,
  };
}
