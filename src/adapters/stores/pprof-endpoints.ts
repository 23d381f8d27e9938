/**
 * Profiles recorded on demand at the pods themselves, for services that nobody profiles: by Go's net/http/pprof, and whatever
 * answers like it. https://pkg.go.dev/net/http/pprof
 */
import { Cron } from 'croner';
import type { Labels } from '../../core/alert/alert.ts';
import { Failure } from '../../core/failure.ts';
import { isoInstant, type Instant } from '../../core/instant.ts';
import type { ProfileKind } from '../../core/profile/profile.ts';
import type { CapturedHealth, HealthyCapturer } from '../../pipeline/capture-healthy.ts';
import type { FetchedProfiles, ProfileQuery, ProfileStore } from '../../pipeline/ports.ts';
import { pathOf, podAddress, TIMEOUT_SECONDS } from './pprof-endpoints/capture-pod.ts';
import { captureWith, type Capture, type CapturingTools } from './pprof-endpoints/capture.ts';
import type { PprofEndpointsSection } from './pprof-endpoints/endpoints-section.ts';
import { findPods, type PodTools } from './pprof-endpoints/find-pods.ts';
import { cancelled, findKept, lastRound, readKept, type KeptTools } from './pprof-endpoints/kept-captures.ts';
import { restAfterTrouble } from './pprof-endpoints/rest-after-trouble.ts';
import { burnSentence, healthySentence, minuteText, selectorText } from './pprof-endpoints/words.ts';

/** A window that ended so long ago still reaches now: metrics and agents take their time, and so did we. */
const NEARLY_NOW_MS = 3 * 60_000;
/** What burns for longer without an end is an alert that nobody resolved, or a payload of another day. */
const LONGEST_BURN_MS = 24 * 3_600_000;
/** How far back a healthy recording is looked for, step by step: of many the index gives only the first. */
const LOOK_BACK_MS = [6, 24, 60 * 24].map((hours) => hours * 3_600_000);
/** What the recordings of a burn that ended are looked for beyond its end. */
const AFTER_END_MS = 10 * 60_000;
const RECORDED: readonly ProfileKind[] = ['cpu', 'block', 'mutex', 'wall'];

export interface PprofEndpointsTools extends Omit<CapturingTools, 'find'>, Pick<PodTools, 'metrics'>, KeptTools {}

export interface OnDemandStore extends ProfileStore {
  readonly healthy: HealthyCapturer;
}

/** Throws a Failure where a secret cannot be read, or nobody can be asked for the pods. */
export function connectPprofEndpoints(section: PprofEndpointsSection, tools: PprofEndpointsTools): OnDemandStore {
  podAddress(section, `${section.scheme}://pod`, tools.readFile);
  const capture = captureWith(section, { ...tools, find: findPods(section, tools) });
  // A process has one CPU profiler: a burn goes before a recording that has time.
  let unhurried = new AbortController();
  const urgent = restAfterTrouble(tools.clock, (...question: Parameters<Capture>) => {
    unhurried.abort();
    unhurried = new AbortController();
    return capture(...question);
  });
  return {
    name: section.name,
    recordingMs: (section.seconds + TIMEOUT_SECONDS) * 1000,
    async fetch(query, signal) {
      if (signal.aborted) throw cancelled(signal);
      if (query.kind !== 'off-cpu') return answerOf(query, section, tools, urgent, signal);
      const wall = await answerOf({ ...query, kind: 'wall' }, section, tools, urgent, signal);
      if (wall.kind === 'empty') return wall;
      // Wall time less CPU time is time off the CPU; the analysis subtracts.
      return { ...wall, notices: ['off-cpu is told by wall time.', ...wall.notices] };
    },
    healthy: {
      name: section.name,
      of: section.healthy.of,
      due: dueBy(section.healthy.cron),
      capture: (selector, signal) => captureKinds(selector, section, capture, signal, unhurried.signal),
    },
  };
}

function dueBy(cron: string): (after: Instant) => Instant | undefined {
  if (cron === 'off') return () => undefined;
  const schedule = new Cron(cron, { paused: true, timezone: 'UTC' });
  return (after) => schedule.nextRun(new Date(after))?.getTime();
}

async function captureKinds(
  selector: Labels,
  section: PprofEndpointsSection,
  capture: Capture,
  signal: AbortSignal,
  elsewhere: AbortSignal,
): Promise<CapturedHealth> {
  const either = AbortSignal.any([signal, elsewhere]);
  const kinds = RECORDED.filter((kind) => pathOf(section, kind) !== undefined);
  const answers = await Promise.all(
    kinds.map((kind) =>
      capture(kind, selector, 'healthy', either).catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error;
        if (elsewhere.aborted) return { blocks: [], notices: ['Given up for a burn that is to be recorded.'] };
        if (kind === 'cpu') throw error;
        return { blocks: [], notices: [error.message] };
      }),
    ),
  );
  const [cpu] = answers;
  const notes = answers.flatMap(({ notices }) => notices);
  return {
    pods: cpu?.blocks.length ?? 0,
    kinds: kinds.filter((_, index) => answers[index]!.blocks.length > 0),
    notes: [...new Set(cpu !== undefined && 'reason' in cpu ? [cpu.reason ?? '', ...notes] : notes)],
  };
}

async function answerOf(
  query: ProfileQuery,
  section: PprofEndpointsSection,
  tools: PprofEndpointsTools,
  urgent: Capture,
  signal: AbortSignal,
): Promise<FetchedProfiles> {
  const { kind, selector, burn } = query;
  const what = `${kind} recordings of ${selectorText(selector)}`;
  if (pathOf(section, kind) === undefined)
    return { kind: 'empty', reason: `no ${what}: set paths.${kind} where the service serves them`, asked: what };
  if (burn?.side === 'baseline') return baselineOf(query, burn.onset, section, tools, what, signal);
  const kept = await keptOf(query, tools, signal);
  if (kept.kind === 'profiles') return kept;
  if (!reachesNow(query, tools.clock.now())) {
    const over = burn?.endedAt === undefined ? '' : `, which ended at ${minuteText(burn.endedAt)}`;
    return {
      ...kept,
      reason: `${kept.reason}, and of a time that is over${over} nothing can be recorded any more`,
    };
  }
  const { blocks, notices, asked, reason, pods } = await urgent(kind, selector, 'burn', signal);
  if (reason !== undefined || blocks.length === 0)
    return { kind: 'empty', reason: `no ${what}: ${reason ?? 'nothing was recorded'}`, asked };
  const said = [burnSentence(blocks, query.window)];
  if (pods.asked < pods.there) said.push(`Of ${pods.there} pods ${pods.asked} were recorded, evenly chosen by name.`);
  return { kind: 'profiles', blocks, asked, notices: [...said, ...notices] };
}

/** What was recorded because of this burn: a retry and a second look tell the same as the first. */
async function keptOf(query: ProfileQuery, tools: PprofEndpointsTools, signal: AbortSignal): Promise<FetchedProfiles> {
  const { kind, selector, burn } = query;
  const purpose = burn === undefined ? {} : { purpose: 'burn' as const };
  const window = burn === undefined ? query.window : { from: burn.onset, to: burnEnd(query, tools.clock.now()) };
  const asked = `${kind} recordings of ${selectorText(selector)} between ${isoInstant(window.from)} and ${isoInstant(window.to)}`;
  const blocks = await readKept(await findKept({ kind, selector, window, ...purpose }, tools), tools, signal);
  if (blocks.length === 0) return { kind: 'empty', reason: `no ${asked} were kept`, asked };
  const notices = burn === undefined ? [] : [burnSentence(blocks, query.window)];
  return { kind: 'profiles', blocks, asked: `${asked}: ${blocks.length} kept`, notices };
}

function burnEnd({ window, burn }: ProfileQuery, now: Instant): Instant {
  return burn?.endedAt === undefined ? now : Math.max(window.to, burn.endedAt) + AFTER_END_MS;
}

function reachesNow({ window, burn }: ProfileQuery, now: Instant): boolean {
  if (burn?.endedAt !== undefined) return false;
  return window.to >= now - NEARLY_NOW_MS || (burn !== undefined && burn.onset >= now - LONGEST_BURN_MS);
}

/** Of the window; else the newest before it, else the newest before the burn. */
async function baselineOf(
  { kind, selector, window }: ProfileQuery,
  onset: Instant,
  section: PprofEndpointsSection,
  tools: PprofEndpointsTools,
  what: string,
  signal: AbortSignal,
): Promise<FetchedProfiles> {
  const asked = `healthy ${what} before ${isoInstant(onset)}`;
  const places = [
    window,
    ...LOOK_BACK_MS.map((by) => ({ from: window.from - by, to: window.from })),
    { from: window.to, to: onset },
  ];
  for (const [index, place] of places.entries()) {
    if (signal.aborted) throw cancelled(signal);
    const found = await findKept({ kind, selector, window: place, purpose: 'healthy' }, tools);
    // One that reaches into the burn is not healthy.
    const whole = found.filter(({ interval }) => interval.to <= onset);
    const blocks = await readKept(index === 0 ? whole : lastRound(whole), tools, signal);
    if (blocks.length === 0) continue;
    const notices = [healthySentence(blocks, onset)];
    return { kind: 'profiles', blocks, asked: `${asked}: ${blocks.length} kept`, notices };
  }
  const next = dueBy(section.healthy.cron)(tools.clock.now());
  const plan = next === undefined ? 'healthy.cron is off' : `the next round is at ${minuteText(next)}`;
  return { kind: 'empty', reason: `this service was never recorded while it was healthy (${plan})`, asked };
}
