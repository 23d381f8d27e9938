import type { ChosenWindows } from '../core/incident/choose-windows.ts';
import type { Incident } from '../core/incident/incident.ts';
import type { Side } from '../core/profile/call-tree.ts';
import type { IdleChoice } from '../core/profile/idle-names.ts';
import { isoInstant, type Window } from '../core/instant.ts';
import type { GatheredProfiles } from './fetch-profiles.ts';
import type { AnalysisRequest, Compute, ComputedAnalysis, ProfileSource } from './ports.ts';

/** Step 6: hands the gathered bytes to a worker and names the picture. */
export async function analyseProfiles(
  incident: Incident,
  windows: ChosenWindows,
  profiles: GatheredProfiles,
  requests: AnalysisRequest['requests'],
  world: { readonly compute: Compute; readonly idle: IdleChoice },
  signal: AbortSignal,
): Promise<ComputedAnalysis> {
  const sources = profiles.blocks.map((block): ProfileSource => {
    const seconds = block.seconds ?? (block.interval.to - block.interval.from) / 1000;
    const name = `${block.kind} profile of ${block.pod} from ${block.store}, ${isoInstant(block.interval.from)}`;
    const known = {
      ...(seconds > 0 ? { seconds } : {}),
      ...(block.counts === undefined ? {} : { counts: block.counts }),
    };
    return { side: block.side, kind: block.kind, name, pod: block.pod, bytes: block.bytes, ...known };
  });
  const heading = pictureHeading(incident, {
    comparison: shown('comparison', profiles, windows),
    baseline: shown('baseline', profiles, windows),
  });
  return world.compute.analyse(
    {
      sources,
      idle: world.idle,
      flames: true,
      pictures: [
        { size: 'chat', ...heading },
        { size: 'phone', ...heading },
      ],
      ...(requests === undefined ? {} : { requests }),
      // Rules about functions are rules about deploys.
      ...(incident.cause === 'deploy' ? { tops: true } : {}),
    },
    signal,
  );
}

/** What stands above every picture of an incident. */
export function pictureHeading(
  { service, slo }: Pick<Incident, 'service' | 'slo'>,
  { comparison, baseline }: Pick<ChosenWindows, 'comparison' | 'baseline'>,
): { readonly title: string; readonly subtitle: string } {
  return {
    title: `${service} · ${slo}`,
    subtitle: `${span(comparison)} vs ${span(baseline)} UTC · width = now, per second and pod`,
  };
}

/** The window, unless all that is compared was recorded at another time: on demand. */
function shown(side: Side, { blocks }: GatheredProfiles, windows: ChosenWindows): Window {
  const window = windows[side];
  const intervals = blocks.filter((block) => block.side === side).map(({ interval }) => interval);
  const beside = intervals.every(({ from }) => from < window.from || from > window.to);
  if (intervals.length === 0 || !beside) return window;
  return { from: Math.min(...intervals.map(({ from }) => from)), to: Math.max(...intervals.map(({ to }) => to)) };
}

function span(window: Window): string {
  const from = isoInstant(window.from);
  return `${from.slice(0, 10)} ${from.slice(11, 16)}–${isoInstant(window.to).slice(11, 16)}`;
}
