/** Questions of querier.v1 in both of Connect's encodings. https://github.com/grafana/pyroscope/blob/main/api/querier/v1/querier.proto */
import type { QuerierRequest, RequestDraft, RequestSchema } from './querier-fields.ts';
import { readRequestJson } from './querier-request-json.ts';
import { readRequestProto } from './querier-request-proto.ts';

/** Throws QuerierRefusal for what is no such message. Unknown fields and unknown names of enums are passed over. */
export function readRequest(body: Uint8Array, isJson: boolean, schema: RequestSchema): QuerierRequest {
  const draft: RequestDraft = { texts: {}, lists: {}, numbers: {} };
  if (isJson) readRequestJson(body, schema, draft);
  else readRequestProto(body, schema, draft);
  return finish(draft);
}

function finish({ texts, lists, numbers }: RequestDraft): QuerierRequest {
  return {
    profileTypeID: texts.profileTypeID ?? '',
    labelSelector: texts.labelSelector ?? '',
    name: texts.name ?? '',
    matchers: lists.matchers ?? [],
    labelNames: lists.labelNames ?? [],
    groupBy: lists.groupBy ?? [],
    spanSelector: lists.spanSelector ?? [],
    traceIdSelector: lists.traceIdSelector ?? [],
    profileIdSelector: lists.profileIdSelector ?? [],
    callSite: lists.callSite ?? [],
    start: numbers.start ?? 0,
    end: numbers.end ?? 0,
    maxNodes: numbers.maxNodes ?? 0,
    limit: numbers.limit ?? 0,
    format: numbers.format ?? 0,
    aggregation: numbers.aggregation ?? 0,
    exemplarType: numbers.exemplarType ?? 0,
    step: numbers.step ?? 0,
  };
}
