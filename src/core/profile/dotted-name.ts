/**
 * A canonical name in one spelling for lookups in lists: JVM and .NET with dots, without .NET's modules. dotnet-trace writes
 * `System.Private.CoreLib!System.Threading.PortableThreadPool+WorkerThread.WorkerThreadStart`, Datadog's .NET profiler
 * `|lm:System.Private.CoreLib |ns:System.Threading |ct:Thread |fn:StartCallback`. Everything else comes back as it is.
 */
export function dottedName(canonical: string): string {
  if (canonical.startsWith('|lm:')) return taggedName(canonical);
  const bang = canonical.includes('!') ? /^[\w.-]{1,200}!(?=.)/.exec(canonical) : null;
  let name = bang === null ? canonical : canonical.slice(bang[0].length);
  // No descriptor holds a star, as Go's `(*T)` does.
  if (name.includes(')') && !name.includes('*')) name = name.replace(DESCRIPTOR, '');
  const dotted = name.includes('/') && isJvmPath(name) ? name.replaceAll('/', '.') : name;
  return dotted.includes('+') && /^[A-Z][\w.]*\+/.test(dotted) ? dotted.replaceAll('+', '.') : dotted;
}

/** The JVM's parameter and return types, `(Ljava/lang/Object;I)V`; async-profiler writes `|` for `;`. */
const DESCRIPTOR = /(?<=.)\([\w/$;|[]*\)\[*(?:[BCDFIJSZV]|L[\w/$]+[;|]?)$/;

function taggedName(canonical: string): string {
  const tags = new Map(canonical.split('|').map((part) => [part.slice(0, 2), part.slice(3).trim()]));
  return [tags.get('ns'), tags.get('ct'), tags.get('fn')].filter((part) => part !== undefined && part !== '').join('.');
}

/** `java/lang/Thread.run` and not Go's `net/http.(*Server).Serve` or a script's path. */
function isJvmPath(name: string): boolean {
  return /^(?:[\w-]+\/)+[\w$.]+(?:[(.<]|$)/.test(name) && /\/[A-Z_$][^/]*$/.test(name);
}
