/**
 * POST /ingest, as Pyroscope's agents push:
 * https://grafana.com/docs/pyroscope/latest/reference-server-api/ (section /ingest)
 */
import type { Request } from 'express';
import type { ProfilePush } from '../../pipeline/pushes.ts';
import { readIngestBody } from './ingest-body.ts';
import type { PushDoor } from './push-doors.ts';
import type { PushGate } from './push-gate.ts';
import { readPushCounts, readPushKind } from './push-kind.ts';
import type { LabelLimits } from './push-labels.ts';
import { readPushName } from './push-name.ts';
import { BadPush, type Refusal } from './push-refusal.ts';
import { readPushInterval } from './push-time.ts';

/** Faster is no sampler. */
const MOST_HZ = 1e6;

/** 200 without a body; errors in Pyroscope's shape, `{code, message}`. */
export function ingestDoor(gate: PushGate): PushDoor {
  return {
    name: 'ingest',
    paths: ['/ingest', '/pyroscope/ingest'],
    types: 'any',
    malformed: 422,
    async accept(request, response, bytes) {
      const push = await readPush(request, bytes, gate.labelLimits);
      const refusal = await gate.keep('ingest', push);
      if (refusal !== undefined) return refusal;
      response.status(200).end();
      return undefined;
    },
    answer: (_request, response, refusal: Refusal) =>
      void response.json({ code: refusal.code, message: refusal.message }),
  };
}

async function readPush(request: Request, body: Uint8Array, limits: LabelLimits): Promise<ProfilePush> {
  const name = parameter(request, 'name');
  if (name === undefined) throw new BadPush('name: missing, expected name=app{label=text,…}');
  const { service, labels, suffix } = readPushName(name, limits);
  const interval = readPushInterval(parameter(request, 'from'), parameter(request, 'until'));
  const sampleRate = readSampleRate(parameter(request, 'sampleRate'));
  const units = parameter(request, 'units');
  const content = await readIngestBody(request.get('content-type') ?? '', parameter(request, 'format'), body);
  const kind = readPushKind([suffix, ...content.names], units);
  return {
    service,
    labels,
    bytes: content.bytes,
    counts: readPushCounts(kind, units, sampleRate),
    ...(kind === undefined ? {} : { kind }),
    ...(interval === undefined ? {} : { interval }),
    ...(content.previous === undefined ? {} : { previous: content.previous }),
  };
}

/** Samples per second; 0 when the agent says none, as Go's does of what is not sampled in time. */
function readSampleRate(text: string | undefined): number {
  if (text === undefined) return 0;
  const rate = /^\d{1,9}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(rate <= MOST_HZ))
    throw new BadPush(`sampleRate: ${JSON.stringify(text.slice(0, 40))} is no number of samples per second`);
  return rate;
}

function parameter(request: Request, name: string): string | undefined {
  const text = request.query[name];
  if (text !== undefined && typeof text !== 'string') throw new BadPush(`${name}: given more than once`);
  return text === '' ? undefined : text;
}
