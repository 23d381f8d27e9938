import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** One recorded webhook delivery, and the later ones that were the same byte for byte. */
export interface RecordedDelivery {
  readonly name: string;
  readonly also: readonly string[];
  readonly userAgent: string;
  readonly body: string;
}

export function recordedDeliveries(): readonly RecordedDelivery[] {
  const packed = readFileSync(new URL('../fixtures/alerts/deliveries.jsonl.gz', import.meta.url));
  const lines = gunzipSync(packed).toString('utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as RecordedDelivery);
}
