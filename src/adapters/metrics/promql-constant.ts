import { parseDuration } from '../../core/alert/duration.ts';
import { childOf, operandsOf, operationOf, textOf, type PromqlNode } from './promql-tree.ts';

/** The number that an expression of numbers comes to; undefined when a series takes part, or it is not finite. */
export function constantOf(node: PromqlNode): number | undefined {
  const number = evaluate(node);
  return number !== undefined && Number.isFinite(number) ? number : undefined;
}

function evaluate(node: PromqlNode): number | undefined {
  const first = operandsOf(node)[0];
  switch (node.name) {
    case 'NumberDurationLiteral':
      return literalOf(textOf(node));
    case 'ParenExpr':
      return first === undefined ? undefined : evaluate(first);
    case 'UnaryExpr': {
      const inner = first === undefined ? undefined : evaluate(first);
      return inner === undefined ? undefined : textOf(node).startsWith('-') ? -inner : inner;
    }
    case 'FunctionCall': {
      // `vector(0.001)` and `scalar(vector(0.001))` are numbers in disguise.
      const name = childOf(node, 'FunctionIdentifier');
      const wraps = name !== undefined && (textOf(name) === 'vector' || textOf(name) === 'scalar');
      return wraps && first !== undefined ? evaluate(first) : undefined;
    }
    case 'BinaryExpr': {
      const operation = operationOf(node);
      const left = operation === undefined ? undefined : evaluate(operation.left);
      const right = operation === undefined ? undefined : evaluate(operation.right);
      return left === undefined || right === undefined ? undefined : compute(operation?.operator ?? '', left, right);
    }
    default:
      return undefined;
  }
}

function compute(operator: string, left: number, right: number): number | undefined {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '^':
      return left ** right;
    default:
      return undefined;
  }
}

/** `1e-3`, `.5`, `0x1F`, `1_000`, `Inf`, and durations, which newer Prometheus takes as seconds. */
function literalOf(text: string): number | undefined {
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const number = Number(text.replaceAll(/(?<=[\da-f])_(?=[\da-f])/gi, ''));
  return Number.isNaN(number) ? parseDuration(text) : number;
}
