import type { AlertPlan } from '../incident/incident.ts';
import { windowRules, type Origins } from './layer-settings.ts';
import type { Settings } from './mapping.ts';
import { renderQuery } from './query-template.ts';
import { renderTemplate, type TemplateContext } from './template.ts';

/** The part of a plan that the configuration's settings say. */
export type FilledSettings = Pick<
  AlertPlan,
  'profiles' | 'selector' | 'channels' | 'trafficQuery' | 'windows' | 'cooldown'
>;

/** Fills the templates of a service's settings; fails with the one that needs what is not there, and where it stands. */
export function fillSettings(
  settings: Settings,
  origins: Origins,
  context: TemplateContext,
  service: string,
): { readonly kind: 'filled'; readonly filled: FilledSettings } | { readonly kind: 'failed'; readonly reason: string } {
  const selector: Record<string, string> = {};
  for (const [label, template] of Object.entries(settings.selector ?? {})) {
    const rendered = renderTemplate(template, context);
    if (rendered.kind === 'missing') {
      return failed(`the selector of ${service} (${origins['selector']}) needs ${rendered.name}, which is missing`);
    }
    selector[label] = rendered.text;
  }
  const traffic = settings.traffic && renderQuery(settings.traffic, context);
  if (traffic?.kind === 'missing') {
    return failed(`the traffic query of ${service} (${origins['traffic']}) needs ${traffic.name}, which is missing`);
  }
  return {
    kind: 'filled',
    filled: {
      profiles: settings.profiles ?? [],
      selector,
      channels: settings.channels ?? [],
      ...(traffic === undefined ? {} : { trafficQuery: traffic.text }),
      ...(settings.windows === undefined ? {} : { windows: windowRules(settings.windows) }),
      ...(settings.cooldown === undefined ? {} : { cooldown: settings.cooldown }),
    },
  };
}

function failed(reason: string): { readonly kind: 'failed'; readonly reason: string } {
  return { kind: 'failed', reason };
}
