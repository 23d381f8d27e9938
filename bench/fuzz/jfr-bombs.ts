/** Small Flight Recorder files made to unfold: one long text named by many, one deep stack on many threads. */
import { asyncChunk, execution, POOLS, setting, TYPE } from '../../test/support/jfr-shop.ts';
import { integer, text, writeJfrChunk, type JfrPoolPlan } from '../../test/support/write-jfr.ts';
import { joined } from './damage-wire.ts';
import type { Bombs } from './wire-bombs.ts';

const LONG = 'n'.repeat(100_000);
const MANY = 20_000;

function jfrOf(pools: readonly JfrPoolPlan[], events: Parameters<typeof asyncChunk>[0]): Uint8Array {
  const others = POOLS.filter(({ type }) => pools.every((pool) => pool.type !== type));
  return writeJfrChunk(asyncChunk(events, { checkpoints: [{ pools: [...others, ...pools] }] }));
}
const constants = (count: number, value: (at: number) => readonly number[]) =>
  Array.from({ length: count }, (_, at) => [BigInt(at + 1), value(at)] as const);
const FEW = 5000;
const NAMED = [2, ...integer(1)];
const POOLED_STRING: JfrPoolPlan = { type: TYPE.string, constants: [[1n, text(LONG)]] };

export const JFR_BOMBS: Bombs = {
  'a text of 100,000 letters named by 5,000 threads': () =>
    jfrOf(
      [POOLED_STRING, { type: TYPE.thread, constants: constants(FEW, (at) => [0, ...integer(at + 1), ...NAMED]) }],
      Array.from({ length: FEW }, (_, at) => execution(1, 1, at + 1)),
    ),
  'a text of 100,000 letters named by 5,000 settings': () =>
    jfrOf(
      [POOLED_STRING],
      [
        execution(1),
        ...Array.from({ length: FEW }, () => [TYPE.setting, [...integer(TYPE.execution), ...NAMED, ...NAMED]] as const),
      ],
    ),
  'a text of 100,000 letters named by 5,000 states': () =>
    jfrOf(
      [
        POOLED_STRING,
        { type: TYPE.state, constants: constants(FEW, () => NAMED) },
        { type: TYPE.frameType, constants: [[1n, text('Kernel')]] },
      ],
      [execution(1)],
    ),
  'a method of 100,000 letters on 5,000 lines': () =>
    jfrOf(
      [
        {
          type: TYPE.symbol,
          constants: [
            [10n, text(LONG)],
            [11n, text('f')],
          ],
        },
        { type: TYPE.stack, constants: constants(FEW, (at) => [0, 1, 1, ...integer(at + 1), 1]) },
      ],
      Array.from({ length: FEW }, (_, at) => execution(at + 1)),
    ),
  'a stack of 9,999 frames on 5,000 threads': () =>
    jfrOf(
      [
        { type: TYPE.thread, constants: constants(FEW, (at) => [0, ...integer(at + 1), 0]) },
        {
          type: TYPE.stack,
          constants: [[1n, [0, ...integer(9999), ...Array.from({ length: 9999 }, () => [1, 1, 1]).flat()]]],
        },
      ],
      Array.from({ length: FEW }, (_, at) => execution(1, 1, at + 1)),
    ),
  '100,000 events': () =>
    jfrOf(
      [],
      Array.from({ length: 100_000 }, () => execution(1)),
    ),
  '20,000 settings': () =>
    jfrOf([], [execution(1), ...Array.from({ length: MANY }, () => setting(TYPE.execution, 'x', 'y'))]),
  '1,000 chunks': () => joined(Array.from({ length: 1000 }, () => CHUNK)),
};
const CHUNK = jfrOf([], [execution(1)]);
