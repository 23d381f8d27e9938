import type { Template } from '../core/alert/template.ts';
import type { MappingLevel } from './mapping-levels.ts';
import type { ConfigProblem } from './problem.ts';

/** Labels that say which service a profile is of. */
const SERVICE_LABEL =
  /^(?:service|app|application|job|deployment|workload|container|component)|service|(?:^|[._/])(?:app|name)$/i;

type Selector = Readonly<Record<string, Template>> | undefined;

/** A selector that would take the profiles of more than one service. */
export function selectorWarnings({ defaults, services, rules, yaml }: MappingLevel): readonly ConfigProblem[] {
  const tell = (selector: Selector, path: readonly PropertyKey[]) => {
    if (selector === undefined || saysService(selector)) return [];
    const labels = Object.keys(selector).join(', ');
    const message = `no label here says which service: profiles of all services with this ${labels} would be compared as one`;
    return [yaml.problemAt([...path, 'selector'], message)];
  };
  return [
    ...tell(defaults.selector, ['defaults']),
    ...Object.entries(services).flatMap(([name, { selector }]) => tell(selector, ['services', name])),
    ...rules.flatMap(({ selector }, index) => tell(selector, ['rules', index])),
  ];
}

function saysService(selector: NonNullable<Selector>): boolean {
  return Object.entries(selector).some(
    ([label, { parts }]) =>
      SERVICE_LABEL.test(label) || parts.some((part) => typeof part !== 'string' && part.source === 'service'),
  );
}
