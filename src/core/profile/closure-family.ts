/**
 * A canonical name with its closure numbers blanked: `Handler.func3` and `Handler.func4` are one family. Compilers number
 * closures in source order, so an edit above renumbers those below. The name itself when it holds no such number.
 */
export function closureFamily(canonical: string): string {
  let text = canonical;
  if (text.includes('.func') || text.includes('wrap'))
    text = text.replace(/\.(func|gowrap|deferwrap)\d+(\.\d+)*/g, '.$1*');
  if (text.includes('-')) text = text.replace(/-range\d+/g, '-range*').replace(/-fun-\d+-/g, '-fun-*-');
  if (text.includes('.init.')) text = text.replace(/\.init\.\d+/g, '.init.*');
  if (text.includes('@anonymous')) text = text.replace(/:\d+\$[0-9a-f]+/g, ':*');
  // Java's lambda$name$3 and Outer$1, Kotlin's name$lambda-3, Scala's $$anon$2, Clojure's name$fn__42, Rollup's name$1.
  if (text.includes('$'))
    text = text.replace(/\$(lambda-)?\d+(?!\w)/g, '$$$1*').replace(/\$(fn__|reify__|iter__|eval)\d+/g, '$$$1*');
  // Rust's {closure#0}, C++'s {lambda(int)#1}, Datadog's (anonymous:L#3:C#174), Swift's closure #1 in f.
  if (text.includes('#'))
    text = text
      .replace(/#\d+\}/g, '#*}')
      .replace(/:L#\d+:C#\d+\)/g, ':*)')
      .replace(/#\d+ in /g, '#* in ');
  // .NET's lambdas, local functions, state machines and what they capture.
  if (text.includes('__'))
    text = text.replace(/(>[bd]__|>g__\w{1,200}\||__DisplayClass|<>c__|AnonymousType)\d+(_\d+)?/g, '$1*');
  // PHP's closures by line.
  if (text.includes('{closure:')) text = text.replace(/:\d+\}/g, ':*}');
  // JavaScript's anonymous functions, by line, as Pyroscope's agent writes them.
  if (text.includes('(anonymous)')) text = text.replace(/(?::\d+){1,2}$/, ':*');
  return text;
}
