import { z } from 'zod';
import { contradictions, httpSettings } from '../../http-section.ts';
import { parseTypeId } from './profile-types.ts';

const LabelNames = z
  .union([
    z
      .string()
      .min(1)
      .transform((name) => [name]),
    z.array(z.string().min(1)).min(1),
  ])
  .optional();
const TypeId = z
  .string()
  .refine((text) => parseTypeId(text) !== undefined, {
    error: 'is no profile type: write all five parts, such as process_cpu:cpu:nanoseconds:cpu:nanoseconds',
  })
  .optional();

export const PyroscopeSection = z
  .strictObject({
    name: z.string().min(1),
    type: z.literal('pyroscope'),
    ...httpSettings,
    labels: z
      .strictObject({
        service: z.string().min(1).default('service_name').describe('Asked for where a selector says service_name'),
        pod: LabelNames.describe(
          'Which process a profile is of; the first that a series has. Left out: the usual names',
        ),
        version: LabelNames.describe('Version or commit'),
        node: LabelNames.describe('The machine'),
      })
      .prefault({})
      .describe('Names of the labels'),
    types: z
      .strictObject({ cpu: TypeId, block: TypeId, mutex: TypeId, 'off-cpu': TypeId, wall: TypeId })
      .prefault({})
      .describe('Profile types to read, where the choice among those that a service sends is wrong'),
    grafana: z
      .strictObject({
        url: z.url({ protocol: /^https?$/ }).describe('Base address of Grafana'),
        datasource_uid: z.string().min(1).describe('UID of its Pyroscope data source'),
      })
      .optional()
      .describe('Where the evidence links to Profiles Drilldown'),
  })
  .superRefine((section, context) => {
    for (const [key, message] of contradictions(section)) context.addIssue({ code: 'custom', path: [key], message });
  });
export type PyroscopeSection = z.infer<typeof PyroscopeSection>;
