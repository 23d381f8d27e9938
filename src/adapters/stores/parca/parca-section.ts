import { z } from 'zod';
import { contradictions, httpSettings } from '../../http-section.ts';
import { labelSettings, typeSettings } from '../../series-section.ts';
import { parseTypeId } from './profile-types.ts';

/** As Prometheus names labels; the server's parser takes no others. */
const LabelName = z.string().regex(/^[a-zA-Z_]\w*$/, { error: 'is no name of a label (letters, digits, _)' });

export const ParcaSection = z
  .strictObject({
    name: z.string().min(1),
    type: z.literal('parca'),
    ...httpSettings,
    ui_url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Where browsers reach its pages, for links. Left out: url'),
    labels: z
      .strictObject({
        service: z
          .union([LabelName, z.record(LabelName, z.string().min(1))])
          .default('job')
          .describe(
            'Asked for where a selector says service_name: a label, or several with what they hold, {label of the selector} filled in; ~ begins a regular expression',
          ),
        ...labelSettings(LabelName),
      })
      .prefault({})
      .describe('Names of the labels'),
    types: typeSettings(
      (text) => parseTypeId(text) !== undefined,
      'is no profile type: write all parts, such as process_cpu:cpu:nanoseconds:cpu:nanoseconds:delta',
    ).describe('Profile types to read, where the choice among those of the server is wrong'),
  })
  .superRefine((section, context) => {
    for (const [key, message] of contradictions(section)) context.addIssue({ code: 'custom', path: [key], message });
  });
export type ParcaSection = z.infer<typeof ParcaSection>;
