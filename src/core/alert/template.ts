import type { Labels } from './alert.ts';

export type Rendered =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing'; readonly name: string };

const PLACEHOLDER = /\{\{\s*(?:\$labels|\.Labels)\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}|\{\{\s*\$(service)\s*\}\}/g;

/**
 * Fills `{{ $labels.x }}` and `{{ $service }}`. A missing label is an answer of its own: an empty text
 * would widen a selector to the whole fleet. Label content is never read as a template again.
 */
export function renderTemplate(template: string, labels: Labels, service: string | undefined): Rendered {
  let missing: string | undefined;
  const text = template.replace(PLACEHOLDER, (_all, label: string | undefined, wantsService: string | undefined) => {
    const found = wantsService === undefined ? labels[label ?? ''] : service;
    if (found === undefined || found === '') missing ??= wantsService === undefined ? `label ${label}` : '$service';
    return found ?? '';
  });
  return missing === undefined ? { kind: 'text', text } : { kind: 'missing', name: missing };
}

/** What is wrong with a template, or undefined: only the two placeholders exist. */
export function templateProblem(template: string): string | undefined {
  const rest = template.replace(PLACEHOLDER, '');
  return /\{\{|\}\}/.test(rest)
    ? `only {{ $labels.name }} and {{ $service }} are understood, found ${JSON.stringify(template)}`
    : undefined;
}
