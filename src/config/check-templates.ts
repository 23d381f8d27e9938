import type { Template } from '../core/alert/template.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import type { MappingLevel } from './mapping-levels.ts';
import type { ConfigProblem } from './problem.ts';
import { groupNames } from './regex.ts';

type Templated = Pick<MappingLevel['rules'][number], 'selector' | 'traffic'> & {
  readonly service?: Template | undefined;
};

/** `{{ $match.x }}` needs a rule whose regular expressions have a group of that name. */
export function checkTemplates({ rules, services, defaults, yaml }: MappingLevel): readonly ConfigProblem[] {
  const complain = (owner: Templated, path: readonly PropertyKey[], known: readonly string[] | undefined) =>
    templatesOf(owner).flatMap(({ template, at }) =>
      groupsAsked(template)
        .filter((name) => known?.includes(name) !== true)
        .map((name) => yaml.problemAt([...path, ...at], groupMessage(name, known))),
    );
  return [
    ...complain(defaults, ['defaults'], undefined),
    ...Object.entries(services).flatMap(([name, service]) => complain(service, ['services', name], undefined)),
    ...rules.flatMap((rule, index) => {
      if (!asksForGroups(rule)) return [];
      const groups = rule.matchers
        .filter(({ operator }) => operator === '=~')
        .flatMap(({ content }) => groupNames(content));
      return complain(rule, ['rules', index], groups);
    }),
  ];
}

/** A look that costs nothing: of thousands of rules, few have groups. */
function asksForGroups({ service, selector, traffic }: Templated): boolean {
  return [service, traffic, ...Object.values(selector ?? {})].some((template) => template?.text.includes('$match'));
}

function templatesOf({ service, selector, traffic }: Templated) {
  return [
    ...(service === undefined ? [] : [{ template: service, at: ['service'] }]),
    ...(traffic === undefined ? [] : [{ template: traffic, at: ['traffic'] }]),
    ...Object.entries(selector ?? {}).map(([label, template]) => ({ template, at: ['selector', label] })),
  ];
}

function groupsAsked({ parts }: Template): readonly string[] {
  return parts.flatMap((part) => (typeof part !== 'string' && part.source === 'match' ? [part.name] : []));
}

function groupMessage(name: string, known: readonly string[] | undefined): string {
  if (known === undefined) return `$match.${name} is of a rule's regular expressions: only rules can use it`;
  return `no regular expression of this rule has a group (?P<${name}>…)${didYouMean(name, known)}`;
}
