import type { Labels } from '../../../core/alert/alert.ts';
import {
  own,
  renderTemplate,
  type Rendered,
  type Template,
  type TemplateContext,
} from '../../../core/alert/template.ts';
import { calledAt } from './address.ts';
import type { PprofEndpointsSection } from './endpoints-section.ts';

/** One process that answers pprof. */
export interface Pod {
  readonly name: string;
  /** Scheme, host and port. */
  readonly url: string;
  readonly labels: Labels;
}

/** A name and what is wrong with it. */
export type LeftOut = readonly [name: string, why: string];

export interface FoundPods {
  /** In the order of their names, each once. */
  readonly pods: readonly Pod[];
  readonly left: readonly LeftOut[];
  /** The exact question. */
  readonly asked: string;
  /** Why there is none; only where there is none. */
  readonly reason?: string;
}

/** Finds the pods that a selector means; rejects with a Failure where nobody could be asked. */
export type FindPods = (selector: Labels, signal: AbortSignal) => Promise<FoundPods>;

/** What was told of a pod, before its address was looked at. */
export interface ToldPod {
  readonly name: string;
  readonly address: string;
  readonly port?: number | undefined;
  readonly labels: Labels;
}

/** Those of the told ones that the selector means; `used` are the labels by which was asked, which all of them fit. */
export function chooseTold(
  told: readonly ToldPod[],
  selector: Labels,
  used: ReadonlySet<string>,
  asked: string,
  section: Pick<PprofEndpointsSection, 'scheme' | 'port' | 'labels'>,
): FoundPods {
  const pods = new Map<string, Pod>();
  const left = new Map<string, string>();
  const unknown = new Set<string>();
  const others = Object.entries(selector).filter(([name]) => !used.has(name));
  for (const { name, address, port, labels: its } of told) {
    const labels = { ...section.labels, ...its };
    const absent = others.find(([label]) => own(labels, label) === undefined);
    if (absent !== undefined) unknown.add(absent[0]);
    if (others.some(([label, text]) => own(labels, label) !== text)) continue;
    const at = calledAt(address, section.scheme, typeof section.port === 'number' ? section.port : port);
    if ('problem' in at) left.set(name, at.problem);
    else if (!pods.has(name))
      pods.set(name, { name, url: at.url, labels: { ...plain(labels), ...selector, pod: name } });
  }
  const known = { pods: sorted([...pods.values()]), left: [...left].filter(([name]) => !pods.has(name)), asked };
  if (pods.size > 0) return known;
  return { ...known, reason: whyNone(told.length, left.size, unknown) };
}

/** Without what Kubernetes notes for itself: labels with a slash. */
function plain(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !name.includes('/')));
}

function sorted(pods: readonly Pod[]): readonly Pod[] {
  return pods.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function whyNone(told: number, left: number, unknown: ReadonlySet<string>): string {
  if (left > 0) return 'none of its pods can be called';
  if (unknown.size > 0)
    return `none of ${told} pods tells the label ${[...unknown].join(', ')} of the selector (stores: labels, or ask by it)`;
  return told === 0 ? 'there are no pods' : `none of ${told} pods has the labels of the selector`;
}

/** Fills in labels of the selector. */
export function fill(template: Template, selector: Labels, render: Render = renderTemplate): Rendered {
  return render(template, { labels: selector, annotations: {}, match: {}, service: undefined });
}

type Render = (template: Template, context: TemplateContext) => Rendered;

/** Labels that the templates ask by. */
export function labelsIn(...templates: readonly Template[]): ReadonlySet<string> {
  return new Set(
    templates.flatMap(({ parts }) => parts.flatMap((part) => (typeof part === 'string' ? [] : [part.name]))),
  );
}

export function nothingToAskBy(missing: string, setting: string, text: string): FoundPods {
  return { pods: [], left: [], asked: text, reason: `the selector has no ${missing}, which ${setting} needs` };
}
