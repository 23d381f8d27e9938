import type { AlertPlan } from '../incident/incident.ts';
import { fillSettings } from './fill-settings.ts';
import { layerSettings, layersOf } from './layer-settings.ts';
import type { Mapping } from './mapping.ts';

export type ServicePlan =
  | { readonly kind: 'planned'; readonly plan: AlertPlan }
  /** A sentence without a full stop. */
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * The plan of a service of which no alert speaks, such as after a deploy: its own settings over those of its file and the
 * main file. Rules have no say, they are about alerts. `about` is what is compared, such as "deploy v1.5.0". Templates
 * that need more than the service's name have nothing to be filled with.
 */
export function planService(service: string, about: string, mapping: Mapping): ServicePlan {
  const own = mapping.services.get(service);
  const { settings, origins } = layerSettings(layersOf(mapping, own?.file, service, own, undefined));
  const context = { labels: {}, annotations: {}, match: {}, service };
  const filled = fillSettings(settings, origins, context, service);
  if (filled.kind === 'failed') {
    return {
      kind: 'failed',
      reason: `${filled.reason}: only an alert could tell; write it for ${service} under services`,
    };
  }
  const owner = own?.file.owner;
  return {
    kind: 'planned',
    plan: {
      service,
      slo: about,
      dialect: 'none',
      burn: [],
      rule: own === undefined ? 'defaults' : `service ${service}`,
      ...filled.filled,
      ...(owner === undefined ? {} : { owner }),
    },
  };
}
