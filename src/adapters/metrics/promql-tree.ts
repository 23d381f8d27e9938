/**
 * PromQL as a plain tree, read with the grammar that Prometheus' own editor uses.
 * https://prometheus.io/docs/prometheus/latest/querying/basics/
 */
import { parser } from '@prometheus-io/lezer-promql';

/** Longer expressions than this are not burn-rate alerts, and parsing is not free. */
const MAX_EXPRESSION = 32 * 1024;
/** Brackets within brackets, and operators in one chain. Deeper is nobody's alert, and walks here recurse. */
const MAX_NESTING = 64;
const MAX_DEPTH = 200;

// Prometheus prints what it has parsed, so an expression with a mistake was never evaluated: no guessing at it.
// Recovering from mistakes also takes seconds on hostile input.
const STRICT = parser.configure({ strict: true });

/** One node of the grammar; names are the grammar's (`BinaryExpr`, `VectorSelector`, …). */
export interface PromqlNode {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly source: string;
  readonly children: readonly PromqlNode[];
}

export type ParsedPromql =
  | { readonly kind: 'tree'; readonly root: PromqlNode }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Never throws, never recurses; time is linear in the length. */
export function parsePromql(source: string): ParsedPromql {
  if (source.length > MAX_EXPRESSION) return unreadable(`it is longer than ${MAX_EXPRESSION} characters`);
  if (nestingOf(source) > MAX_NESTING) return unreadable(`it nests deeper than ${MAX_NESTING} brackets`);
  try {
    const root = treeOf(source);
    return root === undefined ? unreadable(`it chains more than ${MAX_DEPTH} operators`) : { kind: 'tree', root };
  } catch (error) {
    const at = / at (\d+)$/.exec(error instanceof Error ? error.message : '')?.[1];
    return unreadable(at === undefined ? 'it is no PromQL' : `it is no PromQL at character ${Number(at) + 1}`);
  }
}

function unreadable(reason: string): ParsedPromql {
  return { kind: 'unreadable', reason };
}

function nestingOf(source: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < source.length; i++) {
    const mark = source[i]!;
    if (mark === '(' || mark === '[' || mark === '{') deepest = Math.max(deepest, ++depth);
    else if (mark === ')' || mark === ']' || mark === '}') depth--;
    else if (mark === '"' || mark === "'" || mark === '`') i = endOfText(source, i, mark);
  }
  return deepest;
}

/** Where the quoted text that begins at `from` ends; past the end when it never does. */
export function endOfText(source: string, from: number, quote: string): number {
  let i = from + 1;
  while (i < source.length && source[i] !== quote) i += source[i] === '\\' && quote !== '`' ? 2 : 1;
  return i;
}

interface Growing extends PromqlNode {
  readonly children: Growing[];
}

function treeOf(source: string): Growing | undefined {
  const cursor = STRICT.parse(source).cursor();
  const grow = (): Growing => ({ name: cursor.name, from: cursor.from, to: cursor.to, source, children: [] });
  const root = grow();
  const open = [root];
  for (;;) {
    if (cursor.firstChild()) {
      if (open.length > MAX_DEPTH) return undefined;
    } else {
      open.pop();
      while (!cursor.nextSibling()) {
        if (!cursor.parent()) return root;
        open.pop();
      }
    }
    const node = grow();
    open.at(-1)?.children.push(node);
    open.push(node);
  }
}

export function textOf(node: PromqlNode): string {
  return node.source.slice(node.from, node.to);
}

const EXPRESSIONS = new Set([
  'BinaryExpr',
  'ParenExpr',
  'AggregateExpr',
  'VectorSelector',
  'FunctionCall',
  'NumberDurationLiteral',
  'UnaryExpr',
  'MatrixSelector',
  'SubqueryExpr',
  'StepInvariantExpr',
  'OffsetExpr',
]);

/** The expressions that a node computes with: both sides of an operator, the arguments of a call. */
export function operandsOf(node: PromqlNode): readonly PromqlNode[] {
  const holder = childOf(node, 'FunctionCallBody') ?? node;
  return holder.children.filter((child) => EXPRESSIONS.has(child.name));
}

export function childOf(node: PromqlNode, name: string): PromqlNode | undefined {
  return node.children.find((child) => child.name === name);
}

/** Without the brackets around it. */
export function peel(node: PromqlNode): PromqlNode {
  let inner = node;
  while (inner.name === 'ParenExpr') inner = operandsOf(inner)[0] ?? { ...inner, name: '' };
  return inner;
}

const OPERATORS: Readonly<Record<string, string>> = {
  And: 'and',
  Or: 'or',
  Unless: 'unless',
  Gtr: '>',
  Gte: '>=',
  Lss: '<',
  Lte: '<=',
  Eql: '==',
  Neq: '!=',
  Add: '+',
  Sub: '-',
  Mul: '*',
  Div: '/',
  Mod: '%',
  Pow: '^',
};

/** A binary operation's two sides; undefined for everything else. */
export function operationOf(
  node: PromqlNode,
): { readonly operator: string; readonly left: PromqlNode; readonly right: PromqlNode } | undefined {
  if (node.name !== 'BinaryExpr') return undefined;
  const [left, right] = operandsOf(node);
  const mark = node.children.find((child) => Object.hasOwn(OPERATORS, child.name));
  if (left === undefined || right === undefined || mark === undefined) return undefined;
  return { operator: OPERATORS[mark.name] ?? '', left, right };
}

/** Every node of one name below and including this, from the left. */
export function nodesOf(node: PromqlNode, name: string): readonly PromqlNode[] {
  const found: PromqlNode[] = [];
  const visit = (one: PromqlNode): void => {
    if (one.name === name) found.push(one);
    for (const child of one.children) visit(child);
  };
  visit(node);
  return found;
}
