import { idOr, isList, isObject, textOr, type JsonObject } from './json-values.ts';

/** So many events are looked at to tell a trace from another list: metadata may come first, but is made of events too. */
const GLANCE = 16;

/**
 * Events of the trace event format (https://chromium.googlesource.com/catapult/+/HEAD/docs/trace-event-format.md): a list, or an object
 * with one; undefined for other documents.
 */
export function traceEventsOf(document: unknown): readonly unknown[] | undefined {
  if (isObject(document)) return isList(document['traceEvents']) ? document['traceEvents'] : undefined;
  if (!isList(document)) return undefined;
  const isTrace = document.slice(0, GLANCE).some((one) => isObject(one) && typeof one['ph'] === 'string');
  return isTrace ? document : undefined;
}

/** Which thread an event is of. Ids are numbers or texts. */
export function threadOf(event: JsonObject): string {
  return `${idOr(event['pid'], '')}:${idOr(event['tid'], '')}`;
}

/** Names of threads by `threadOf`, where the trace gives them. */
export function threadNames(events: readonly unknown[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const event of events) {
    if (!isObject(event) || event['ph'] !== 'M' || event['name'] !== 'thread_name') continue;
    const name = isObject(event['args']) ? textOr(event['args']['name'], '') : '';
    if (name !== '') names.set(threadOf(event), name);
  }
  return names;
}

/** The label of all samples of one thread. */
export function threadLabels(
  names: ReadonlyMap<string, string>,
  thread: string,
): readonly (readonly [key: string, text: string])[] {
  return [['thread', names.get(thread) ?? thread.slice(thread.indexOf(':') + 1)]];
}
