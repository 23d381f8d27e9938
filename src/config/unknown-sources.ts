import { didYouMean } from '../core/did-you-mean.ts';
import type { ConfigProblem } from './problem.ts';
import type { Config } from './schema.ts';
import type { YamlFile } from './yaml-file.ts';

type Sections = Pick<Config, 'stores' | 'sources' | 'deploys'>;

/**
 * A store that finds its pods by a query asks one of the sources, by its name or the first; what looks for deploys asks
 * the one that it names.
 */
export function unknownSources(sections: Sections, yaml: YamlFile): readonly ConfigProblem[] {
  const known = sections.sources.map(({ name }) => name);
  const asked = ({ path, source }: { readonly path: readonly PropertyKey[]; readonly source: string | undefined }) => {
    if (source === undefined || known.includes(source)) return [];
    return [yaml.problemAt([...path, 'source'], `no source is called "${source}"${didYouMean(source, known)}`)];
  };
  const stores = sections.stores.flatMap((store, index) => {
    const asking = store.type === 'pprof-endpoints' ? store.prometheus : undefined;
    if (asking === undefined) return [];
    const path = ['stores', index, 'prometheus'];
    if (asking.source === undefined && known.length === 0)
      return [yaml.problemAt(path, 'there are no sources to ask for pods')];
    return asked({ path, source: asking.source });
  });
  const deploys = (['metric_labels', 'kube'] as const).flatMap((key) =>
    sections.deploys[key].flatMap(({ source }, index) => asked({ path: ['deploys', key, index], source })),
  );
  return [...stores, ...deploys];
}
