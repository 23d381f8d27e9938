import { z } from 'zod';
import { contradictions, httpSettings } from '../../http-section.ts';
import { labelSettings, typeSettings } from '../../series-section.ts';
import { parseTypeId } from './profile-types.ts';

export const PyroscopeSection = z
  .strictObject({
    name: z.string().min(1),
    type: z.literal('pyroscope'),
    ...httpSettings,
    labels: z
      .strictObject({
        service: z.string().min(1).default('service_name').describe('Asked for where a selector says service_name'),
        ...labelSettings(z.string().min(1)),
      })
      .prefault({})
      .describe('Names of the labels'),
    types: typeSettings(
      (text) => parseTypeId(text) !== undefined,
      'is no profile type: write all five parts, such as process_cpu:cpu:nanoseconds:cpu:nanoseconds',
    ).describe('Profile types to read, where the choice among those that a service sends is wrong'),
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
