import { z } from 'zod';
import { didYouMean } from '../core/did-you-mean.ts';
import { deploySourceSettings } from './deploy-sources-schema.ts';
import { groupNames } from './regex.ts';
import { duration, Matchers, TemplateText } from './settings-schema.ts';

/**
 * Any one must match. `tier` is what GitLab and GitHub say of an environment, whatever its name; a sender that names no
 * environment has one only, or is told by rules.
 */
const COUNTING = ['environment=""', 'environment=~"(?i)(prod|live).*"', 'tier="production"'];

/** From a deploy event to the service that it is of. */
const EventRule = z
  .strictObject({
    name: z.string().min(1),
    matchers: Matchers,
    service: TemplateText.optional().describe('Whose deploy it is; left out: what the event says'),
    ignore: z.boolean().default(false).describe('Leave the events that match alone'),
  })
  .superRefine(({ matchers, service, ignore }, context) => {
    const complain = (message: string) => context.addIssue({ code: 'custom', path: ['service'], message });
    if (service === undefined) return;
    if (ignore) complain('contradicts ignore: true');
    const known = matchers.filter(({ operator }) => operator === '=~').flatMap(({ content }) => groupNames(content));
    for (const part of service.parts) {
      if (typeof part === 'string') continue;
      if (part.source === 'annotation') complain('deploys have no annotations: $labels are all there is');
      if (part.source === 'match' && !known.includes(part.name)) {
        complain(`no regular expression of this rule has a group (?P<${part.name}>…)${didYouMean(part.name, known)}`);
      }
    }
  });

/** What deploy events count, and whose they are. */
export const DeploysSection = z.strictObject({
  environments: Matchers.prefault(COUNTING).describe(
    'Any one must match the labels of an event for it to count; [] takes those of every environment',
  ),
  rules: z
    .array(EventRule)
    .default([])
    .superRefine((rules, context) => {
      for (const [index, { name }] of rules.entries()) {
        if (rules.findIndex((rule) => rule.name === name) === index) continue;
        context.addIssue({ code: 'custom', path: [index, 'name'], message: `"${name}" is used twice` });
      }
    })
    .describe('From top to bottom, the first whose matchers all match wins'),
  check: z.boolean().default(true).describe('Compare before and after of every deploy, unasked'),
  tell: z
    .enum(['sure', 'never'])
    .default('sure')
    .describe("Whether a service's channels hear of sure regressions and of rules that are broken; pages always do"),
  warm_up: duration('0s', '1h')
    .default(2 * 60_000)
    .describe('Not compared, after it went live'),
  give_up_after: duration('10m', '7d')
    .default(6 * 3_600_000)
    .describe('How long the look at a deploy waits for profiles of both sides'),
  ...deploySourceSettings,
});
