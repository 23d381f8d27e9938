import type { Labels } from '../../core/alert/alert.ts';
import { keptLabels, type LabelLimits } from './push-labels.ts';
import { BadPush } from './push-refusal.ts';

// What agents append to the application name, from Pyroscope's segment rules; without it "shop.cpu" and "shop" would
// be two services. A name such as "my.app" keeps its dot.
const TYPE_SUFFIX =
  /\.(cpu|wall|itimer|samples|off_?cpu|goroutines?|threads|exceptions|live|(?:inuse|alloc)_(?:objects|space)|(?:mutex|block|lock)_(?:count|duration)|alloc_in_new_tlab_\w+|alloc_outside_tlab_\w+)$/;

/** A text in quotes with the comma behind it, as PromQL and people write it. */
const QUOTED = /\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/suy;

export interface PushName {
  readonly service: string;
  readonly labels: Labels;
  /** The type behind the application name, such as `cpu` or `mutex_duration`. */
  readonly suffix?: string;
}

/** `app{k=v,k="v"}` as Pyroscope's agents send it in `name`: the service, and labels with `service_name` among them. */
export function readPushName(name: string, limits: LabelLimits): PushName {
  const brace = name.indexOf('{');
  const application = (brace === -1 ? name : name.slice(0, brace)).trim();
  if (brace !== -1 && !name.trimEnd().endsWith('}')) throw new BadPush('name: "{" without "}" at the end');
  if (brace === -1 && application.includes('='))
    throw new BadPush(
      `name: ${JSON.stringify(application.slice(0, 80))} has labels without braces around them; curl takes the braces away unless it is called with -g`,
    );
  const inside = brace === -1 ? '' : name.slice(brace + 1, name.lastIndexOf('}'));
  const labels = inName(() => keptLabels(readPairs(inside), limits));
  const suffix = TYPE_SUFFIX.exec(application)?.[1];
  const service = labels['service_name'] ?? application.replace(TYPE_SUFFIX, '');
  if (service === '') throw new BadPush('name: the application name is empty, expected name=app{label=text,…}');
  return {
    service,
    labels: inName(() => keptLabels([...Object.entries(labels), ['service_name', service]], limits)),
    ...(suffix === undefined ? {} : { suffix }),
  };
}

function* readPairs(inside: string): Generator<readonly [name: string, text: string]> {
  for (let at = 0; at < inside.length;) {
    const comma = placeOf(inside, ',', at);
    const equals = placeOf(inside, '=', at);
    if (equals > comma || equals === inside.length) {
      const alone = inside.slice(at, comma).trim();
      if (alone !== '') throw new BadPush(`the label ${JSON.stringify(alone.slice(0, 80))} has no "="`);
      at = comma + 1;
      continue;
    }
    const label = inside.slice(at, equals).trim();
    QUOTED.lastIndex = equals + 1;
    const quoted = QUOTED.exec(inside);
    if (quoted !== null) yield [label, quoted[1]!.replaceAll(/\\(.)/gsu, '$1')];
    else yield [label, inside.slice(equals + 1, comma).trim()];
    at = quoted === null ? comma + 1 : QUOTED.lastIndex;
  }
}

/** Where the sign stands next, or the end. */
function placeOf(text: string, sign: string, from: number): number {
  const place = text.indexOf(sign, from);
  return place === -1 ? text.length : place;
}

/** Says of which parameter a complaint is. */
function inName<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof BadPush ? new BadPush(`name: ${error.message}`) : error;
  }
}
