import { readFileSync } from 'node:fs';
import { readWebhook } from '../adapters/web/read-webhook.ts';
import type { AlertGroup } from '../core/alert/alert.ts';

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
