import { connectDatadog } from '../adapters/stores/datadog.ts';
import { connectEmbeddedStore, type EmbeddedTools } from '../adapters/stores/embedded.ts';
import { connectFiles } from '../adapters/stores/files.ts';
import { connectParca } from '../adapters/stores/parca.ts';
import {
  connectPprofEndpoints,
  type OnDemandStore,
  type PprofEndpointsTools,
} from '../adapters/stores/pprof-endpoints.ts';
import { connectPyroscope } from '../adapters/stores/pyroscope.ts';
import type { Config } from '../config/schema.ts';
import type { ProfileStore } from '../pipeline/ports.ts';
import type { Foundation } from './connect-generation.ts';
import type { Attempts } from './unconnected.ts';

export interface StoreTools
  extends Pick<Foundation, 'blobs' | 'clock' | 'compute' | 'sums'>, Pick<PprofEndpointsTools, 'keep' | 'metrics'> {
  readonly profileIndex: EmbeddedTools['profileIndex'];
  readonly readFile: (path: string) => string;
  /** How long a store may read the profiles of one kind and window: then it answers with what came. */
  readonly budgetMs: number;
}

/** None configured: the embedded one. What cannot be connected, such as for a secret that cannot be read, is kept by `attempt`. */
export function connectStores(
  { stores }: Pick<Config, 'stores'>,
  tools: StoreTools,
  attempt: Attempts['attempt'],
): readonly ProfileStore[] {
  const sections = stores.length > 0 ? stores : [{ name: 'embedded', type: 'embedded' as const }];
  return sections
    .map((section) => attempt(`stores: ${section.name}: `, () => connectStore(section, tools)))
    .filter((store) => store !== undefined);
}

/** Those of the stores that record healthy services by a schedule. */
export function capturersOf(stores: readonly ProfileStore[]): readonly OnDemandStore['healthy'][] {
  return stores.flatMap((store) => (isOnDemand(store) ? [store.healthy] : []));
}

function isOnDemand(store: ProfileStore): store is OnDemandStore {
  return 'healthy' in store;
}

/** These choose samples by their requests. */
const TELL_REQUESTS: ReadonlySet<string> = new Set<Config['stores'][number]['type']>(['embedded', 'pyroscope']);

function connectStore(section: Config['stores'][number], tools: StoreTools): ProfileStore {
  const store = connectType(section, tools);
  return TELL_REQUESTS.has(section.type) ? store : withoutRequests(store, section.type);
}

/** Answers instead of the store where single requests are asked for, so that nobody takes everything for them. */
function withoutRequests(store: ProfileStore, type: string): ProfileStore {
  return {
    ...store,
    async fetch(query, signal) {
      if (query.requests === undefined) return store.fetch(query, signal);
      const asked = `${query.kind} samples of ${query.requests.by} ${query.requests.ids.join(', ')}`;
      return { kind: 'empty', reason: `no ${asked}: stores of type ${type} cannot tell requests apart`, asked };
    },
  };
}

function connectType(section: Config['stores'][number], tools: StoreTools): ProfileStore {
  switch (section.type) {
    case 'embedded':
      return connectEmbeddedStore(section, tools);
    case 'pyroscope':
      return connectPyroscope(section, tools);
    case 'parca':
      return connectParca(section, tools);
    case 'files':
      return connectFiles(section, tools);
    case 'pprof-endpoints':
      return connectPprofEndpoints(section, tools);
    case 'datadog':
      return connectDatadog(section, tools);
  }
}
