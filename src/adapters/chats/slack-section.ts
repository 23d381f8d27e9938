import { z } from 'zod';

/** Apart from the rest, so that a configuration is read without loading Slack's client. */
export const SlackSection = z.strictObject({
  name: z.string().min(1),
  type: z.literal('slack'),
  token_file: z.string().min(1),
  channel: z.string().min(2).describe("Channel id such as C0123456789, or '#name'"),
  api_url: z.url({ protocol: /^https?$/ }).default('https://slack.com/api/'),
});
export type SlackSection = z.infer<typeof SlackSection>;
