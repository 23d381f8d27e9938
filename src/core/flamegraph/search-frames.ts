import type { FlameGraph } from './flame-panel.ts';
import type { PanelCosts } from './panel-costs.ts';

/** Whether a function is what a reader looks for. */
export type FunctionTest = (name: string, file: string) => boolean;

/** A search runs in the reader's own browser over the names of one incident, so that a cap on patterns is protection enough. */
const LONGEST_PATTERN = 200;

/**
 * Reads what was typed: plain text is looked for in names and files without regard to case; `/…/` is a regular expression
 * (`/…/i` disregards case). Answers undefined for nothing typed, and a sentence for an expression that is none.
 */
export function compileSearch(text: string): FunctionTest | string | undefined {
  const typed = text.trim();
  if (typed === '') return undefined;
  const [, pattern, flags] = /^\/(.+)\/(i?)$/su.exec(typed) ?? [];
  if (pattern === undefined) return plainTest(typed);
  if (pattern.length > LONGEST_PATTERN) return `the regular expression is longer than ${LONGEST_PATTERN} characters`;
  try {
    return expressionTest(new RegExp(pattern, flags));
  } catch (error) {
    // Browsers repeat the whole pattern before they say what is wrong with it.
    const reason = error instanceof Error ? error.message.replace(/^.*\/[a-z]*: /su, '') : String(error);
    return `not a regular expression: ${reason}`;
  }
}

/** Marks the functions of a panel that pass a test: 1 per function id. */
export function markFunctions({ tree, places }: Pick<FlameGraph, 'tree' | 'places'>, test: FunctionTest): Uint8Array {
  return Uint8Array.from(tree.names, (name, id) => (test(name, places.files[places.fileOf[id] ?? -1] ?? '') ? 1 : 0));
}

/** What a search found in a panel. */
export interface Found {
  /** Matching frames that have a width and lie below no other, in preorder. */
  readonly nodes: Int32Array;
  /** All matching frames that have a width. */
  readonly all: number;
  /** Inclusive cost of all matching stacks on both sides; each stack counts once. */
  readonly baseline: number;
  readonly comparison: number;
}

/** Finds the frames of the marked functions. */
export function searchFrames(costs: PanelCosts, functions: Uint8Array): Found {
  const { functionId, subtreeEnd } = costs.tree;
  const nodes: number[] = [];
  let [all, baseline, comparison] = [0, 0, 0];
  let end = 0;
  for (let node = 1; node < functionId.length; node++) {
    if (functions[functionId[node]!] !== 1) continue;
    const visible = costs.widths[node]! > 0;
    if (visible) all++;
    if (node < end) continue;
    end = subtreeEnd[node]!;
    if (visible) nodes.push(node);
    baseline += costs.baseline[node]!;
    comparison += costs.comparison[node]!;
  }
  return { nodes: Int32Array.from(nodes), all, baseline, comparison };
}

function plainTest(typed: string): FunctionTest {
  // An expression needs no lower-case copy of every name at every key stroke.
  if (/^[\x20-\x7E]+$/u.test(typed)) return expressionTest(new RegExp(typed.replace(/[^\w\s]/gu, '\\$&'), 'i'));
  const wanted = typed.normalize().toLowerCase();
  const holds = (text: string): boolean => text.normalize().toLowerCase().includes(wanted);
  return (name, file) => holds(name) || holds(file);
}

function expressionTest(expression: RegExp): FunctionTest {
  return (name, file) => expression.test(name) || expression.test(file);
}
