import type { ProfileName } from '../../core/flamegraph/flame-panel.ts';
import type { FlamesState, GraphState } from './flame-state.ts';
import { readState, writeState } from './state-in-url.ts';

/** `push` makes a step that the browser's Back undoes; `replace` changes the present one. */
export type Step = 'push' | 'replace';

/** The one state of all graphs, kept in the fragment of the address. */
export interface FlamesStore {
  state(): FlamesState;
  change(part: Partial<FlamesState>, step: Step): void;
  changeGraph(profile: ProfileName, part: Partial<GraphState>, step: Step): void;
  /** Whether Back leads to an earlier view of these graphs, rather than off the page. */
  canGoBack(): boolean;
  /** The address of what is seen now. */
  link(): string;
}

/** Browsers forbid more than some hundred writes of the address in half a minute. */
const WRITE_AFTER_MS = 250;

export function flamesStore(changed: () => void, signal: AbortSignal): FlamesStore {
  let state = readState(location.hash);
  let written = location.hash.slice(1);
  let waiting: ReturnType<typeof setTimeout> | undefined;

  // Back and Forward; and an address that somebody typed or pasted.
  for (const event of ['popstate', 'hashchange'] as const) addEventListener(event, follow, { signal });
  signal.addEventListener('abort', () => clearTimeout(waiting));

  return {
    state: () => state,
    change,
    changeGraph: (profile, part, step) =>
      change({ panels: { ...state.panels, [profile]: { ...state.panels[profile], ...part } } }, step),
    canGoBack: () => depthOf(history.state) > 0,
    link() {
      write();
      return location.href;
    },
  };

  function change(part: Partial<FlamesState>, step: Step): void {
    if (step === 'push') write();
    state = { ...state, ...part };
    if (step === 'replace') {
      clearTimeout(waiting);
      waiting = setTimeout(write, WRITE_AFTER_MS);
    } else {
      const fragment = writeState(state);
      if (fragment !== written) history.pushState({ flames: depthOf(history.state) + 1 }, '', addressOf(fragment));
      written = fragment;
    }
    changed();
  }

  function write(): void {
    clearTimeout(waiting);
    const fragment = writeState(state);
    if (fragment !== written) history.replaceState(history.state, '', addressOf(fragment));
    written = fragment;
  }

  function follow(): void {
    const fragment = location.hash.slice(1);
    // A plain #heading is a place on the page, not a state of ours.
    if (fragment === written || (fragment !== '' && !fragment.includes('='))) return;
    clearTimeout(waiting);
    written = fragment;
    state = readState(fragment);
    changed();
  }
}

function addressOf(fragment: string): string {
  return `${location.pathname}${location.search}${fragment === '' ? '' : `#${fragment}`}`;
}

function depthOf(kept: unknown): number {
  return typeof kept === 'object' && kept !== null && 'flames' in kept && typeof kept.flames === 'number'
    ? kept.flames
    : 0;
}
