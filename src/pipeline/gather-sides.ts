import type { DeploySides } from '../core/deploy/deploy-windows.ts';
import type { Deploy } from '../core/deploy/deploy.ts';
import { splitVersions, type Split, type VersionedBlock } from '../core/deploy/split-versions.ts';
import type { ChosenWindows } from '../core/incident/choose-windows.ts';
import type { AlertPlan } from '../core/incident/incident.ts';
import { WINDOW_RULES } from '../core/incident/window-rules.ts';
import type { Window } from '../core/instant.ts';
import type { Side } from '../core/profile/call-tree.ts';
import type { DeployWorld } from './deploy-world.ts';
import { fetchProfiles, type GatheredProfiles, type SidedBlock } from './fetch-profiles.ts';

/** The profiles of both sides, and how they were told apart. */
export interface GatheredSides extends Pick<Split<unknown>, 'comparison' | 'labelled' | 'oldVersion'> {
  readonly profiles: GatheredProfiles;
  readonly windows: ChosenWindows;
  /** Sentences: where the sides lie, if not where they should. */
  readonly notes: readonly string[];
}

type Sides = Extract<DeploySides, { readonly kind: 'sides' }>;
type Block = SidedBlock & VersionedBlock;

/**
 * Asks for what was recorded before and after, and tells the versions apart. A side that has nothing is looked for
 * elsewhere: the baseline further back, the comparison in the minutes that were not warm yet.
 */
export async function gatherSides(
  deploy: Deploy,
  plan: AlertPlan,
  sides: Sides,
  world: Pick<DeployWorld, 'stores' | 'meter' | 'checks'>,
  signal: AbortSignal,
): Promise<GatheredSides> {
  const { min } = plan.windows ?? WINDOW_RULES;
  const onDemand = new Set(world.stores.flatMap(({ name, recordingMs }) => (recordingMs === undefined ? [] : [name])));
  const ask = (side: Side, window: Window) => {
    const windows: ChosenWindows = { ...windowsOf(sides), [side]: window };
    const failed = ({ code }: { readonly code: string }) => world.meter.failure(code);
    return fetchProfiles(plan, windows, world.stores, signal, failed, [side]);
  };
  const versioned = ({ blocks }: GatheredProfiles) =>
    blocks.map((block): Block => ({ ...block, onDemand: onDemand.has(block.store) }));
  const split = (before: GatheredProfiles, after: GatheredProfiles) =>
    splitVersions(deploy, versioned(before), versioned(after), { warmUp: world.checks.warmUp, min });

  const notes: string[] = [];
  let windows = windowsOf(sides);
  let [before, after] = await Promise.all([ask('baseline', sides.baseline), ask('comparison', sides.comparison)]);
  if (split(before, after).after.length === 0 && sides.cold.to > sides.cold.from) {
    const cold = await ask('comparison', sides.cold);
    if (cold.blocks.length > 0) {
      after = cold;
      windows = { ...windows, comparison: sides.cold };
      notes.push('Nothing was recorded after the warm-up: what is compared was recorded during it.');
    }
  }
  for (const { window, note } of sides.otherBaselines) {
    const found = split(before, after);
    if (found.before.length > 0 || found.after.length === 0) break;
    const earlier = await ask('baseline', window);
    if (earlier.blocks.length === 0) continue;
    before = earlier;
    windows = { ...windows, baseline: window, note };
    notes.push(note);
  }
  const found = split(before, after);
  return {
    comparison: found.comparison,
    labelled: found.labelled,
    ...(found.oldVersion === undefined ? {} : { oldVersion: found.oldVersion }),
    windows: found.together === undefined ? windows : togetherIn(found.together),
    notes,
    profiles: {
      blocks: [...onSide('baseline', found.before), ...onSide('comparison', found.after)],
      notices: [...new Set([...before.notices, ...after.notices])],
      incomplete: before.incomplete || after.incomplete,
      asked: [...before.asked, ...after.asked],
    },
  };
}

function windowsOf({ baseline, comparison }: Sides): ChosenWindows {
  return { baseline, comparison, mode: 'before the deploy', note: 'before the rollout began' };
}

function togetherIn(window: Window): ChosenWindows {
  const note = 'pods of the version before, in the same minutes';
  return { baseline: window, comparison: window, mode: 'old pods', note };
}

function onSide(side: Side, blocks: readonly Block[]): readonly SidedBlock[] {
  return blocks.map(({ onDemand: _known, ...block }) => ({ ...block, side }));
}
