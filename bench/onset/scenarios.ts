/** Burns of which everything is known, beyond the recorded ones: what the error probability was, minute by minute. */
export interface Scenario {
  readonly name: string;
  readonly generator: 'sloth' | 'pyrra' | 'mixin' | 'raw' | 'latency';
  /** Which page: 1h/5m at 14.4× or 6h/30m at 6×. */
  readonly tier: 'fast' | 'slow';
  readonly budget: number;
  /** Requests per second of the service, by minutes since the onset. */
  readonly rate: (minute: number) => number;
  readonly errors: (minute: number) => number;
  readonly gap?: (minute: number) => boolean;
  readonly scrapeSeconds?: number;
  /** Both pods restart at this minute. */
  readonly restart?: number;
  readonly burnEnd?: number;
  /** Other stretches that burn, in minutes. */
  readonly bursts?: readonly (readonly [number, number])[];
  /** True where the answer must not claim to be sure. */
  readonly uncertain?: boolean;
  readonly ramp?: boolean;
}

const step =
  (level: number, base = 0.0002) =>
  (minute: number) =>
    minute < 0 ? base : level;
const ramp =
  (level: number, minutes: number, base = 0.0002) =>
  (minute: number) =>
    minute < 0 ? base : Math.min(level, base + ((level - base) * minute) / minutes);
const steady = (rate: number) => () => rate;
const daily = (rate: number) => (minute: number) => rate * (1 + 0.5 * Math.sin((2 * Math.PI * minute) / 1440));

const plain = { tier: 'fast', budget: 0.001, rate: steady(40) } as const;

export const SCENARIOS: readonly Scenario[] = [
  { ...plain, name: 'sloth-slow-step', generator: 'sloth', tier: 'slow', errors: step(0.012) },
  { ...plain, name: 'pyrra-slow-ramp', generator: 'pyrra', tier: 'slow', errors: ramp(0.02, 60), ramp: true },
  { ...plain, name: 'sloth-ramp-10', generator: 'sloth', errors: ramp(0.1, 10), ramp: true },
  { ...plain, name: 'raw-ramp-30', generator: 'raw', errors: ramp(0.08, 30), ramp: true },
  { ...plain, name: 'mixin-step', generator: 'mixin', budget: 0.01, errors: step(0.3, 0.002), rate: daily(30) },
  { ...plain, name: 'raw-thin-traffic', generator: 'raw', errors: step(0.06), rate: steady(1.5) },
  { ...plain, name: 'sloth-thin-traffic', generator: 'sloth', errors: step(0.08), rate: steady(0.6) },
  {
    ...plain,
    name: 'sloth-chronic',
    generator: 'sloth',
    errors: step(0.05, 0.0017),
    bursts: [[-1500, 0]],
    uncertain: true,
  },
  {
    ...plain,
    name: 'raw-spiky',
    generator: 'raw',
    errors: (minute) => (minute > -50 && ((minute % 12) + 12) % 12 < 2 ? 0.12 : 0.0002),
    bursts: [[-50, 0]],
    uncertain: true,
  },
  {
    ...plain,
    name: 'sloth-earlier-burst',
    generator: 'sloth',
    errors: (minute) => (minute > -45 && minute < -42 ? 0.06 : step(0.05)(minute)),
    bursts: [[-45, -42]],
  },
  {
    ...plain,
    name: 'pyrra-second-episode',
    generator: 'pyrra',
    errors: (minute) => (minute > -75 && minute < -55 ? 0.05 : step(0.06)(minute)),
    bursts: [[-75, -55]],
  },
  {
    ...plain,
    name: 'raw-gap',
    generator: 'raw',
    errors: step(0.05),
    gap: (minute) => minute > -6 && minute < 5,
    uncertain: true,
  },
  { ...plain, name: 'sloth-restart', generator: 'sloth', errors: step(0.05), restart: -3 },
  { ...plain, name: 'latency-step', generator: 'latency', budget: 0.01, errors: step(0.25, 0.003) },
  { ...plain, name: 'sloth-background', generator: 'sloth', errors: step(0.04, 0.0008) },
  { ...plain, name: 'raw-total-outage', generator: 'raw', errors: step(0.9) },
  {
    ...plain,
    name: 'sloth-flapping',
    generator: 'sloth',
    errors: (minute) => (minute < 0 || ((minute % 6) + 6) % 6 >= 3 ? 0.0002 : 0.08),
    uncertain: true,
  },
  {
    ...plain,
    name: 'raw-nightly-job',
    generator: 'raw',
    // Every six hours something else burns for a while.
    errors: (minute) => (minute < -20 && ((minute % 360) + 360) % 360 > 330 ? 0.004 : step(0.05)(minute)),
    bursts: [[-30, -20]],
  },
  { ...plain, name: 'raw-slow-scrape', generator: 'raw', errors: step(0.05), scrapeSeconds: 60 },
  { ...plain, name: 'sloth-slower-scrape', generator: 'sloth', errors: step(0.05), scrapeSeconds: 120 },
  { ...plain, name: 'raw-restart-in-the-burn', generator: 'raw', errors: step(0.04), restart: 7 },
  {
    ...plain,
    name: 'sloth-quiet-night',
    generator: 'sloth',
    // Nobody comes at night; the burn begins with the morning's first requests.
    rate: (minute) => (minute > -300 && minute < -3 ? 0 : 40),
    errors: step(0.05),
  },
  {
    ...plain,
    name: 'raw-recovering',
    generator: 'raw',
    errors: (minute) => (minute < 0 ? 0.0002 : minute < 4 ? 0.6 : 0.03),
  },
  { ...plain, name: 'sloth-fast-traffic', generator: 'sloth', errors: step(0.02), rate: daily(900) },
];
