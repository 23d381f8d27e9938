import type { Labels } from './alert.ts';

/** A text with placeholders, read once. */
export interface Template {
  /** As written. */
  readonly text: string;
  readonly parts: readonly (string | Placeholder)[];
}

export interface Placeholder {
  readonly source: 'label' | 'annotation' | 'match' | 'service';
  /** Of the label, annotation or named group; empty for the service. */
  readonly name: string;
  /** Applied in order. `undefined` = missing; only `default` makes something of it. */
  readonly pipes: readonly ((text: string | undefined) => string | undefined)[];
}

/** What the placeholders of one alert stand for. */
export interface TemplateContext {
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Named groups of the winning rule's regular expressions. */
  readonly match: Labels;
  readonly service: string | undefined;
}

export type Rendered =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing'; readonly name: string };

/**
 * Fills the placeholders. One that is missing or comes out empty is an answer of its own: an empty text would widen a
 * selector to the whole fleet. What a label holds is never read as a template again. `quote` makes each filled-in
 * text safe for where it stands; `part` is its index among the parts.
 */
export function renderTemplate(
  template: Template,
  context: TemplateContext,
  quote: (filled: string, part: number) => string = (filled) => filled,
): Rendered {
  let text = '';
  for (const [index, part] of template.parts.entries()) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    let filled = lookUp(part, context);
    for (const pipe of part.pipes) filled = pipe(filled);
    if (filled === undefined || filled === '') return { kind: 'missing', name: nameOf(part) };
    text += quote(filled, index);
  }
  return { kind: 'text', text };
}

/** A template without placeholders: the text that it always is. */
export function fixedText(template: Template): string | undefined {
  return template.parts.every((part) => typeof part === 'string') ? template.parts.join('') : undefined;
}

function lookUp(part: Placeholder, context: TemplateContext): string | undefined {
  switch (part.source) {
    case 'service':
      return context.service;
    case 'label':
      return own(context.labels, part.name);
    case 'annotation':
      return own(context.annotations, part.name);
    case 'match':
      return own(context.match, part.name);
  }
}

/** The text of a label; undefined when it is missing. Not fooled by labels named like members of every object. */
export function own(labels: Labels, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}

function nameOf(part: Placeholder): string {
  return part.source === 'service' ? '$service' : `${part.source} ${part.name}`;
}
