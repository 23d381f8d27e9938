import type { Neighbour } from '../report/analysis.ts';
import type { Finding } from './pursue.ts';
import type { Model } from './model.ts';
import { endOf } from './support.ts';

/** Callers and callees that blame looks at, each. */
const MOST = 6;
/** Of the growth that must pass through a neighbour. */
const LEAST_SHARE = 0.1;

/**
 * Own functions on the way to a finding, and all functions below it, with the share of its growth that passes through each; what fell below it has a
 * negative one. Linear in the size of the support and its depth.
 */
export function neighboursOf(model: Model, finding: Finding, functionId: number): readonly Neighbour[] {
  const { growthAt } = finding;
  const growth = growthAt.reduce((sum, one) => sum + Math.max(0, one), 0);
  if (growth <= 0) return [];
  return [
    ...strongest(model, 'caller', callers(model, finding, functionId), growth, functionId),
    ...strongest(model, 'callee', callees(model, finding, functionId), growth, functionId),
  ];
}

interface Passed {
  growth: number;
  /** Own functions between it and the finding, of the nearest occurrence. */
  distance: number;
}

function callers({ index }: Model, { support, growthAt }: Finding, self: number): ReadonlyMap<number, Passed> {
  const { parent, functionId, functions } = index;
  const found = new Map<number, Passed>();
  const seen = new Set<number>();
  support.starts.forEach((start, at) => {
    const growth = growthAt[at]!;
    if (growth <= 0) return;
    seen.clear();
    let distance = 1;
    for (let node = parent[start]!; node > 0; node = parent[node]!) {
      const id = functionId[node]!;
      // Recursion is one caller.
      if (seen.has(id)) continue;
      seen.add(id);
      if (id === self || !functions[id]!.own) continue;
      add(found, id, growth, distance++);
    }
  });
  return found;
}

/** Of a library function that is named through its caller, that function is the first. */
function callees(model: Model, { support, growthAt }: Finding, self: number): ReadonlyMap<number, Passed> {
  const { index, expected } = model;
  const { functionId, depth, parent } = index;
  const found = new Map<number, Passed>();
  support.starts.forEach((start, at) => {
    if (functionId[start] !== self) add(found, functionId[start]!, Math.max(0, growthAt[at]!), 0);
    const end = endOf(index, support, start);
    for (let node = start + 1; node < end; node++) {
      // Direct recursion is counted where it begins.
      if (functionId[parent[node]!] === functionId[node]) continue;
      const grew = model.comparison.inclusive[node]! - expected * model.baseline.inclusive[node]!;
      add(found, functionId[node]!, grew, depth[node]! - depth[start]!);
    }
  });
  return found;
}

function add(found: Map<number, Passed>, id: number, growth: number, distance: number): void {
  const known = found.get(id);
  if (known === undefined) found.set(id, { growth, distance });
  else {
    known.growth += growth;
    known.distance = Math.min(known.distance, distance);
  }
}

function strongest(
  { index }: Model,
  relation: Neighbour['relation'],
  found: ReadonlyMap<number, Passed>,
  growth: number,
  self: number,
): Neighbour[] {
  return [...found]
    .map(([id, passed]) => ({
      id,
      share: Math.max(-1, Math.min(1, passed.growth / growth)),
      distance: passed.distance,
    }))
    .filter(({ id, share }) => id > 0 && id !== self && Math.abs(share) >= LEAST_SHARE)
    .toSorted((a, b) => rank(b) - rank(a) || a.distance - b.distance || a.id - b.id)
    .slice(0, MOST)
    .map(({ id, share, distance }) => {
      const { name, file, line, lastLine, own } = index.functions[id]!;
      return { relation, function: name, file, line, lastLine, own, share, distance };
    });

  /** Near callers before far ones, strong callees before weak ones. */
  function rank({ share, distance }: { readonly share: number; readonly distance: number }): number {
    return relation === 'caller' ? Math.abs(share) / distance : Math.abs(share);
  }
}
