/**
 * The pods behind a Service, by its EndpointSlices.
 * https://kubernetes.io/docs/reference/kubernetes-api/discovery/endpoint-slice-v1/
 */
import { z } from 'zod';
import { Failure } from '../../../core/failure.ts';
import { httpAddress } from '../../http-address.ts';
import { httpClient, type HttpAnswer } from '../../http-client.ts';
import { CODES } from './capture-failures.ts';
import type { PprofEndpointsSection } from './endpoints-section.ts';
import { chooseTold, fill, labelsIn, nothingToAskBy, type FindPods, type ToldPod } from './pods.ts';

const TIMEOUT_SECONDS = 5;
const MAX_BYTES = 8 * 1024 * 1024;
/** Slices of one answer, and answers: a slice holds a hundred pods at most. */
const PAGE = 200;
const MOST_PAGES = 10;
const SERVICE_LABEL = 'kubernetes.io/service-name';
/** Where a Service has several ports and none is named in the configuration. */
const USUAL_PORTS = ['pprof', 'http-pprof', 'debug'];
/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

const Endpoint = z.object({
  addresses: z.array(z.string()).default([]),
  conditions: z.object({ terminating: z.boolean().nullish() }).default({}),
  nodeName: z.string().optional(),
  zone: z.string().optional(),
  targetRef: z.object({ kind: z.string().optional(), name: z.string().optional() }).optional(),
});
const Slice = z.object({
  metadata: z.object({ name: z.string().default(''), labels: z.record(z.string(), z.string()).default({}) }),
  addressType: z.string(),
  endpoints: z.array(Endpoint).nullish(),
  ports: z.array(z.object({ name: z.string().nullish(), port: z.number().nullish() })).nullish(),
});
const Answer = z.object({
  metadata: z.object({ continue: z.string().optional() }).default({}),
  items: z.array(Slice),
});
const Refusal = z.object({ message: z.string() });
type Slice = z.infer<typeof Slice>;
type Ways = NonNullable<PprofEndpointsSection['kubernetes']>;

/** Pods that are not ready count: those that burn may be. Those that end do not. */
export function kubernetesPods(
  section: PprofEndpointsSection,
  ways: Ways,
  readFile: (path: string) => string,
): FindPods {
  const { namespace: inNamespace, service: ofService } = ways;
  const used = labelsIn(inNamespace, ofService);
  const settings = { url: ways.url, headers: {}, bearer_token_file: ways.bearer_token_file };
  const http = ways.url.startsWith('https:') ? { ...settings, tls: ways.tls } : settings;
  const rules = { readFile, rejected: CODES.rejected, timeoutSeconds: TIMEOUT_SECONDS, maxBytes: MAX_BYTES };
  // Tokens are given anew every hour: read at each call, and once before, so that a missing one is known at start.
  const client = () => httpClient(httpAddress(http, rules), CODES);
  client();
  return async (selector, signal) => {
    const namespace = fill(inNamespace, selector);
    if (namespace.kind === 'missing') return nothingToAskBy(namespace.name, 'kubernetes.namespace', inNamespace.text);
    const service = fill(ofService, selector);
    if (service.kind === 'missing') return nothingToAskBy(service.name, 'kubernetes.service', ofService.text);
    const asked = `EndpointSlices of the Service ${namespace.text}/${service.text}`;
    const odd = [namespace.text, service.text].find((name) => !NAME.test(name));
    if (odd !== undefined)
      return { pods: [], left: [], asked, reason: `${JSON.stringify(odd)} is no name of Kubernetes` };
    const path = `/apis/discovery.k8s.io/v1/namespaces/${namespace.text}/endpointslices`;
    const query = { labelSelector: `${SERVICE_LABEL}=${service.text}`, limit: String(PAGE) };
    const slices: Slice[] = [];
    let next: string | undefined = '';
    for (let page = 0; page < MOST_PAGES && next !== undefined; page++) {
      const answer: HttpAnswer = await client().get(path, next === '' ? query : { ...query, continue: next }, signal);
      const read: z.infer<typeof Answer> = readAnswer(answer, `${ways.url}: ${asked}`);
      slices.push(...read.items);
      next = read.metadata.continue === '' ? undefined : read.metadata.continue;
    }
    if (slices.length === 0)
      return { pods: [], left: [], asked, reason: `there is no such Service, or it has no pods` };
    // A Service without pods has a slice without ports.
    const peopled = slices.filter(({ endpoints }) => (endpoints ?? []).length > 0);
    const portless = peopled.find((slice) => portOf(slice, section.port) === undefined);
    if (portless !== undefined) return { pods: [], left: [], asked, reason: whyNoPort(portless, section.port) };
    const told = peopled.flatMap((slice) => toldBy(slice, portOf(slice, section.port), namespace.text));
    return chooseTold(told, selector, used, asked, section);
  };
}

function readAnswer(answer: HttpAnswer, what: string): z.infer<typeof Answer> {
  let json: unknown;
  try {
    json = JSON.parse(answer.body);
  } catch (error) {
    const message = `${what}: the answer is not Kubernetes' (${answer.contentType || 'no content type'})`;
    throw new Failure(CODES.rejected, message, { retryable: false, cause: error });
  }
  if (answer.status >= 300) {
    const said = Refusal.safeParse(json).data?.message ?? answer.body.slice(0, 200);
    const hint = answer.status === 403 ? '; grant list of endpointslices in discovery.k8s.io' : '';
    throw new Failure(CODES.rejected, `${what}: ${answer.status} ${said}${hint}`, {
      retryable: false,
      cause: answer.status,
    });
  }
  const read = Answer.safeParse(json);
  if (read.success) return read.data;
  throw new Failure(CODES.rejected, `${what}: the answer is no EndpointSliceList`, {
    retryable: false,
    cause: read.error,
  });
}

function portOf({ ports }: Slice, wanted: PprofEndpointsSection['port']): number | undefined {
  if (typeof wanted === 'number') return wanted;
  const known = ports ?? [];
  const named = known.find(({ name }) =>
    wanted === undefined ? USUAL_PORTS.includes(name ?? '') : (name ?? '') === wanted,
  );
  const only = wanted === undefined && known.length === 1 ? known[0] : undefined;
  return (named ?? only)?.port ?? undefined;
}

function whyNoPort({ ports }: Slice, wanted: PprofEndpointsSection['port']): string {
  const names = (ports ?? []).map(({ name, port }) => `${name ?? ''} ${port ?? ''}`.trim()).join(', ');
  const why = wanted === undefined ? `which of its ports is pprof's` : `it has no port ${wanted}`;
  return `${why}? There are ${names === '' ? 'none' : names}: set port, best to its number`;
}

/** A pod has a slice for each family of addresses: the first one that is told counts. */
function toldBy(slice: Slice, port: number | undefined, namespace: string): readonly ToldPod[] {
  return (slice.endpoints ?? []).flatMap(({ addresses, conditions, nodeName, zone, targetRef }): ToldPod[] => {
    const [address] = addresses;
    if (address === undefined || conditions.terminating === true) return [];
    const labels = {
      ...slice.metadata.labels,
      namespace,
      ...(nodeName === undefined ? {} : { node: nodeName }),
      ...(zone === undefined ? {} : { zone }),
    };
    const name = targetRef?.kind === 'Pod' ? targetRef.name : undefined;
    return [{ name: name ?? address, address, port, labels }];
  });
}
