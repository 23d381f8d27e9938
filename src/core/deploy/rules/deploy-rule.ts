import type { Measure } from '../../report/top-functions.ts';

/** How a function is called: as shown, and without what another build may change. */
export interface FunctionNames {
  readonly function: string;
  readonly canonical: string;
  readonly file: string;
}

/** A limit that functions keep across a deploy; of several conditions all must hold for it to fire. */
export interface DeployRule {
  readonly name: string;
  /** `file:line`, or that it is ours. */
  readonly place: string;
  readonly actsOn: (service: string) => boolean;
  /** Which functions it watches. */
  readonly watches: (names: FunctionNames) => boolean;
  readonly profile: 'cpu' | 'off-cpu';
  readonly of: Measure;
  /** Share of the comparison's total, 0…1. */
  readonly over?: number;
  /** Growth of that share, 0…1. */
  readonly grewBy?: number;
  /** Among so many of the comparison, and not before. */
  readonly newInTop?: number;
  /** False: only page and API show it. */
  readonly tell: boolean;
  /** True: switches off the rule of this name on a lower level, for the services on which this one acts. */
  readonly off: boolean;
}

/** Our own rule, which holds for every service until a rule of the same name says otherwise. */
export const BUILT_IN: DeployRule = {
  name: 'new-in-top-5',
  place: 'built in',
  actsOn: () => true,
  watches: () => true,
  profile: 'cpu',
  of: 'own',
  newInTop: 5,
  tell: true,
  off: false,
};
