import { parseEvents, YAMLException } from 'js-yaml';
import { composeYaml } from './compose-yaml.ts';
import type { ConfigProblem } from './problem.ts';
import { yamlPlaces } from './yaml-places.ts';

/** Deeper than any configuration; js-yaml would go as deep as the stack. */
const MAX_DEPTH = 60;

/** One YAML file as plain values, and where each of them stands. */
export interface YamlFile {
  readonly file: string;
  /** `undefined` for an empty file, or one with problems. */
  readonly plain: unknown;
  readonly problems: readonly ConfigProblem[];
  /** A problem at a path, or at the nearest thing on the way to it that exists. */
  readonly problemAt: (path: readonly PropertyKey[], message: string) => ConfigProblem;
}

/** Reads YAML 1.2 without what can surprise: no tags, no merge keys, no key twice, no second document. */
export function readYaml(text: string, file: string): YamlFile {
  const starts = lineStarts(text);
  const at = (offset: number, message: string): ConfigProblem => {
    const line = lineOf(starts, offset);
    return { file, line, column: offset - starts[line - 1]! + 1, message };
  };
  let events: ReturnType<typeof parseEvents>;
  try {
    events = parseEvents(text, { maxDepth: MAX_DEPTH });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const problem = at(error.mark?.position ?? 0, error.reason);
    return { file, plain: undefined, problems: [problem], problemAt: (_path, message) => ({ ...problem, message }) };
  }
  const composed = composeYaml(text, events);
  const offsetOf = yamlPlaces(text, events);
  const problems = composed.problems.map(({ offset, message, first }) =>
    at(offset, first === undefined ? message : `${message}; first on line ${lineOf(starts, first)}`),
  );
  return {
    file,
    plain: problems.length > 0 ? undefined : composed.plain,
    problems,
    problemAt: (path, message) => at(offsetOf(path), message),
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
