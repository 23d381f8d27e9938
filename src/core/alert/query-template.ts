import { renderTemplate, type Rendered, type Template, type TemplateContext } from './template.ts';

/** Where in a query a placeholder stands: within quotes, and whether that text is a regular expression. */
type Place = 'text' | 'expression' | 'outside' | 'raw';

/**
 * A query with placeholders filled in. Labels are untrusted: what is filled in is escaped for PromQL's quotes, and for
 * RE2 where the text is a regular expression, so that it can neither end the quotes nor match more than itself.
 * https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals
 */
export function renderQuery(template: Template, context: TemplateContext): Rendered {
  const places = placesOf(template);
  return renderTemplate(template, context, (filled, part) =>
    quote(places[part] === 'expression' ? escapeExpression(filled) : filled),
  );
}

/** What is wrong with a query's placeholders, or undefined: outside of quotes nothing could be escaped. */
export function queryProblem(template: Template): string | undefined {
  const places = placesOf(template);
  if (places.includes('raw')) return 'a placeholder within backticks cannot be escaped: use "…"';
  if (places.includes('outside')) return 'a placeholder of a query belongs within quotes, as in job="{{ $service }}"';
  return undefined;
}

/** Per part of the template; fixed parts are `text`. */
function placesOf(template: Template): readonly Place[] {
  let open = '';
  let isExpression = false;
  let inComment = false;
  let before = '';
  return template.parts.map((part): Place => {
    if (typeof part !== 'string') {
      if (open === '') return inComment ? 'text' : 'outside';
      if (open === '`') return 'raw';
      return isExpression ? 'expression' : 'text';
    }
    for (let at = 0; at < part.length; at++) {
      const character = part[at]!;
      if (inComment) inComment = character !== '\n';
      else if (open !== '') {
        if (character === '\\' && open !== '`') at++;
        else if (character === open) open = '';
      } else if (character === '#') inComment = true;
      else if (character === '"' || character === "'" || character === '`') {
        open = character;
        isExpression = /[=!]~\s*$/.test(before);
      }
      before = (before + character).slice(-8);
    }
    return 'text';
  });
}

/** `\x22` instead of `\"`: it is understood within both kinds of quotes. */
function quote(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/\\"|'/g, (found) => (found === "'" ? '\\x27' : '\\x22'));
}

/** A text as a regular expression that matches nothing but it. */
export function escapeExpression(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`);
}
