import { connectEmbeddedStore } from '../adapters/stores/embedded.ts';
import { connectParca } from '../adapters/stores/parca.ts';
import { connectPyroscope } from '../adapters/stores/pyroscope.ts';
import type { Config } from '../config/schema.ts';
import type { ProfileStore } from '../pipeline/ports.ts';
import type { Foundation } from './connect-generation.ts';

export interface StoreTools extends Pick<Foundation, 'blobs' | 'clock'> {
  readonly profileIndex: Foundation['database']['profileIndex'];
  readonly readFile: (path: string) => string;
}

/** None configured: the embedded one. */
export function connectStores({ stores }: Pick<Config, 'stores'>, tools: StoreTools): readonly ProfileStore[] {
  const sections = stores.length > 0 ? stores : [{ name: 'embedded', type: 'embedded' as const }];
  return sections.map((section) => {
    switch (section.type) {
      case 'embedded':
        return connectEmbeddedStore(section, tools);
      case 'pyroscope':
        return connectPyroscope(section, tools);
      case 'parca':
        return connectParca(section, tools);
    }
  });
}
