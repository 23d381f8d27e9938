/** Longer addresses are not worth reading. */
const MAX_URL = 256 * 1024;

/**
 * The PromQL expression in an alert's generatorURL: `g0.expr` of the query string, or of the fragment (vmalert's
 * vmui). Some middlemen escape the address as HTML. Undefined where the sender gives none (Grafana, vmalert).
 */
export function generatorExpression(generatorUrl: string): string | undefined {
  if (generatorUrl === '' || generatorUrl.length > MAX_URL) return undefined;
  const plain = generatorUrl.replaceAll('&#43;', '+').replaceAll('&amp;', '&');
  if (!URL.canParse(plain)) return undefined;
  const url = new URL(plain);
  const fromQuery = url.searchParams.get('g0.expr');
  if (fromQuery !== null && fromQuery !== '') return fromQuery;
  const question = url.hash.indexOf('?');
  const fromHash = question < 0 ? null : new URLSearchParams(url.hash.slice(question + 1)).get('g0.expr');
  return fromHash === null || fromHash === '' ? undefined : fromHash;
}
