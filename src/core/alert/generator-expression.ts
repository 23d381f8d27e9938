/** Longer addresses are not worth reading. */
const MAX_URL = 256 * 1024;
/** Thanos Ruler without `--alert.query-url` sends the path alone. */
const NO_HOST = 'http://sender.invalid';

/**
 * The PromQL expression in an alert's generatorURL: `g0.expr` of the query string (Prometheus, Mimir, Thanos), or of
 * the fragment (vmalert's vmui), or a link to Grafana's Explore (vmalert's `-external.alert.source`). Some middlemen
 * escape the address as HTML. Undefined where the sender gives none (Grafana, vmalert by default).
 */
export function generatorExpression(generatorUrl: string): string | undefined {
  if (generatorUrl === '' || generatorUrl.length > MAX_URL) return undefined;
  const plain = generatorUrl.replaceAll('&#43;', '+').replaceAll('&amp;', '&');
  const written = /[?&]g0\.expr=([^&#]+)/.exec(plain)?.[1];
  if (written !== undefined) return nonEmpty(new URLSearchParams(`expr=${written}`).get('expr'));
  const searchParams = URL.parse(plain, NO_HOST)?.searchParams;
  return exploreExpression(searchParams?.get('panes') ?? searchParams?.get('left') ?? '');
}

/**
 * Explore's state: `{"queries":[{"expr":…}]}`, the older `["now-1h","now","source",{"expr":…}]`, and since Grafana 10
 * one such object per pane: `{"abc":{"queries":[…]}}`. https://grafana.com/docs/grafana/latest/explore/#generate-explore-urls-from-external-tools
 */
function exploreExpression(state: string): string | undefined {
  const parsed = parseJson(state);
  const panes = Array.isArray(parsed) ? [{ queries: parsed }] : [parsed, ...Object.values(parsed ?? {})];
  for (const pane of panes) {
    const queries = property(pane, 'queries');
    for (const query of Array.isArray(queries) ? queries : []) {
      const expression = nonEmpty(property(query, 'expr'));
      if (expression !== undefined) return expression;
    }
  }
  return undefined;
}

function parseJson(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function property(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, name)) return undefined;
  return Reflect.get(holder, name);
}

function nonEmpty(text: unknown): string | undefined {
  return typeof text === 'string' && text.trim() !== '' ? text : undefined;
}
