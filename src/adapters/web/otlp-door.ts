/** POST /v1development/profiles: OTLP over HTTP, https://opentelemetry.io/docs/specs/otlp/#otlphttp */
import type { Request } from 'express';
import type { Labels } from '../../core/alert/alert.ts';
import type { ProcessProfile } from '../../pipeline/pushes.ts';
import { keepAll, type PushOfMany } from './keep-all.ts';
import type { PushDoor, PushDoorsWorld } from './push-doors.ts';
import type { PushGate } from './push-gate.ts';
import { labelsOfAttributes } from './push-labels.ts';
import { writeProto } from '../write-proto.ts';

const JSON_TYPE = 'application/json';
const PROTO_TYPE = 'application/x-protobuf';
/** https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
const STATUS_CODES: Readonly<Record<string, number>> = {
  invalid_argument: 3,
  resource_exhausted: 8,
  unimplemented: 12,
  unavailable: 14,
  unauthenticated: 16,
};

/**
 * Each resource's profiles are kept under its `service.name`, its attributes as labels. Those that can never be taken are
 * told as a partial success, as OTLP wants it, so that nobody sends them again; what may be sent again is 429 or 503.
 */
export function otlpDoor(gate: PushGate, world: Pick<PushDoorsWorld, 'splitByProcess' | 'log'>): PushDoor {
  return {
    name: 'otlp',
    paths: ['/v1development/profiles'],
    types: [PROTO_TYPE, JSON_TYPE],
    malformed: 400,
    async accept(request, response, bytes) {
      const processes = await world.splitByProcess(bytes);
      const refusal = await keepAll(gate, 'otlp', processes.map(pushOf), world.log);
      if (refusal !== undefined && (refusal.retrySeconds !== undefined || refusal.refused === processes.length))
        return refusal;
      const partial = refusal && { rejectedProfiles: refusal.refused, errorMessage: refusal.message };
      if (isJson(request)) response.json(partial === undefined ? {} : { partialSuccess: partial });
      else {
        const { rejectedProfiles = 0, errorMessage = '' } = partial ?? {};
        const fields = writeProto([
          [1, rejectedProfiles],
          [2, errorMessage],
        ]);
        response.type(PROTO_TYPE).end(writeProto(partial === undefined ? [] : [[1, fields]]));
      }
      return undefined;
    },
    answer(request, response, { code, message }) {
      const number = STATUS_CODES[code] ?? 2;
      if (isJson(request)) response.json({ code: number, message });
      else
        response.type(PROTO_TYPE).end(
          writeProto([
            [1, number],
            [2, message],
          ]),
        );
    },
  };

  function pushOf({ attributes, bytes }: ProcessProfile, at: number): PushOfMany {
    const service = serviceOf(attributes);
    const labels = { ...labelsOfAttributes(attributes, gate.labelLimits), service_name: service };
    return { where: `process ${at + 1} (${service.slice(0, 80)})`, push: { service, labels, bytes } };
  }
}

/** As the semantic conventions fall back: https://opentelemetry.io/docs/specs/semconv/resource/#service */
function serviceOf(attributes: Labels): string {
  const name = attributes['service.name'] || attributes['service_name'];
  if (name) return name.slice(0, 500);
  const executable = attributes['process.executable.name'];
  return executable ? `unknown_service:${executable.slice(0, 200)}` : 'unknown_service';
}

function isJson(request: Request): boolean {
  return request.is(JSON_TYPE) === JSON_TYPE;
}
