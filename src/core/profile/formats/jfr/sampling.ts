import type { JfrChunk } from './chunks.ts';
import { openEvent, type JfrCursor, type StringPool } from './cursor.ts';
import { layOut, pickFields, readFields, type Layouts } from './layout.ts';

/** How a chunk was sampled, from the settings that the recorder notes in it. */
export interface Sampling {
  /** By async-profiler or a profiler made from it. */
  readonly isAsync: boolean;
  /** Nanoseconds that one sample stands for; for counted events their number. */
  readonly cpuInterval: number;
  readonly wallInterval: number;
  /** async-profiler's event, such as `cpu`, `wall` or `cache-misses`. */
  readonly event: string;
  /** Events of these types occur. */
  readonly occurring: ReadonlySet<number>;
}

type Settings = Map<string, string>;

/** async-profiler's and Datadog's own, where the setting is 0 or missing. */
const USUAL_CPU_INTERVAL = 10e6;
const USUAL_WALL_INTERVAL = 50e6;
/** `default.jfc` of every JDK. */
const USUAL_JDK_PERIOD = 20e6;
const UNITS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9, d: 86_400e9 };

const KEPT = new Set(['event', 'interval', 'wall', 'period']);

/** Goes through all events of a chunk for its settings; they may stand behind the samples. */
export function readSampling(
  cursor: JfrCursor,
  chunk: JfrChunk,
  layouts: Layouts,
  strings: StringPool,
  isAsync: boolean,
): Sampling {
  const { byName } = layouts.types;
  const type = byName.get('jdk.ActiveSetting');
  const picking = type && pickFields(layOut(layouts, type), ['id', 'name', 'value']);
  const settings: Settings = new Map();
  const occurring = new Set<number>();
  const idOf = (name: string) => byName.get(name)?.id ?? -1;
  const samplers = new Set(['jdk.ExecutionSample', 'datadog.ExecutionSample', 'datadog.MethodSample'].map(idOf));
  for (let at = chunk.begin; at < chunk.end; at = cursor.end) {
    openEvent(cursor, at, chunk.end);
    occurring.add(cursor.low);
    if (picking === undefined || cursor.low !== type!.id) continue;
    readFields(cursor, picking, strings);
    const [owner, name, value] = [picking.low[0]!, picking.text[1]!, picking.text[2]!];
    if (name === 'event') settings.set(name, value);
    else if (KEPT.has(name) && samplers.has(owner)) settings.set(`${owner} ${name}`, value);
  }
  const settingOf = (name: string, setting: string) => settings.get(`${idOf(name)} ${setting}`);
  const event = settings.get('event') ?? '';
  const interval = settingOf('datadog.ExecutionSample', 'interval') ?? settingOf('jdk.ExecutionSample', 'interval');
  // Older versions put the interval of a pure wall profile where that of the CPU stands.
  const wall =
    settingOf('datadog.MethodSample', 'interval') ??
    settingOf('jdk.ExecutionSample', 'wall') ??
    (event === 'wall' ? interval : undefined);
  const period = spanOf(settingOf('jdk.ExecutionSample', 'period'));
  return {
    isAsync,
    cpuInterval: intervalOf(interval) || (isAsync ? USUAL_CPU_INTERVAL : period || USUAL_JDK_PERIOD),
    wallInterval: intervalOf(wall) || USUAL_WALL_INTERVAL,
    event,
    occurring,
  };
}

/** 0 for what is no number. */
function intervalOf(text = ''): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

/** Nanoseconds of `20 ms`; 0 for what is none, such as `everyChunk`. */
function spanOf(text = ''): number {
  const [, digits, unit] = /^(\d{1,9}) ?([a-z]{1,2})$/.exec(text) ?? [];
  return digits === undefined ? 0 : Number(digits) * (UNITS[unit!] ?? 0);
}
