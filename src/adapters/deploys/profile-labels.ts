import type { Deploy } from '../../core/deploy/deploy.ts';
import { VERSION_LABELS } from '../../core/deploy/deploys-from-labels.ts';
import type { Deploys, ProfileIndex, StoredProfile } from '../../pipeline/ports.ts';

/**
 * Deploys as the embedded store's own index shows them: a version label that was not there before. Needs no
 * integration with anything, and its time is that of the first profile of the new version.
 */
export function connectProfileLabels(index: ProfileIndex): Deploys {
  return {
    async between(service, window, signal) {
      signal.throwIfAborted();
      const profiles = await index.find({ selector: { service_name: service }, kind: 'cpu', window });
      return versionChanges(service, profiles);
    },
  };
}

/** One deploy per version that appears after another; profiles come in time order. Newest first. */
function versionChanges(service: string, profiles: readonly StoredProfile[]): readonly Deploy[] {
  const label = VERSION_LABELS.find((name) => profiles.some((profile) => profile.labels[name] !== undefined));
  if (label === undefined) return [];
  const deploys: Deploy[] = [];
  const seen = new Set<string>();
  let previous: string | undefined;
  for (const { labels, interval } of profiles) {
    const version = labels[label];
    if (version === undefined) continue;
    if (!seen.has(version) && previous !== undefined) {
      deploys.unshift({
        service,
        fromVersion: previous,
        toVersion: version,
        at: interval.from,
        source: 'profile labels',
      });
    }
    if (!seen.has(version)) previous = version;
    seen.add(version);
  }
  return deploys;
}
