import { parseConfig } from '../../../src/config/load-config.ts';
import { mappingOf } from '../../../src/config/mapping.ts';
import type { Alert, Labels } from '../../../src/core/alert/alert.ts';
import { mapAlert, type MappedAlert } from '../../../src/core/alert/map-alert.ts';

export const SLOTH: Labels = {
  alertname: 'X',
  sloth_service: 'checkout',
  sloth_slo: 'latency',
  sloth_severity: 'page',
};

export function alertWith(labels: Labels, annotations: Labels = {}): Alert {
  return { fingerprint: 'f', status: 'firing', labels, annotations, startsAt: 0, generatorUrl: '' };
}

/** What one alert leads to under a main file without includes. */
export function map(labels: Labels, yaml = '', annotations: Labels = {}): MappedAlert {
  return mapAlert(alertWith(labels, annotations), [], mappingOf(parseConfig(yaml, 'test.yaml')));
}

/** The first plan, or an empty object with the reason. */
export function planOf(mapped: MappedAlert) {
  return mapped.kind === 'plans' ? mapped.plans[0].plan : { none: mapped.reason };
}
