/** Small recordings as plans, and plans damaged in their structure: ids, layouts, pools and places that do not fit together. */
import {
  asyncChunk,
  execution,
  jdkChunk,
  LARGE_ID,
  park,
  setting,
  sleep,
  TYPE,
  wallSample,
} from '../../test/support/jfr-shop.ts';
import type { JfrChunkPlan, JfrPoolPlan, JfrTypePlan } from '../../test/support/write-jfr.ts';
import type { Random } from '../ranking/random.ts';
import { EXTREMES } from './damage-bytes.ts';

export function jfrPlans(): readonly JfrChunkPlan[] {
  return [
    jdkChunk([
      execution(1),
      execution(2, 1, 2),
      park(20_000, 1),
      park(2n ** 40n, 3, 4),
      sleep(12),
      setting(TYPE.execution, 'period', '10 ms'),
    ]),
    asyncChunk([
      setting(TYPE.execution, 'interval', '10000000'),
      execution(1, 0),
      execution(3, 1),
      wallSample(1, 7),
      wallSample(2, 1),
      execution(LARGE_ID),
    ]),
    asyncChunk([setting(TYPE.execution, 'event', 'cache-misses'), execution(1, 0), execution(4, 0)]),
  ];
}

/** The plan with one or a few things changed that a writer would keep consistent. */
export function damagePlan(random: Random, plan: JfrChunkPlan): JfrChunkPlan {
  let damaged = plan;
  for (let left = 1 + random.below(3); left > 0; left--) damaged = { ...damaged, ...changeOf(random, damaged) };
  return damaged;
}

function changeOf(random: Random, plan: JfrChunkPlan): Partial<JfrChunkPlan> {
  const extreme = () => BigInt.asUintN(64, random.pick(EXTREMES));
  switch (random.below(9)) {
    case 0:
      return { types: changeOne(random, plan.types, (type) => changeType(random, type)) };
    case 1:
      return { types: plan.types.filter(() => random.below(12) > 0) };
    case 2:
      return { types: [...plan.types, changeType(random, random.pick(plan.types))] };
    case 3:
      return {
        checkpoints: plan.checkpoints.map((one) => ({
          ...one,
          pools: changeOne(random, one.pools, (pool) => changePool(random, pool)),
        })),
      };
    case 4:
      return {
        checkpoints: [
          ...plan.checkpoints,
          { ...random.pick(plan.checkpoints), ...(random.below(2) === 0 ? {} : { distance: random.pick(EXTREMES) }) },
        ],
      };
    case 5:
      return {
        events: changeOne(random, plan.events, ([type, body]) => [
          random.below(3) === 0 ? random.pick(Object.values(TYPE)) : type,
          changeBytes(random, body),
        ]),
      };
    case 6:
      return { events: [...plan.events, ...Array.from({ length: random.below(40) }, () => random.pick(plan.events))] };
    case 7:
      return random.below(2) === 0
        ? { startNanos: extreme(), durationNanos: extreme() }
        : { ticksPerSecond: extreme() };
    default:
      return {
        metadata: Array.from({ length: random.below(60) }, () => random.below(random.below(4) === 0 ? 256 : 8)),
      };
  }
}

function changeOne<Item>(random: Random, items: readonly Item[], change: (item: Item) => Item): readonly Item[] {
  const at = random.below(items.length);
  return items.map((item, place) => (place === at ? change(item) : item));
}

function changeType(random: Random, type: JfrTypePlan): JfrTypePlan {
  const fields = type.fields ?? [];
  if (fields.length === 0 || random.below(4) === 0)
    return {
      ...type,
      id: random.pick([...Object.values(TYPE), 2 ** 31, 0]),
      ...(random.below(2) === 0 ? { name: 'a'.repeat(random.below(500)) } : {}),
    };
  const changed = changeOne(random, fields, (field) => ({
    ...field,
    ...random.pick([
      { array: true },
      { pooled: true },
      { pooled: false },
      { array: false },
      { type: random.pick(Object.values(TYPE)) },
      { name: random.pick(fields).name },
      { timespan: 'SECONDS' },
    ]),
  }));
  return { ...type, fields: random.below(4) === 0 ? [...changed, ...changed] : changed };
}

function changePool(random: Random, pool: JfrPoolPlan): JfrPoolPlan {
  if (random.below(5) === 0) return { ...pool, type: random.pick(Object.values(TYPE)) };
  if (random.below(5) === 0) return { ...pool, constants: [...pool.constants, ...pool.constants] };
  return {
    ...pool,
    constants: changeOne(random, pool.constants, ([id, value]) => [
      random.below(3) === 0 ? BigInt.asUintN(64, random.pick(EXTREMES)) : id,
      changeBytes(random, value),
    ]),
  };
}

function changeBytes(random: Random, bytes: readonly number[]): readonly number[] {
  const at = random.below(bytes.length + 1);
  const inserted = Array.from({ length: random.below(12) }, () => (random.below(3) === 0 ? 255 : random.below(256)));
  return [...bytes.slice(0, at), ...inserted, ...bytes.slice(at + random.below(4))];
}
