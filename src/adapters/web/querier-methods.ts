/** What can be asked, with the numbers of the fields. https://github.com/grafana/pyroscope/blob/main/api/querier/v1/querier.proto */
import type { QuerierAnswer } from './querier-answer.ts';
import {
  answerLabelNames,
  answerLabelValues,
  answerProfileTypes,
  answerSeries,
  answerStats,
  type Asked,
  type DiscoveryWorld,
} from './querier-discovery.ts';
import type { RequestSchema } from './querier-fields.ts';
import { answerProfile, answerStacktraces, answerSums, type SelectWorld } from './querier-select.ts';

export interface Method {
  readonly schema: RequestSchema;
  /** Holds profiles in memory: only so many at a time. */
  readonly isHeavy?: true;
  answer(asked: Asked, world: DiscoveryWorld & SelectWorld, signal: AbortSignal): Promise<QuerierAnswer>;
}

const RANGE = { 1: 'profileTypeID', 2: 'labelSelector', 3: 'start', 4: 'end' } as const;

export const METHODS: Readonly<Record<string, Method>> = {
  ProfileTypes: { schema: { 1: 'start', 2: 'end' }, answer: answerProfileTypes },
  LabelNames: { schema: { 1: 'matchers', 2: 'start', 3: 'end' }, answer: answerLabelNames },
  LabelValues: { schema: { 1: 'name', 2: 'matchers', 3: 'start', 4: 'end' }, answer: answerLabelValues },
  Series: { schema: { 1: 'matchers', 2: 'labelNames', 3: 'start', 4: 'end' }, answer: answerSeries },
  GetProfileStats: { schema: {}, answer: answerStats },
  SelectMergeStacktraces: {
    schema: {
      ...RANGE,
      5: 'maxNodes',
      6: 'format',
      7: 'callSite',
      8: 'profileIdSelector',
      10: 'traceIdSelector',
      11: 'spanSelector',
    },
    isHeavy: true,
    answer: answerStacktraces,
  },
  SelectMergeSpanProfile: {
    schema: {
      1: 'profileTypeID',
      2: 'labelSelector',
      3: 'spanSelector',
      4: 'start',
      5: 'end',
      6: 'maxNodes',
      7: 'format',
    },
    isHeavy: true,
    answer: answerStacktraces,
  },
  SelectMergeProfile: {
    schema: { ...RANGE, 5: 'maxNodes', 6: 'callSite', 7: 'profileIdSelector', 8: 'traceIdSelector' },
    isHeavy: true,
    answer: answerProfile,
  },
  SelectSeries: {
    schema: { ...RANGE, 5: 'groupBy', 6: 'step', 7: 'aggregation', 8: 'callSite', 9: 'limit', 10: 'exemplarType' },
    isHeavy: true,
    answer: answerSums,
  },
};
