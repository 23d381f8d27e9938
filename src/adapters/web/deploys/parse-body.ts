export type ParsedBody = { readonly json: unknown } | { readonly problem: string };

/**
 * JSON, whatever the content type says; or the field `payload` of a form, as GitHub's webhooks send it where nobody
 * chose application/json. A byte order mark is no part of JSON, and some senders begin with one.
 */
export function parseBody(body: Buffer, contentType: string | undefined): ParsedBody {
  const text = body.toString('utf8').replace(/^\uFEFF/, '');
  const isForm = contentType?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true;
  // curl -d says that it sends a form, and sends JSON.
  const payload = isForm ? new URLSearchParams(text).get('payload') : null;
  try {
    return { json: JSON.parse(payload ?? text) as unknown };
  } catch (error) {
    return { problem: error instanceof Error ? error.message.slice(0, 200) : 'unreadable' };
  }
}
