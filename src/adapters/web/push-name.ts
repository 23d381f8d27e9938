import type { Labels } from '../../core/alert/alert.ts';

export const MOST_LABELS = 64;
/** In bytes of UTF-8, name and text each. */
export const LONGEST_LABEL = 2048;

/** Thrown for a push whose query cannot be read; the message names the parameter. */
export class BadPush extends Error {}

// What agents append to the application name, from Pyroscope's segment rules; without it "shop.cpu" and "shop" would
// be two services. A name such as "my.app" keeps its dot.
const TYPE_SUFFIX =
  /\.(cpu|wall|itimer|samples|goroutines?|threads|exceptions|live|(?:inuse|alloc)_(?:objects|space)|(?:mutex|block|lock)_(?:count|duration)|alloc_in_new_tlab_\w+|alloc_outside_tlab_\w+)$/;

export interface PushName {
  readonly service: string;
  readonly labels: Labels;
  /** The type behind the application name, such as `cpu` or `mutex_duration`. */
  readonly suffix?: string;
}

/**
 * `app{k=v,k=v}` as Pyroscope's agents send it in `name`: the service, and labels with `service_name` among them.
 * Labels that begin with two underscores are internal to the agent (a session id per process start) and dropped.
 */
export function readPushName(name: string): PushName {
  const brace = name.indexOf('{');
  const application = (brace === -1 ? name : name.slice(0, brace)).trim();
  if (brace !== -1 && !name.trimEnd().endsWith('}')) throw new BadPush('name: "{" without "}" at the end');
  const inside = brace === -1 ? '' : name.slice(brace + 1, name.lastIndexOf('}'));

  const labels = new Map<string, string>();
  for (const pair of inside.split(',').filter((text) => text.trim() !== '')) {
    const equals = pair.indexOf('=');
    if (equals === -1) throw new BadPush(`name: the label ${JSON.stringify(pair.slice(0, 80))} has no "="`);
    const label = pair.slice(0, equals).trim();
    const text = pair.slice(equals + 1).trim();
    if (label === '') throw new BadPush('name: a label without a name');
    if (Buffer.byteLength(label) > LONGEST_LABEL || Buffer.byteLength(text) > LONGEST_LABEL) {
      throw new BadPush(`name: the label ${JSON.stringify(label.slice(0, 80))} is longer than ${LONGEST_LABEL} bytes`);
    }
    if (!label.startsWith('__')) labels.set(label, text);
  }
  const suffix = TYPE_SUFFIX.exec(application)?.[1];
  const service = labels.get('service_name') ?? application.replace(TYPE_SUFFIX, '');
  if (service === '') throw new BadPush('name: the application name is empty, expected name=app{label=text,…}');
  if (Buffer.byteLength(service) > LONGEST_LABEL) throw new BadPush('name: the application name is too long');
  labels.set('service_name', service);
  if (labels.size > MOST_LABELS) throw new BadPush(`name: ${labels.size} labels, at most ${MOST_LABELS} are kept`);
  return { service, labels: Object.fromEntries(labels), ...(suffix === undefined ? {} : { suffix }) };
}
