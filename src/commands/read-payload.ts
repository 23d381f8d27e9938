import { readFileSync } from 'node:fs';
import { readWebhook } from '../adapters/web/read-webhook.ts';
import { readBurnPairs } from '../adapters/metrics/burn-expression.ts';
import type { Alert, AlertGroup } from '../core/alert/alert.ts';
import { generatorExpression } from '../core/alert/generator-expression.ts';
import { mapAlert, type MappedAlert } from '../core/alert/map-alert.ts';
import type { Mapping } from '../core/alert/mapping.ts';

/** One saved webhook body. Throws naming the file when it is not JSON. */
export function readPayload(file: string): AlertGroup {
  const text = readFileSync(file, 'utf8');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}: not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  return readWebhook(body, 'alertmanager', Date.now()).group;
}

export function mapOne(alert: Alert, mapping: Mapping): MappedAlert {
  const expression = generatorExpression(alert.generatorUrl);
  return mapAlert(alert, expression === undefined ? [] : readBurnPairs(expression), mapping);
}
