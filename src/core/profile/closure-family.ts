/**
 * A canonical name with its closure numbers blanked: `Handler.func3` and `Handler.func4` are one family. Compilers number
 * closures in source order, so an edit above renumbers those below. The name itself when it holds no such number.
 */
export function closureFamily(canonical: string): string {
  let text = canonical;
  if (text.includes('.func') || text.includes('wrap'))
    text = text.replace(/\.(func|gowrap|deferwrap)\d+(\.\d+)*/g, '.$1*');
  // Java's lambda$name$3 and Outer$1, Scala's $$anon$2, Rollup's name$1.
  if (text.includes('$')) text = text.replace(/\$\d+(?![\w$])/g, '$*');
  // Rust's {closure#0}, C++'s {lambda(int)#1}, Datadog's (anonymous:L#3:C#174).
  if (text.includes('#')) text = text.replace(/#\d+\}/g, '#*}').replace(/:L#\d+:C#\d+\)/g, ':*)');
  // JavaScript's anonymous functions, by line, as Pyroscope's agent writes them.
  if (text.includes('(anonymous)')) text = text.replace(/:\d+$/, ':*');
  return text;
}
