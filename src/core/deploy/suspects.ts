import type { HotLine, Mover } from '../report/analysis.ts';
import { frameFunction } from './source/frame-function.ts';

/** A function beside a moved one, and how it stands to it. */
export interface SuspectFrame {
  /** As the profile names it. */
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly lastLine: number;
  readonly own: boolean;
  readonly relation: 'itself' | 'through' | 'holder' | 'callee' | 'caller';
  /** Callers: 1 = the nearest own one. */
  readonly distance: number;
  /** Share of the growth that passes through it, 0..1. */
  readonly share: number;
  readonly lines?: readonly HotLine[];
}

/** A moved function with what stands around it. */
export interface Suspect {
  readonly mover: Mover;
  /** Its part of all that is to be explained, 0..1. */
  readonly weight: number;
  readonly frames: readonly SuspectFrame[];
  /** Names, as the source writes them, of what grew with it and of what fell. */
  readonly grown: ReadonlySet<string>;
  readonly fallen: ReadonlySet<string>;
}

/** How many moved functions blame looks at. */
const MOST = 5;
/** Callers further away change for reasons of their own. */
const FAR = 3;
/** Of movers that no gate let through: then nothing better is known. */
const UNGATED = 0.6;

/** The functions to ask about: those that may be named as a cause, else the first own ones that grew. */
export function suspectsOf(movers: readonly Mover[]): readonly Suspect[] {
  // A gated one grew beside all others, even where less traffic made it fall in seconds.
  const gated = movers.filter((mover) => mover.gated);
  const grew = movers.filter(({ delta }) => delta > 0);
  const chosen = (gated.length > 0 ? gated : grew.filter(({ own }) => own)).slice(0, MOST);
  const all = chosen.reduce((sum, { share }) => sum + Math.max(share, 0), 0);
  const fell = movers.filter(({ delta }) => delta < 0).flatMap((mover) => namesOf(mover.function));
  return chosen.map((mover) => ({
    mover,
    weight: (gated.length > 0 ? 1 : UNGATED) * (all > 0 ? Math.max(mover.share, 0) / all : 1 / chosen.length),
    frames: framesOf(mover),
    grown: new Set(
      [mover, ...around(mover, 'callee', 1)].flatMap((one) => namesOf(one.function)).concat(namesOf(mover.through)),
    ),
    fallen: new Set([...fell, ...around(mover, 'callee', -1).flatMap((one) => namesOf(one.function))]),
  }));
}

function framesOf(mover: Mover): readonly SuspectFrame[] {
  const whole = { distance: 0, share: 1 };
  const { own, file, line, lastLine } = mover;
  const named = { own: true, file: '', line: 0, lastLine: 0, ...whole };
  return [
    {
      function: mover.function,
      file,
      line,
      lastLine,
      own,
      relation: 'itself',
      ...whole,
      ...(mover.lines === undefined ? {} : { lines: mover.lines }),
    },
    ...(mover.through === undefined || mover.around !== undefined
      ? []
      : [{ ...named, own: false, function: mover.through, relation: 'through' as const }]),
    ...(mover.heldBy === undefined ? [] : [{ ...named, function: mover.heldBy, relation: 'holder' as const }]),
    ...around(mover, 'callee', 1),
    ...callersOf(mover),
  ];
}

/** Kept answers of older versions know the nearest caller alone. */
function callersOf(mover: Mover): readonly SuspectFrame[] {
  if (mover.around !== undefined) return around(mover, 'caller', 1).filter(({ distance }) => distance <= FAR);
  if (mover.caller === undefined) return [];
  return [
    { function: mover.caller, file: '', line: 0, lastLine: 0, own: true, relation: 'caller', distance: 1, share: 1 },
  ];
}

function around(mover: Mover, relation: 'caller' | 'callee', sign: 1 | -1): readonly SuspectFrame[] {
  return (mover.around ?? []).filter((one) => one.relation === relation && one.share * sign > 0);
}

function namesOf(profileName: string | undefined): readonly string[] {
  return profileName === undefined ? [] : frameFunction(profileName).names.slice(0, 1);
}
