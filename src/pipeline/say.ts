import type { Incident } from '../core/incident/incident.ts';
import type { Evidence } from './evidence.ts';
import { tell } from './tell.ts';
import type { World } from './world.ts';

/** Chats have limits of their own; beyond this the job is retried. */
const TELL_TIMEOUT_MS = 60_000;

/** Tells kept evidence to these channels, with its picture when that could be kept. */
export async function say(
  incident: Incident,
  channels: readonly string[],
  { report, files, round }: Evidence,
  world: World,
  signal: AbortSignal,
): Promise<void> {
  const file = files.find((candidate) => candidate.name === 'chat.png');
  const png = file === undefined ? undefined : await world.blobs.get(file.hash);
  const picture = png && {
    picture: { size: 'chat' as const, width: 1280, height: 720, png },
    url: world.links.sign(`/incidents/${incident.id}.png`),
  };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TELL_TIMEOUT_MS)]);
  await tell(
    { incidentId: incident.id, channels, report, round, ...(picture === undefined ? {} : { picture }) },
    world,
    limit,
  );
}
