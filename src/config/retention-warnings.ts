import { formatDuration } from '../core/alert/duration.ts';
import { WINDOW_RULES } from '../core/incident/window-rules.ts';
import type { MappingLevel } from './mapping-levels.ts';
import type { ConfigProblem } from './problem.ts';
import type { Config } from './schema.ts';

type Baseline = MappingLevel['defaults']['baseline'];

/** Baselines that the embedded store has forgotten before anybody can ask for them. */
export function retentionWarnings(config: Config, levels: readonly MappingLevel[]): readonly ConfigProblem[] {
  const isEmbedded = config.stores.length === 0 || config.stores.some(({ type }) => type === 'embedded');
  const [main] = levels;
  if (!isEmbedded || main === undefined) return [];
  const { keep } = config.storage.profiles;
  // The window begins before the time of day that it stands for.
  const isLost = (fallback: readonly number[]) => furthest(fallback) + WINDOW_RULES.max > keep;
  const tell = ({ yaml }: MappingLevel, baseline: Baseline, path: readonly PropertyKey[]) => {
    const fallback = baseline?.fallback;
    if (fallback === undefined || !isLost(fallback)) return [];
    const message = `the embedded store forgets profiles after ${text(keep)} (storage.profiles.keep): nothing is left to compare with ${text(furthest(fallback))} ago`;
    return [yaml.problemAt([...path, 'baseline', 'fallback'], message)];
  };
  const byDefault = () => {
    if (main.defaults.baseline?.fallback !== undefined || !isLost(WINDOW_RULES.fallback)) return [];
    const ago = text(furthest(WINDOW_RULES.fallback));
    const message = `too short for baselines of ${ago} ago, which baseline.fallback asks for unless it says otherwise`;
    return [main.yaml.problemAt(['storage', 'profiles', 'keep'], message)];
  };
  return [
    ...byDefault(),
    ...levels.flatMap((level) => [
      ...tell(level, level.defaults.baseline, ['defaults']),
      ...Object.entries(level.services).flatMap(([name, { baseline }]) => tell(level, baseline, ['services', name])),
      ...level.rules.flatMap(({ baseline }, index) => tell(level, baseline, ['rules', index])),
    ]),
  ];
}

function furthest(fallback: readonly number[]): number {
  return Math.max(0, ...fallback);
}

function text(milliseconds: number): string {
  return formatDuration(milliseconds / 1000);
}
