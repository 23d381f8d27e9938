import { connectEmbeddedStore } from '../adapters/stores/embedded.ts';
import { connectFiles } from '../adapters/stores/files.ts';
import { connectParca } from '../adapters/stores/parca.ts';
import { connectPyroscope } from '../adapters/stores/pyroscope.ts';
import type { Config } from '../config/schema.ts';
import type { ProfileStore } from '../pipeline/ports.ts';
import type { Foundation } from './connect-generation.ts';
import type { Attempts } from './unconnected.ts';

export interface StoreTools extends Pick<Foundation, 'blobs' | 'clock' | 'compute'> {
  readonly profileIndex: Foundation['database']['profileIndex'];
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

function connectStore(section: Config['stores'][number], tools: StoreTools): ProfileStore {
  switch (section.type) {
    case 'embedded':
      return connectEmbeddedStore(section, tools);
    case 'pyroscope':
      return connectPyroscope(section, tools);
    case 'parca':
      return connectParca(section, tools);
    case 'files':
      return connectFiles(section, tools);
  }
}
