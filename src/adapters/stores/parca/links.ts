/** Addresses of Parca's own pages. https://github.com/parca-dev/parca/tree/main/ui/packages/shared/profile */
import type { Window } from '../../../core/instant.ts';
import type { ProfileLinks } from '../../../pipeline/ports.ts';
import type { ParcaSection } from './parca-section.ts';

/** `expression` is the type and the selector. */
export function linksOf(
  { url, ui_url: uiUrl }: Pick<ParcaSection, 'url' | 'ui_url'>,
  expression: string,
  window: Window,
): ProfileLinks {
  const address = (query: Readonly<Record<string, string>>) =>
    `${(uiUrl ?? url).replace(/\/+$/, '')}/?${new URLSearchParams(query).toString()}`;
  return {
    window: address(side('a', expression, window)),
    diff: (baseline) =>
      address({
        ...side('a', expression, baseline),
        ...side('b', expression, window),
        compare_a: 'true',
        compare_b: 'true',
      }),
  };
}

/** Times are milliseconds, those of the merge nanoseconds. */
function side(letter: 'a' | 'b', expression: string, { from, to }: Window): Record<string, string> {
  return {
    [`expression_${letter}`]: expression,
    [`from_${letter}`]: String(from),
    [`to_${letter}`]: String(to),
    [`time_selection_${letter}`]: `absolute:${from}-${to}`,
    [`merge_from_${letter}`]: `${from}000000`,
    [`merge_to_${letter}`]: `${to}000000`,
    [`selection_${letter}`]: expression,
  };
}
