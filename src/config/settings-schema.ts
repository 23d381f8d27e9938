import { z } from 'zod';
import { parseDuration } from '../core/alert/duration.ts';
import { parseTemplate } from '../core/alert/parse-template.ts';
import { queryProblem } from '../core/alert/query-template.ts';
import type { Template } from '../core/alert/template.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import { compileMatchers, type ConfigMatcher } from './matcher.ts';
import { compileReplacer } from './regex.ts';
import { readSelectorText } from './selector-text.ts';

/** What every level of the mapping may say: defaults, a team, a service, a rule. */

const DURATION = /^(?=.)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$/;

/** A duration as Prometheus writes it, in milliseconds. */
export function duration(least: string, most: string) {
  const [from = 0, to = 0] = [least, most].map((text) => parseDuration(text));
  return z
    .string()
    .regex(DURATION, {
      error: 'is no duration: write it as Prometheus does, such as 30s, 5m, 1h30m or 7d',
      abort: true,
    })
    .transform((text, context) => {
      const seconds = parseDuration(text) ?? 0;
      if (seconds < from || seconds > to) {
        context.addIssue({ code: 'custom', message: `must be between ${least} and ${most}` });
        return z.NEVER;
      }
      return Math.round(seconds * 1000);
    });
}

/** One text or a list of texts; each holds one matcher or several. A bad one is reported where it stands. */
export const Matchers = z
  .union([z.array(z.string()), z.string()])
  .transform((texts, context): readonly ConfigMatcher[] => {
    const matchers: ConfigMatcher[] = [];
    const isText = typeof texts === 'string';
    const list = isText ? [texts] : texts;
    for (let index = 0; index < list.length; index++) {
      try {
        for (const matcher of compileMatchers(list[index]!)) matchers.push(matcher);
      } catch (error) {
        const path = isText ? [] : [index];
        context.addIssue({ code: 'custom', path, message: error instanceof Error ? error.message : String(error) });
      }
    }
    return matchers;
  })
  .describe('Alertmanager\'s matchers, such as severity="page" or {team="pay", env=~"prod.*"}; all must match');

export const TemplateText = z
  .string()
  .min(1)
  .transform((text, context): Template => {
    const parsed = parseTemplate(text, compileReplacer);
    if (!('kind' in parsed)) return parsed;
    const meant = parsed.unknown === undefined ? '' : didYouMean(parsed.unknown, parsed.known ?? []);
    context.addIssue({ code: 'custom', message: parsed.message + meant });
    return z.NEVER;
  });

const QueryText = TemplateText.transform((template, context) => {
  const problem = queryProblem(template);
  if (problem === undefined) return template;
  context.addIssue({ code: 'custom', message: problem });
  return z.NEVER;
});

/** `{service_name="x", namespace="pay"}`: equalities, each value a template. */
const SelectorText = z.string().transform((text, context) => {
  try {
    return readSelectorText(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});

const Selector = z
  .union([z.record(z.string().min(1), TemplateText), SelectorText.pipe(z.record(z.string(), TemplateText))])
  .refine(
    (selector) => Object.keys(selector).length > 0,
    'an empty selector would take the profiles of the whole fleet',
  )
  .describe('Labels of the profiles in the profile store; values are templates');

export const Kinds = z.array(z.enum(['cpu', 'block', 'mutex', 'off-cpu', 'wall'])).min(1);

const Onset = z.union([z.enum(['auto', 'alert']), duration('1m', '7d')]);

const Window = z
  .strictObject({
    onset: Onset.optional().describe(
      'auto: metrics tell when the burn began; alert: the alert alone; a duration: that long before the alert fired',
    ),
    min: duration('30s', '1d').optional().describe('Shortest comparison window'),
    max: duration('30s', '1d').optional().describe('Longest comparison window'),
  })
  .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
    path: ['min'],
    error: 'is longer than max',
  });

const Baseline = z.strictObject({
  guard: duration('0s', '1d').optional().describe('Kept free between baseline and onset'),
  fallback: z
    .array(duration('1h', '60d'))
    .max(10)
    .optional()
    .describe('Where else a healthy baseline is looked for: the same clock time that long ago, in this order'),
});

export const settings = {
  channels: z.array(z.string().min(1)).min(1).optional().describe('Names of channels'),
  profiles: Kinds.optional().describe('Kinds of profiles to compare'),
  selector: Selector.optional(),
  sli: z.enum(['errors', 'latency']).optional().describe('What the SLO measures; left out: name and metric tell'),
  traffic: QueryText.optional().describe('PromQL for requests per second of the whole service; a template'),
  window: Window.optional(),
  baseline: Baseline.optional(),
  cooldown: duration('0s', '7d').optional().describe('What fires so soon after an incident belongs to it'),
};

export const SelectorSetting = Selector;
