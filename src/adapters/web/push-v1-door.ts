/** POST /push.v1.PusherService/Push: Connect's unary calls, https://connectrpc.com/docs/protocol/#unary-request */
import type { Labels } from '../../core/alert/alert.ts';
import type { Log } from '../../pipeline/ports.ts';
import { keepAll } from './keep-all.ts';
import type { PushDoor } from './push-doors.ts';
import type { PushGate } from './push-gate.ts';
import { readPushKind } from './push-kind.ts';
import { keptLabels } from './push-labels.ts';
import { BadPush, judge } from './push-refusal.ts';
import { readPushJson } from './push-v1-json.ts';
import type { PushedSeries } from './push-v1-message.ts';
import { readPushProto } from './push-v1-proto.ts';

const JSON_TYPE = 'application/json';
const PROTO_TYPE = 'application/proto';
/** What Pyroscope calls profiles of nobody. */
const NOBODY = 'unknown_service';

/**
 * Every profile for itself: those that can be kept are, and the answer tells of the first that cannot. 200 with an empty
 * message; errors are JSON whatever the request was.
 */
export function pushV1Door(gate: PushGate, log: Log): PushDoor {
  return {
    name: 'push.v1',
    paths: ['/push.v1.PusherService/Push'],
    types: [PROTO_TYPE, JSON_TYPE],
    // Connect knows no 422.
    malformed: 400,
    async accept(request, response, bytes) {
      const isJson = request.is(JSON_TYPE) !== false;
      const series = isJson ? readPushJson(bytes) : readPushProto(bytes);
      if (series.every(({ profiles }) => profiles.length === 0)) throw new BadPush('no profiles received');
      const refusal = await keepAll(gate, 'push.v1', series.flatMap(pushesOf), log);
      if (refusal !== undefined) return refusal;
      response.status(200).type(isJson ? JSON_TYPE : PROTO_TYPE);
      response.end(isJson ? '{}' : '');
      return undefined;
    },
    answer: (_request, response, { code, message }) => void response.json({ code, message }),
  };

  function pushesOf({ labels, profiles }: PushedSeries, at: number): Parameters<typeof keepAll>[2] {
    const where = (nth: number): string => `series ${at + 1}, profile ${nth + 1}`;
    try {
      const { service, kept, name } = readLabels(labels);
      const kind = readPushKind([name]);
      return profiles.map((bytes, nth) => ({
        where: where(nth),
        push: { service, labels: kept, bytes, ...(kind === undefined ? {} : { kind }) },
      }));
    } catch (error) {
      const refusal = judge(error);
      if (refusal === undefined) throw error;
      return profiles.map((bytes, nth) => ({ where: where(nth), refusal, size: bytes.byteLength }));
    }
  }

  function readLabels(pairs: PushedSeries['labels']): { service: string; kept: Labels; name: string } {
    const names = pairs.map(([name]) => name);
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) throw new BadPush(`the label ${JSON.stringify(twice.slice(0, 80))} is given twice`);
    const name = pairs.find(([label]) => label === '__name__')?.[1] ?? '';
    if (name === '') throw new BadPush('there is no label "__name__", which says what the profile measures');
    const labels = keptLabels(pairs, gate.labelLimits);
    const service = labels['service_name'] ?? NOBODY;
    return { service, kept: { ...labels, service_name: service }, name };
  }
}
