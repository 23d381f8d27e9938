import type { Dialect } from '../incident/incident.ts';
import type { Labels } from './alert.ts';
import type { Sli } from './burn.ts';
import { notBurningInGrafana } from './grafana-alerts.ts';
import { sliOfName } from './sli-of-name.ts';

/** What the labels alone tell about a burn-rate alert. Windows come from the expression, or from the generator's table. */
export interface RecognisedSlo {
  readonly dialect: Dialect;
  readonly service?: string;
  readonly slo: string;
  /** 0..1, where a label carries it. */
  readonly objective?: number;
  readonly sli?: Sli;
  /** Set when this alert of a known generator is not about burning, with the reason. */
  readonly notBurning?: string;
}

type Generator = (labels: Labels, name: string) => RecognisedSlo | undefined;

/** In an order that lets the specific win: Sloth's labels may stand beside any others. */
const GENERATORS: readonly Generator[] = [autometrics, sloth, grafanaSlo, pyrra, kubernetesMixin, sloLibsonnet];

/**
 * Tells which SLO generator wrote an alert from its labels: Sloth 0.16, Pyrra 0.10, kubernetes-mixin, slo-libsonnet,
 * Grafana SLO, autometrics. `none` for the others, with what their labels say of service and SLO all the same.
 */
export function recogniseDialect(labels: Labels, annotations: Labels = {}): RecognisedSlo {
  const name = own(labels, 'alertname') ?? '';
  const found = first(GENERATORS, (generator) => generator(labels, name)) ?? stranger(labels, name);
  const notBurning = notBurningInGrafana(labels, annotations) ?? found.notBurning;
  const objective = found.objective ?? objectiveOf(labels);
  const sli = sliOf(labels, found.slo, name);
  return {
    ...found,
    ...(objective === undefined ? {} : { objective }),
    ...(sli === undefined ? {} : { sli }),
    ...(notBurning === undefined ? {} : { notBurning }),
  };
}

/** https://github.com/autometrics-dev/autometrics-shared: Sloth's labels with the service beside them. */
function autometrics(labels: Labels): RecognisedSlo | undefined {
  const service = own(labels, 'service_name');
  if (own(labels, 'sloth_service') !== 'autometrics' || service === undefined) return undefined;
  const slo = own(labels, 'objective_name') ?? own(labels, 'sloth_slo') ?? '';
  return { dialect: 'autometrics', service, slo };
}

/** https://sloth.dev: `page` and `ticket` rules; other rules of its plugins carry no severity of its own. OpenSLO files come this way too. */
function sloth(labels: Labels, name: string): RecognisedSlo | undefined {
  const service = own(labels, 'sloth_service');
  const slo = own(labels, 'sloth_slo');
  if (service === undefined || slo === undefined) return undefined;
  const burns = own(labels, 'sloth_severity') !== undefined;
  const why = burns ? {} : { notBurning: `${name} carries no sloth_severity: not a burn alert` };
  return { dialect: 'sloth', service, slo, ...why };
}

/** https://grafana.com/docs/grafana-cloud/alerting-and-irm/slo/ */
function grafanaSlo(labels: Labels, name: string): RecognisedSlo | undefined {
  if (own(labels, 'grafana_slo_uuid') === undefined) return undefined;
  // Its rules are called "<SLO> - Error Budget Burn Rate is Very High".
  const slo = own(labels, 'slo_name') ?? name.replace(/ - error budget burn rate is .*$/i, '');
  return { dialect: 'grafana-slo', slo, ...serviceOf(labels) };
}

/** https://github.com/pyrra-dev/pyrra: the service stands in the selectors of its metric, or in a `pyrra.dev/` label. */
function pyrra(labels: Labels, name: string): RecognisedSlo | undefined {
  const slo = own(labels, 'slo');
  if (slo === undefined) return undefined;
  const found = { dialect: 'pyrra', slo, ...serviceOf(labels, 'namespace') } as const;
  if (own(labels, 'long') !== undefined && own(labels, 'short') !== undefined) return found;
  if (name !== 'SLOMetricAbsent') return undefined;
  return { ...found, notBurning: 'SLOMetricAbsent reports missing metrics, not a burning SLO' };
}

/** https://github.com/kubernetes-monitoring/kubernetes-mixin, also in kube-prometheus and OpenShift. */
function kubernetesMixin(_labels: Labels, name: string): RecognisedSlo | undefined {
  if (name !== 'KubeAPIErrorBudgetBurn') return undefined;
  return { dialect: 'kubernetes-mixin', service: 'kube-apiserver', slo: 'apiserver' };
}

/** https://github.com/metalmatze/slo-libsonnet */
function sloLibsonnet(labels: Labels, name: string): RecognisedSlo | undefined {
  if (name !== 'ErrorBudgetBurn') return undefined;
  return { dialect: 'slo-libsonnet', slo: name, ...serviceOf(labels, 'namespace') };
}

function stranger(labels: Labels, name: string): RecognisedSlo {
  return { dialect: 'none', slo: own(labels, 'slo') ?? own(labels, 'slo_name') ?? name, ...serviceOf(labels) };
}

const SERVICE_LABELS = ['service', 'service_name', 'k8s_service', 'job'];

function serviceOf(labels: Labels, ...more: readonly string[]): { readonly service?: string } {
  const service = first([...SERVICE_LABELS, ...more], (label) => own(labels, label) || undefined);
  return service === undefined ? {} : { service };
}

const OBJECTIVE_LABELS = ['objective_percentile', 'objective', 'slo_objective', 'sloth_objective', 'slo_target'];

/** A share, or percents: `99.9` is 0.999. */
function objectiveOf(labels: Labels): number | undefined {
  return first(OBJECTIVE_LABELS, (label) => {
    const text = own(labels, label) ?? '';
    const number = /^\d{1,3}(?:\.\d{1,12})?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
    if (number > 0 && number < 1) return number;
    return number >= 50 && number < 100 ? Number((number / 100).toPrecision(12)) : undefined;
  });
}

/** The SLO's own name tells best, then its category, then the alert's name. */
function sliOf(labels: Labels, slo: string, name: string): Sli | undefined {
  const category = own(labels, 'category') ?? '';
  return sliOfName(slo) ?? sliOfName(category) ?? sliOfName(own(labels, 'sloth_slo') ?? '') ?? sliOfName(name);
}

function own(labels: Labels, label: string): string | undefined {
  return Object.hasOwn(labels, label) ? labels[label] : undefined;
}

function first<Item, Found>(items: readonly Item[], look: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
