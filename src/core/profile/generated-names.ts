/** Numbers that runtimes and frameworks put into the names of what they generate: another run or build counts them otherwise. */

/** Lambdas, proxies, accessors and hidden classes of the JVM, and the descriptors that async-profiler's `sig` adds. */
export function stripJavaNumbers(name: string): string {
  let text = name;
  if (text.includes('$')) {
    text = text
      .replace(/\$\$Lambda(?:\$[^./()+]*)?(?:[./+](?:0x[0-9a-f]+|\d+)){0,2}/g, '$$$$Lambda')
      .replace(/LambdaForm\$([A-Za-z]{1,40})(?:[./+]?(?:0x[0-9a-f]+|\d+)){1,2}/g, 'LambdaForm$$$1')
      .replace(/\$\$(EnhancerBy|FastClassBy|Spring|FastClass)(\w{0,40}?)\$\$[0-9a-f]+/g, '$$$$$1$2')
      .replace(/\$(HibernateProxy|ByteBuddy)\$\w{6,10}/g, '$$$1')
      .replace(/\$Proxy\d+/g, '$$Proxy')
      .replace(/\baccess\$\d+/g, 'access$$');
  }
  if (text.includes('proxy')) text = text.replace(/\bjdk([./])proxy\d+(?=[./])/, 'jdk$1proxy');
  if (text.includes('Generated')) text = text.replace(/(Generated\w{1,40}Accessor)\d+/g, '$1');
  // `java/util/HashMap.getNode(Ljava/lang/Object|)Ljava/util/HashMap$Node|`, where `|` stands for `;`.
  // No descriptor holds a star, which most other names with brackets do: Go's `(*T)`.
  if (text.includes('(') && !text.includes('*'))
    text = text.replace(/^([\w$/.<>-]*\.[\w$<>-]+)\([\w/$;|[]*\)\[*(?:[BCDFIJSZV]|L[\w/$]+[;|]?)$/, '$1');
  return text;
}

const TIER =
  /(?<=\)) ?\[(?:PreJIT|ReadyToRun|QuickJitted|MinOptJitted|Optimized|OptimizedTier\w{1,20}|Tier\w{1,20}|Interpreted)\]$/;

/**
 * .NET: `bool [Shop.Api] Shop.Cart::Add(int32)[OptimizedTier1]` of its perf maps becomes `Shop.Api!Shop.Cart.Add(int32)` as
 * dotnet-trace writes it, there without `.il` of modules that were not compiled ahead. Expression trees and proxies are numbered.
 */
export function stripManagedNumbers(name: string): string {
  let text = name;
  if (text.includes('] ') && text.includes('::'))
    text = text
      .replace(TIER, '')
      .replace(/^(?:instance )?[^()[\]]{1,200}?(?:\[[^()[\]]{0,200}\]){0,3}[&*]? \[([\w.-]{1,100})\] (?=\S)/, '$1!')
      .replace(/^([\w.-]+![^(]*)::(?=[^:(]*\()/, '$1.');
  if (text.includes('!')) text = text.replace(/^([\w.-]{1,200}?)\.(?:il|ni|dll|exe)!(?=.)/, '$1!');
  if (text.includes('lambda_method')) text = text.replace(/\blambda_method\d+/, 'lambda_method');
  if (text.includes('Castle.Proxies.')) text = text.replace(/(Castle\.Proxies\.\w{1,200}?Proxy)_\d+/, '$1');
  return text;
}

/** Templates that Rails compiles, Symfony's container, and functions that Zig instantiates. */
export function stripScriptNumbers(name: string): string {
  if (name.includes('__'))
    return name
      .replace(/(_(?:erb|haml|slim|builder|jbuilder|ruby|arb)_)_+\d+_\d+/, '$1')
      .replace(/__anon_\d+/g, '__anon');
  return name.startsWith('Container') ? name.replace(/^Container[A-Za-z0-9]{7}\\/, 'Container\\') : name;
}
