import { readFileSync } from 'node:fs';
import { readWebhook, type ReadWebhook } from '../adapters/web/read-webhook.ts';

/** One saved webhook body, with what the door would have logged as odd. Throws naming the file when it is not JSON. */
export function readPayload(file: string): ReadWebhook {
  const text = readFileSync(file, 'utf8');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}: not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  return readWebhook(body, 'alertmanager', Date.now());
}
