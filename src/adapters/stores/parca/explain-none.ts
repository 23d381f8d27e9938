/** Unknown services, labels and types all answer nothing: only further questions tell them apart. */
import { Failure } from '../../../core/failure.ts';
import type { ProfileKind } from '../../../core/profile/profile.ts';
import type { Window } from '../../../core/instant.ts';
import type { Parca } from './ask-parca.ts';
import { encodeValuesRequest, readValues } from './messages.ts';
import { whyNone, type ParcaType } from './profile-types.ts';
import type { Matcher } from './selector.ts';

const MOST_NAMES = 5;

export interface NoneFound {
  readonly kind: ProfileKind;
  /** What the server has of any service. */
  readonly types: readonly ParcaType[];
  /** What was asked for. */
  readonly possible: readonly ParcaType[];
  readonly matchers: readonly Matcher[];
  readonly window: Window;
}

/** Why nothing answers, as far as the server tells; what it does not tell is left out. */
export async function explainNone(parca: Parca, none: NoneFound, signal: AbortSignal): Promise<string> {
  const { kind, types, possible, matchers, window } = none;
  if (types.length === 0) return 'the server has no profiles at all of that time';
  if (possible.length === 0) {
    const names = types.map(({ id }) => id);
    return `the server's types are ${names.slice(0, MOST_NAMES).join(', ')}${names.length > MOST_NAMES ? ', …' : ''}; ${whyNone(kind, types)}`;
  }
  const unknown = await unknownValue(parca, matchers, window, signal);
  if (unknown !== undefined) return unknown;
  return kind === 'cpu'
    ? 'nothing answers to all of these labels together'
    : `nothing answers to all of these labels together; ${whyNone(kind, types)}`;
}

/** The first label whose text no profile of that time carries. */
async function unknownValue(
  parca: Parca,
  matchers: readonly Matcher[],
  window: Window,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const { label, text, regex } of matchers) {
    if (regex === true) continue;
    const there = await orNothing(parca.ask('Values', encodeValuesRequest(label, window), readValues, signal));
    if (there === undefined || there.includes(text)) continue;
    if (there.length === 0) return `no profile of that time has the label ${label}`;
    const some = there.slice(0, MOST_NAMES).join(', ');
    return `${text} is not among what ${label} is there: ${some}${there.length > MOST_NAMES ? ', …' : ''}`;
  }
  return undefined;
}

/** An explanation that fails must not hide what is to be explained. */
async function orNothing<T>(asking: Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof Failure && error.code !== 'CANCELLED') return undefined;
    throw error;
  }
}
