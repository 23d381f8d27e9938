/** Client credentials: RFC 6749, section 4.4; the client's name and secret by basic auth, section 2.3.1. */
import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import { httpClient, type HttpAnswer, type HttpSection, type TokenSource } from '../http-client.ts';
import type { OAuth2Section } from './oauth2-section.ts';

const CODES = {
  unavailable: 'METRICS_UNAVAILABLE',
  timeout: 'METRICS_TIMEOUT',
  rejected: 'METRICS_REJECTED',
} as const;
const MAX_BYTES = 256 * 1024;
/** Of a token whose giver does not say how long it is good, in seconds. */
const UNSAID_SECONDS = 300;
/** A token is not used in the last part of its life: it has to be good when it arrives. */
const USED_SHARE = 0.9;

const Given = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().optional() });

interface Held {
  readonly secret: string;
  readonly token: Promise<string>;
  /** Milliseconds; endless while it is being asked for. */
  goodUntil: number;
}

/** One token for all queries of a source, until it ends, its secret changes, or it is refused. */
const held = new WeakMap<OAuth2Section, Held>();

export function tokensOf(
  section: OAuth2Section,
  secret: string,
  way: Pick<HttpSection, 'timeoutMs' | 'agent'>,
): TokenSource {
  return {
    get() {
      const earlier = held.get(section);
      if (earlier !== undefined && earlier.secret === secret && Date.now() < earlier.goodUntil) return earlier.token;
      const asked = askForToken(section, secret, way);
      const fresh: Held = { secret, token: asked.then(({ token }) => token), goodUntil: Infinity };
      held.set(section, fresh);
      asked.then(
        ({ seconds }) => (fresh.goodUntil = Date.now() + seconds * USED_SHARE * 1000),
        () => (fresh.goodUntil = 0),
      );
      return fresh.token;
    },
    drop: () => void held.delete(section),
  };
}

async function askForToken(
  section: OAuth2Section,
  secret: string,
  way: Pick<HttpSection, 'timeoutMs' | 'agent'>,
): Promise<{ token: string; seconds: number }> {
  const basic = { username: encodeURIComponent(section.client_id), password: encodeURIComponent(secret) };
  const client = httpClient({ url: section.token_url, basic, maxBytes: MAX_BYTES, ...way }, CODES);
  const form = {
    grant_type: 'client_credentials',
    ...(section.scopes.length === 0 ? {} : { scope: section.scopes.join(' ') }),
    ...section.endpoint_params,
  };
  // Many queries may wait for it, so that none of them can cancel it; it has its timeout.
  const answer = await client.postForm('', form, new AbortController().signal);
  const given = answer.status < 300 ? Given.safeParse(parse(answer)) : undefined;
  if (given?.success !== true) {
    // What a giver of tokens answers well may hold one: only a refusal is repeated.
    const what = answer.status < 300 ? 'no token in its answer' : answer.body.slice(0, 300);
    throw new Failure('METRICS_REJECTED', `oauth2: ${section.token_url} answered ${answer.status}: ${what}`, {
      retryable: false,
    });
  }
  return { token: given.data.access_token, seconds: given.data.expires_in ?? UNSAID_SECONDS };
}

function parse({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
