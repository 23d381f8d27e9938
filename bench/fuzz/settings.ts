import { FUZZED, type Fuzzed } from './inputs.ts';

export interface Settings {
  readonly inputs: number;
  readonly seed: number;
  readonly formats: readonly Fuzzed[];
  /** One input to repeat. */
  readonly only?: number;
  readonly bombs: boolean;
}

/** Settings out of `name=value` words. Throws for a word that is none of them. */
export function settingsOf(words: readonly string[]): Settings {
  const given = new Map(words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
  const unknown = [...given.keys()].find((name) => !['inputs', 'seed', 'format', 'only', 'bombs'].includes(name));
  if (unknown !== undefined) throw new Error(`no setting is called "${unknown}"`);
  const format = given.get('format');
  const formats = FUZZED.filter((one) => format === undefined || one === format);
  if (formats.length === 0) throw new Error(`format is one of ${FUZZED.join(', ')}`);
  const only = given.get('only');
  return {
    inputs: Number(given.get('inputs') ?? 1_000_000),
    seed: Number(given.get('seed') ?? 1),
    formats,
    ...(only === undefined ? {} : { only: Number(only) }),
    bombs: given.get('bombs') !== 'no',
  };
}
