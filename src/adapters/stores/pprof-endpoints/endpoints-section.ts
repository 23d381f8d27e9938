import { Cron } from 'croner';
import { z } from 'zod';
import { parseTemplate } from '../../../core/alert/parse-template.ts';
import { queryProblem } from '../../../core/alert/query-template.ts';
import type { Template } from '../../../core/alert/template.ts';
import { contradictions, httpSettings } from '../../http-section.ts';
import { TlsSection } from '../../tls-section.ts';

/** Go's handler answers nothing before the end; longer than this, proxies and write timeouts cut it off. */
const MOST_SECONDS = 60;
const MOST_PODS = 32;
const LEAST_CRON_MS = 5 * 60_000;
/** Where Kubernetes puts a pod's own credentials. https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Labels of the selector alone can be filled in; captures by schedule have no alert. */
const Filled = z.string().transform((text, context): Template => {
  const parsed = parseTemplate(text, () => {
    throw new Error('regular expressions are not understood here');
  });
  const problem = 'kind' in parsed ? parsed.message : onlyLabels(parsed);
  if (problem === undefined && !('kind' in parsed)) return parsed;
  context.addIssue({ code: 'custom', message: problem ?? '' });
  return z.NEVER;
});

function onlyLabels({ parts }: Template): string | undefined {
  const other = parts.find((part) => typeof part !== 'string' && part.source !== 'label');
  return other === undefined ? undefined : 'only {{ $labels.x }} stand here: labels of the selector';
}

const Query = Filled.superRefine((template, context) => {
  const problem = queryProblem(template);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

const Port = z.int().min(1).max(65_535);
const Labels = z.record(z.string().min(1), z.string());
const LabelNames = z.union([
  z
    .string()
    .min(1)
    .transform((name) => [name]),
  z.array(z.string().min(1)).min(1),
]);

const PrometheusPods = z.strictObject({
  source: z.string().min(1).optional().describe('Which of the sources is asked; left out: the first'),
  query: Query.prefault('up{job="{{ $labels.service_name }}"}').describe(
    'An instant query with one series for each pod',
  ),
  labels: z
    .strictObject({
      address: z.string().min(1).default('instance').describe('host:port, also with a scheme'),
      port: z.string().min(1).optional().describe('A label that holds the port of pprof'),
      pod: LabelNames.prefault(['pod', 'kubernetes_pod_name', 'instance']),
    })
    .prefault({})
    .describe('Names of labels of its series'),
});

const KubernetesPods = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .default('https://kubernetes.default.svc')
    .describe('Of the API server'),
  namespace: Filled.prefault('{{ $labels.namespace }}'),
  service: Filled.prefault('{{ $labels.service_name }}').describe('The Service whose EndpointSlices are read'),
  bearer_token_file: z.string().min(1).default(`${SERVICE_ACCOUNT}/token`),
  tls: TlsSection.prefault({ ca_file: `${SERVICE_ACCOUNT}/ca.crt` }),
});

const Target = z.strictObject({
  address: z.string().min(1).describe('host:port'),
  pod: z.string().min(1).optional().describe('Its name; left out: the address'),
  labels: Labels.describe('What selectors ask for, such as service_name'),
});

const Schedule = z.string().superRefine((text, context) => {
  if (text === 'off') return;
  try {
    const [first, second] = new Cron(text, { paused: true, timezone: 'UTC' }).nextRuns(2);
    if (first !== undefined && second !== undefined && second.getTime() - first.getTime() < LEAST_CRON_MS)
      context.addIssue({ code: 'custom', message: 'is due more often than every 5 minutes' });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    context.addIssue({ code: 'custom', message: `is no cron expression, such as "13 * * * *", and not off: ${why}` });
  }
});

const { url: _url, tenant: _tenant, ...podHttp } = httpSettings;

export const PprofEndpointsSection = z
  .strictObject({
    name: z.string().min(1),
    type: z.literal('pprof-endpoints'),
    prometheus: PrometheusPods.optional().describe('The pods are those of a query'),
    kubernetes: KubernetesPods.optional().describe('The pods are those behind a Service'),
    targets: z.array(Target).min(1).optional().describe('The pods are these'),
    scheme: z.enum(['http', 'https']).default('http'),
    port: z
      .union([Port, z.string().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/)])
      .optional()
      .describe('Where pprof listens: a number, or with kubernetes the name of a port of the Service'),
    path: z
      .string()
      .regex(/^\/[^?#]*$/)
      .default('/debug/pprof')
      .describe('In front of the paths'),
    paths: z
      .strictObject({
        cpu: z.string().min(1).default('profile'),
        block: z.string().min(1).default('block'),
        mutex: z.string().min(1).default('mutex'),
        wall: z.string().min(1).optional().describe('Of fgprof, such as /debug/fgprof: off-CPU is told by it'),
      })
      .prefault({})
      .describe('One beginning with / does not lie below path'),
    ...podHttp,
    seconds: z.int().min(1).max(MOST_SECONDS).default(15).describe('How long is recorded'),
    max_pods: z.int().min(1).max(MOST_PODS).default(8).describe('Of a service that are recorded, evenly chosen'),
    labels: Labels.default({}).describe('Labels of all its pods'),
    healthy: z
      .strictObject({
        cron: Schedule.default('13 * * * *').describe('When healthy services are recorded, in UTC; or off'),
        of: z
          .array(Labels.refine((labels) => Object.keys(labels).length > 0, { error: 'names no label' }))
          .default([])
          .describe('Selectors of the services, besides those that had an incident'),
      })
      .prefault({})
      .describe('Recordings to compare with'),
  })
  .superRefine((section, context) => {
    const refuse = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
    const ways = (['prometheus', 'kubernetes', 'targets'] as const).filter((way) => section[way] !== undefined);
    const [, second] = ways;
    if (ways.length === 0) refuse('type', 'where are the pods? Say prometheus, kubernetes or targets');
    if (second !== undefined) refuse(second, `${ways.join(' and ')} exclude each other: make it two stores`);
    if (typeof section.port === 'string' && section.kubernetes === undefined)
      refuse('port', 'a port has a name in kubernetes only: write its number');
    if (section.tls !== undefined && section.scheme === 'http') refuse('tls', 'needs scheme: https');
    const { tls: _tls, ...plain } = section;
    for (const [key, message] of contradictions({ ...plain, url: `${section.scheme}://pod` })) refuse(key, message);
  });
export type PprofEndpointsSection = z.infer<typeof PprofEndpointsSection>;
