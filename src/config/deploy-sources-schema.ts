import { z } from 'zod';
import { grafanaSettings } from '../adapters/deploys/grafana-annotations.ts';
import { RegistrySection } from '../adapters/deploys/registry-section.ts';
import { contradictions } from '../adapters/http-section.ts';
import type { Template } from '../core/alert/template.ts';
import { SelectorSetting, TemplateText } from './settings-schema.ts';

/** No alert is there whose labels could be taken. */
function onlyOfService({ parts }: Template): boolean {
  return parts.every((part) => typeof part === 'string' || part.source === 'service');
}
const ONLY_SERVICE = 'knows {{ $service }} only: deploys are looked for without an alert';

const OfService = TemplateText.refine(onlyOfService, { error: ONLY_SERVICE });
const Labels = SelectorSetting.refine((selector) => Object.values(selector).every(onlyOfService), {
  error: ONLY_SERVICE,
});

const source = z
  .string()
  .min(1)
  .optional()
  .describe('Name of one of the sources; left out: all that no other entry names');

const MetricLabels = z.strictObject({
  source,
  selector: Labels.optional().describe(
    "Labels of the service's own metrics; left out: job, service or app is the service",
  ),
});

const workload = {
  workload: OfService.optional().describe(
    'Name of the Deployment, StatefulSet, DaemonSet or Rollout; left out: the service',
  ),
  namespace: OfService.optional().describe("Left out: namespace in the service's selector, else any"),
  container: OfService.optional().describe('Of its pods; left out: told by names and by what changed'),
};

const Kube = z.strictObject({
  source,
  ...workload,
  selector: Labels.optional().describe('Labels that all its metrics have, such as the cluster'),
  exported_labels: z
    .boolean()
    .default(false)
    .describe('true where the scrape renamed its labels to exported_namespace, exported_pod, exported_container'),
  services: z
    .record(z.string().min(1), z.strictObject(workload))
    .default({})
    .describe('Services that are called otherwise'),
});

/** As people tag what they deploy. */
const SERVICE_TAGS = ['{{ $service }}', 'service:{{ $service }}', 'service={{ $service }}', 'app:{{ $service }}'];

const Grafana = z
  .strictObject({
    ...grafanaSettings,
    service_tags: z
      .array(OfService)
      .prefault(SERVICE_TAGS)
      .describe('Any one of them among its tags says that an annotation is about the service'),
  })
  .superRefine((section, context) => {
    for (const [key, message] of contradictions(section)) context.addIssue({ code: 'custom', path: [key], message });
  });

/** Where deploys are looked for that nobody reports, and where images are looked up. */
export const deploySourceSettings = {
  metric_labels: z
    .array(MetricLabels)
    .prefault([{}])
    .describe('Version labels of *_build_info and target_info; [] looks at none'),
  kube: z.array(Kube).prefault([{}]).describe('kube-state-metrics in the sources; [] looks at none'),
  grafana: z.array(Grafana).default([]).describe('Annotations of Grafana'),
  registries: z
    .array(RegistrySection)
    .default([])
    .describe('Registries that may be asked which commit an image was built from'),
};
