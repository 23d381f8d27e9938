import { isList, isObject, type JsonObject } from './json-values.ts';

/** JSON that people take for a profile, by the keys of its document; the more particular first. */
const STRANGERS: readonly { readonly fits: (document: JsonObject) => boolean; readonly what: string }[] = [
  {
    fits: ({ meta, threads }) => isObject(meta) && isList(threads),
    what: 'it is a profile for the Firefox Profiler, which is not read; record pprof, folded stacks or `perf script` text',
  },
  {
    fits: ({ head }) => isObject(head) && head['selfSize'] !== undefined,
    what: "it is V8's sampling heap profile: it counts bytes and no time; record a .cpuprofile (`node --cpu-prof`)",
  },
  {
    fits: ({ snapshot, nodes }) => isObject(snapshot) && isList(nodes),
    what: 'it is a V8 heap snapshot: it holds objects and no time; record a .cpuprofile (`node --cpu-prof`)',
  },
  {
    fits: ({ flamebearer }) => isObject(flamebearer),
    what: "it is Pyroscope's flame graph, already summed up for drawing; download the same query as pprof",
  },
  {
    fits: ({ ticks, code, functions }) => isList(ticks) && isList(code) && isList(functions),
    what: 'it is a processed V8 log (`node --prof-process --preprocess`), which is not read; record with `node --cpu-prof`',
  },
  {
    fits: ({ raw, frames, mode }) => isList(raw) && isObject(frames) && typeof mode === 'string',
    what: 'it is a stackprof dump of Ruby; hand over what `stackprof --stackcollapse` prints of it',
  },
  {
    fits: ({ resourceSpans, resourceMetrics, resourceLogs }) =>
      [resourceSpans, resourceMetrics, resourceLogs].some(isList),
    what: 'it is OTLP of another signal (traces, metrics or logs), not profiles',
  },
  {
    fits: isGrafanaFrame,
    what: "it is the data of Grafana's flame graph panel, already summed up for drawing; download it as pprof",
  },
  {
    fits: ({ children, value, name }) => isList(children) && typeof value === 'number' && typeof name === 'string',
    what: 'it is a tree for d3-flame-graph, already summed up for drawing; hand over the stacks that it was made of',
  },
];

/** What a JSON document is that is no profile, or undefined. */
export function jsonStranger(document: unknown): string | undefined {
  const inspected: unknown = isList(document) ? document[0] : document;
  return isObject(inspected) ? STRANGERS.find(({ fits }) => fits(inspected))?.what : undefined;
}

/** A data frame whose fields are the depth, the cost and the name of each box. */
function isGrafanaFrame({ schema }: JsonObject): boolean {
  const fields = isObject(schema) && isList(schema['fields']) ? schema['fields'] : [];
  const names = new Set(fields.map((field) => (isObject(field) ? field['name'] : undefined)));
  return ['level', 'value', 'self', 'label'].every((name) => names.has(name));
}
