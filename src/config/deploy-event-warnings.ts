import { didYouMean } from '../core/did-you-mean.ts';
import type { ConfigProblem } from './problem.ts';
import type { Config } from './schema.ts';
import type { YamlFile } from './yaml-file.ts';

/** Labels of deploy events that have a fixed meaning; senders add others. docs/deploys.md has them by sender. */
const KNOWN_LABELS = [
  'source',
  'app',
  'name',
  'namespace',
  'repository',
  'environment',
  'tier',
  'ref',
  'task',
  'flag',
  'project',
  'cluster',
  'image',
  'kind',
  'subject',
  'event_source',
  'package',
] as const;
/** Short names are near to everything. */
const SHORTEST = 5;

/** Labels in the section deploys that are nearly known ones, and rules behind one that takes everything. */
export function deployEventWarnings({ deploys }: Config, yaml: YamlFile): readonly ConfigProblem[] {
  const near = (label: string, path: readonly PropertyKey[]) => {
    const meant = label.length < SHORTEST ? '' : didYouMean(label, KNOWN_LABELS, 2);
    const isKnown = KNOWN_LABELS.some((known) => known === label);
    return meant === '' || isKnown ? [] : [yaml.problemAt(path, `no sender has a label ${label}${meant}`)];
  };
  const all = deploys.rules.findIndex(({ matchers }) => matchers.length === 0);
  return [
    ...deploys.environments.flatMap(({ label }) => near(label, ['deploys', 'environments'])),
    ...deploys.rules.flatMap(({ matchers, service, name }, index) => {
      const path = ['deploys', 'rules', index];
      const asked = (service?.parts ?? []).flatMap((part) =>
        typeof part !== 'string' && part.source === 'label' ? [part.name] : [],
      );
      const taker = all >= 0 && index > all ? deploys.rules[all] : undefined;
      return [
        ...matchers.flatMap(({ label }) => near(label, [...path, 'matchers'])),
        ...asked.flatMap((label) => near(label, [...path, 'service'])),
        ...(taker === undefined
          ? []
          : [
              yaml.problemAt(
                [...path, 'name'],
                `rule "${name}" never takes anything: "${taker.name}" takes every event`,
              ),
            ]),
      ];
    }),
  ];
}
