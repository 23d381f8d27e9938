import type { Labels } from '../../core/alert/alert.ts';
import { BadPush } from './push-refusal.ts';

export interface LabelLimits {
  readonly per_profile: number;
  /** In bytes of UTF-8, name and text each. */
  readonly longest: number;
  readonly sets_per_hour: number;
}

/**
 * Labels as they are kept: those that begin with two underscores are internal to the agent (a session id per process start)
 * and dropped, an empty text is no label. Throws BadPush, naming the label, for what is too long or too much.
 */
export function keptLabels(pairs: Iterable<readonly [name: string, text: string]>, limits: LabelLimits): Labels {
  const labels = new Map<string, string>();
  for (const [name, text] of pairs) {
    const shown = JSON.stringify(name.slice(0, 80));
    if (name === '') throw new BadPush('a label without a name');
    if (Buffer.byteLength(name) > limits.longest || Buffer.byteLength(text) > limits.longest)
      throw new BadPush(`the label ${shown} is longer than ${limits.longest} bytes (web.ingest_labels.longest)`);
    if (!name.startsWith('__') && text !== '') labels.set(name, text);
  }
  if (labels.size > limits.per_profile)
    throw new BadPush(
      `${labels.size} labels, at most ${limits.per_profile} are taken (web.ingest_labels.per_profile): ` +
        [...labels.keys()].join(', ').slice(0, 300),
    );
  return Object.fromEntries(labels);
}

/** The same for attributes that nobody chose to be labels: what is too long or too much is left out, the best known stay. */
export function labelsOfAttributes(attributes: Labels, limits: LabelLimits): Labels {
  const pairs = Object.entries(attributes).filter(
    ([name, text]) =>
      text !== '' &&
      !name.startsWith('__') &&
      Buffer.byteLength(name) <= limits.longest &&
      Buffer.byteLength(text) <= limits.longest,
  );
  // One place is for service_name.
  return Object.fromEntries(pairs.toSorted(([a], [b]) => rank(a) - rank(b)).slice(0, limits.per_profile - 1));
}

function rank(name: string): number {
  return /^(?:service|k8s|container|host|deployment)\./.test(name) ? 0 : 1;
}
