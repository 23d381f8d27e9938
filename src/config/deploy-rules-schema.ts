import { z } from 'zod';
import { MEASURES } from '../core/report/top-functions.ts';
import { compileFunctionPattern } from './function-pattern.ts';
import { compileGlob } from './glob.ts';

const PERCENT = /^(\d+(?:\.\d+)?) ?%$/;

/** `5%` as 0.05. A number alone could be either. */
const Percent = z
  .preprocess(
    (given) => (typeof given === 'number' ? String(given) : given),
    z.string().regex(PERCENT, {
      error: 'is no percentage: write it with its sign, such as 5% or 0.5%',
      abort: true,
    }),
  )
  .transform((text) => Number(PERCENT.exec(text)?.[1]) / 100)
  .refine((share) => share <= 1, 'is more than 100%');

/** Shares below are not looked at (core/report/top-functions.ts). */
const Limit = Percent.refine((share) => share >= 0.001, 'is below 0.1%, which no profile tells from nothing');

const FunctionText = z
  .string()
  .min(1)
  .transform((text, context) => {
    try {
      return compileFunctionPattern(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });

const Services = z
  .array(
    z
      .string()
      .min(1)
      .transform((text) => ({ text, matches: compileGlob(text) })),
  )
  .min(1);

/** One rule about functions, judged at every deploy of the services that it is for. */
export const DeployRuleSection = z.strictObject({
  name: z.string().min(1).describe('A rule of the same name on a lower level is replaced, for the same services'),
  services: Services.prefault(['*']).describe("Names of services, * for any text; in a team's file only of its own"),
  function: z
    .union([FunctionText, z.array(FunctionText).min(1)])
    .optional()
    .describe('Names with * for any text, file.py:name, or /RE2/; left out: every function'),
  profile: z.enum(['cpu', 'off-cpu']).default('cpu'),
  of: z
    .enum(MEASURES)
    .optional()
    .describe('self; total: with all that it calls; own: of the own code, with the libraries that it calls'),
  over: Limit.optional().describe("Share of the new version's total"),
  grew_by: Limit.optional().describe('Percentage points by which that share grew'),
  new_in_top: z.int().min(1).max(100).optional().describe('Among so many now, not before, and clearly grown'),
  tell: z.boolean().default(true).describe('Tell the channels of the service; false: page and API alone'),
  off: z.boolean().default(false).describe('Switch off the rule of this name on a lower level'),
});

const Shares = z.union([
  Percent,
  z.strictObject({ self: Percent.optional(), total: Percent.optional(), own: Percent.optional() }),
]);

/** Functions or profiles before and after, and which rules must fire; run by `burnscope test`. */
export const DeployTest = z.strictObject({
  name: z.string().min(1).optional(),
  service: z.string().min(1),
  functions: z
    .array(
      z.strictObject({
        function: z.string().min(1),
        file: z.string().default(''),
        profile: z.enum(['cpu', 'off-cpu']).default('cpu'),
        baseline: Shares.prefault('0%'),
        comparison: Shares.prefault('0%'),
      }),
    )
    .min(1)
    .optional()
    .describe('What each takes before and after, of all; one number stands for self, total and own'),
  baseline: z.string().min(1).optional().describe('File or folder of profiles before, relative to this file'),
  comparison: z.string().min(1).optional().describe('File or folder of profiles after'),
  expect: z
    .union([z.literal('none'), z.array(z.string().min(1)).min(1)])
    .describe('none, or the names of all rules that fire, ours included'),
});
export type DeployTest = z.infer<typeof DeployTest>;
