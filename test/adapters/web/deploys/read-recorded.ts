import { readFileSync } from 'node:fs';
import type { DeployDelivery, DeployReader } from '../../../../src/adapters/web/deploys/delivery.ts';
import type { DeployEvent } from '../../../../src/core/deploy/deploy-event.ts';

/** When the deliveries of the fixtures came: half a minute after what they tell. */
export const RECEIVED = Date.parse('2026-11-24T11:47:00Z');
/** When the rollout of the fixtures was told to begin, and to be live. */
export const BEGUN = Date.parse('2026-11-24T11:42:10Z');
export const LIVE = Date.parse('2026-11-24T11:46:30Z');
export const COMMIT = '8d1f2c3b4a5968778695a4b3c2d1e0f987654321';
export const GITOPS = '0123456789abcdef0123456789abcdef01234567';

export type Json = Record<string, unknown>;

export function recorded(name: string): Json {
  return JSON.parse(readFileSync(`test/fixtures/deploys/${name}.json`, 'utf8')) as Json;
}

export function delivery(json: unknown, headers: Readonly<Record<string, string>> = {}): DeployDelivery {
  return { json, header: (name) => headers[name.toLowerCase()], receivedAt: RECEIVED };
}

/** The only event of a delivery; throws with what came instead. */
export function onlyEvent(
  reader: DeployReader,
  json: unknown,
  headers?: Readonly<Record<string, string>>,
): DeployEvent {
  const reading = reader(delivery(json, headers));
  if (reading.kind === 'read' && reading.events.length === 1) return reading.events[0]!;
  throw new Error(`no single event: ${JSON.stringify(reading)}`);
}

/** Why a delivery leads to nothing. */
export function whyNone(reader: DeployReader, json: unknown, headers?: Readonly<Record<string, string>>): string {
  const reading = reader(delivery(json, headers));
  if (reading.kind === 'read' && reading.events.length === 0) return reading.ignored.join('; ');
  throw new Error(`something was read: ${JSON.stringify(reading)}`);
}

/** The same body with other fields; `undefined` takes one away. */
export function changed(body: Json, path: readonly string[], field: unknown): Json {
  const [key = '', ...rest] = path;
  const inner = rest.length === 0 ? field : changed((body[key] ?? {}) as Json, rest, field);
  return { ...body, [key]: inner };
}
