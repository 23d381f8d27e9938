import { didYouMean } from '../core/did-you-mean.ts';
import type { ConfigProblem } from './problem.ts';
import type { Config } from './schema.ts';
import type { YamlFile } from './yaml-file.ts';

/** A store that finds its pods by a query asks one of the sources, by its name or the first. */
export function unknownSources(
  { stores, sources }: Pick<Config, 'stores' | 'sources'>,
  yaml: YamlFile,
): readonly ConfigProblem[] {
  const known = sources.map(({ name }) => name);
  return stores.flatMap((store, index) => {
    const asking = store.type === 'pprof-endpoints' ? store.prometheus : undefined;
    if (asking === undefined) return [];
    const path = ['stores', index, 'prometheus'];
    if (asking.source === undefined)
      return known.length > 0 ? [] : [yaml.problemAt(path, 'there are no sources to ask for pods')];
    if (known.includes(asking.source)) return [];
    const message = `no source is called "${asking.source}"${didYouMean(asking.source, known)}`;
    return [yaml.problemAt([...path, 'source'], message)];
  });
}
