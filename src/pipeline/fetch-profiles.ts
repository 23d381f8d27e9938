import type { BurnFacts, ChosenWindows } from '../core/incident/choose-windows.ts';
import { Failure } from '../core/failure.ts';
import type { AlertPlan } from '../core/incident/incident.ts';
import type { ProfileKind } from '../core/profile/profile.ts';
import type { Side } from '../core/profile/call-tree.ts';
import type { Asked } from './evidence.ts';
import type { ProfileBlock, ProfileLinks, ProfileStore } from './ports.ts';

export interface SidedBlock extends ProfileBlock {
  readonly side: Side;
  readonly store: string;
}

export interface GatheredProfiles {
  readonly blocks: readonly SidedBlock[];
  readonly notices: readonly string[];
  /** True when a store did not answer: there may be more than was gathered. */
  readonly incomplete: boolean;
  readonly asked: readonly Asked[];
}

interface Part {
  readonly kind: ProfileKind;
  readonly side: Side;
  readonly blocks: readonly SidedBlock[];
  readonly problem?: string;
  readonly notices: readonly string[];
  readonly links?: ProfileLinks;
  readonly store: string;
  readonly asked: GatheredProfiles['asked'];
}

const SIDES: readonly Side[] = ['baseline', 'comparison'];

/** Step 5: every kind of every side from every store, side by side; a store that fails becomes a sentence, and `onFailure` hears of it. */
export async function fetchProfiles(
  plan: AlertPlan,
  windows: ChosenWindows,
  stores: readonly ProfileStore[],
  signal: AbortSignal,
  onFailure?: (failure: Failure) => void,
  sides: readonly Side[] = SIDES,
): Promise<GatheredProfiles> {
  const parts = await Promise.all(
    plan.profiles.flatMap((kind) =>
      sides.flatMap((side) => stores.map((store) => fetchPart(kind, side, plan, windows, store, signal, onFailure))),
    ),
  );
  const failed = failures(parts);
  return {
    blocks: oncePerRecording(parts.flatMap((part) => part.blocks)),
    notices: [...new Set([...failed, ...halves(parts, sides), ...parts.flatMap((part) => part.notices)])],
    incomplete: failed.length > 0,
    asked: [...parts.flatMap((part) => part.asked), ...comparisons(parts, windows)],
  };
}

async function fetchPart(
  kind: ProfileKind,
  side: Side,
  plan: AlertPlan,
  windows: ChosenWindows,
  store: ProfileStore,
  signal: AbortSignal,
  onFailure?: (failure: Failure) => void,
): Promise<Part> {
  try {
    const answer = await store.fetch(
      { selector: plan.selector, kind, window: windows[side], burn: burnOf(side, windows) },
      signal,
    );
    const question = { system: store.name, query: answer.asked, window: windows[side] };
    const part = { kind, side, store: store.name };
    if (answer.kind === 'empty') return { ...part, asked: [question], blocks: [], problem: answer.reason, notices: [] };
    const { notices, links } = answer;
    // A stand-in, such as wall time for off-CPU, would count twice where the plan asks for it anyway.
    const meant = answer.blocks.filter((block) => block.kind === kind || !plan.profiles.includes(block.kind));
    const blocks = meant.map((block) => ({ ...block, side, store: store.name }));
    if (links === undefined) return { ...part, asked: [question], blocks, notices };
    return { ...part, asked: [{ ...question, href: links.window }], blocks, notices, links };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    onFailure?.(error);
    const problem = `Store ${store.name}: ${error.message}`;
    return { kind, side, store: store.name, blocks: [], problem, notices: [], asked: [] };
  }
}

function burnOf(side: Side, { comparison, endedAt }: ChosenWindows): BurnFacts {
  return { side, onset: comparison.from, ...(endedAt === undefined ? {} : { endedAt }) };
}

/** What was recorded on demand lies in the embedded store too: two stores that are asked may both give it. */
function oncePerRecording(blocks: readonly SidedBlock[]): readonly SidedBlock[] {
  const seen = new Map<string, string>();
  return blocks.filter(({ side, kind, pod, interval, bytes, store }) => {
    const recording = JSON.stringify([side, kind, pod, interval.from, interval.to, bytes.byteLength]);
    const first = seen.get(recording) ?? store;
    seen.set(recording, first);
    return first === store;
  });
}

/** Where the store's own pages show both windows beside each other. */
function comparisons(parts: readonly Part[], windows: ChosenWindows): GatheredProfiles['asked'] {
  return parts.flatMap(({ side, store, kind, links }) =>
    side === 'comparison' && links !== undefined
      ? [{ system: store, query: `${kind}, both windows`, href: links.diff(windows.baseline) }]
      : [],
  );
}

function failures(parts: readonly Part[]): readonly string[] {
  return parts.flatMap((part) => (part.problem?.startsWith('Store ') === true ? [`${part.problem}.`] : []));
}

/** A kind that only one side has cannot be compared, and a service without any CPU profile is worth a word. */
function halves(parts: readonly Part[], sides: readonly Side[]): readonly string[] {
  const notices: string[] = [];
  for (const kind of new Set(parts.map((part) => part.kind))) {
    const has = (side: Side) =>
      parts.some((part) => part.kind === kind && part.side === side && part.blocks.length > 0);
    const missing = sides.filter((side) => !has(side));
    if (missing.length === 0 || (missing.length === sides.length && kind !== 'cpu')) continue;
    const why = parts.find((part) => part.kind === kind && missing.includes(part.side))?.problem;
    notices.push(`No ${kind} profiles in the ${missing.join(' and ')} window${why === undefined ? '' : `: ${why}`}.`);
  }
  return notices;
}
