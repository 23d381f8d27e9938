import type { ProfileName } from '../../core/flamegraph/flame-panel.ts';
import type { FrameFacts } from '../../core/flamegraph/frame-facts.ts';
import { element } from './element.ts';
import { changeText, factRows, noiseText, placeText } from './facts-text.ts';

export interface FactsShown {
  readonly profile: ProfileName;
  readonly facts: FrameFacts;
  /** Names from the root down to the caller. */
  readonly callers: readonly string[];
  /** Callees drawn in the same box. */
  readonly folded: readonly string[];
  /** What shares are of: `of all CPU`. */
  readonly ofWhat: string;
  /** Whether the sides can be compared. */
  readonly comparable: boolean;
}

const NAMES_SHOWN = 4;

/** The facts of a frame as the tooltip and the details show them. */
export function factsView(shown: FactsShown): HTMLElement {
  const { facts, comparable } = shown;
  const place = placeText(facts);
  const own = facts.own === undefined ? '' : facts.own ? 'your code' : 'library';
  const noise = noiseText(facts);
  return element(
    'div',
    { class: 'facts' },
    element('p', { class: 'facts-name' }, element('code', {}, facts.name)),
    ...(place === '' && own === ''
      ? []
      : [
          element(
            'p',
            { class: 'facts-place' },
            ...(place === '' ? [] : [element('code', {}, place)]),
            place !== '' && own !== '' ? ' · ' : '',
            own,
          ),
        ]),
    element('p', { class: `facts-change ${directionOf(facts)}` }, ...changeParts(facts, noise, comparable)),
    table(shown),
    ...(shown.folded.length === 0 ? [] : [namesLine('Drawn as one with ', shown.folded)]),
    ...(shown.callers.length === 0 ? [] : [namesLine('Called from ', shown.callers)]),
  );
}

function directionOf(facts: FrameFacts): string {
  return !facts.significant ? 'same' : facts.delta > 0 ? 'grew' : 'shrank';
}

function changeParts(facts: FrameFacts, noise: string, comparable: boolean): (Node | string)[] {
  if (!comparable) return ['no baseline to compare with'];
  const rest = noise === '' ? [] : [' ', element('small', {}, noise)];
  return [element('strong', {}, changeText(facts)), ...rest];
}

function cell(tag: 'td' | 'th', text: string, scope?: string): HTMLElement {
  return element(tag, { scope }, text);
}

function table({ profile, facts, ofWhat, comparable }: FactsShown): HTMLElement {
  const head = element(
    'tr',
    {},
    element('td', {}),
    ...(comparable ? [cell('th', 'Baseline', 'col')] : []),
    cell('th', 'Now', 'col'),
  );
  const rows = factRows(profile, facts, ofWhat).map((row) =>
    element(
      'tr',
      {},
      cell('th', row.what, 'row'),
      ...(comparable ? [cell('td', row.baseline)] : []),
      cell('td', row.comparison),
    ),
  );
  return element('table', { class: 'facts-table' }, element('thead', {}, head), element('tbody', {}, ...rows));
}

/** The last of some names; how many stand before them is said. */
function namesLine(what: string, all: readonly string[]): HTMLElement {
  const near = all.slice(-NAMES_SHOWN);
  const cut = all.length > near.length ? [`${all.length - near.length} more › `] : [];
  const names = near.flatMap((name, i) => [i === 0 ? '' : ' › ', element('code', {}, name)]);
  return element('p', { class: 'facts-names' }, what, ...cut, ...names);
}
