import type { Agent } from 'node:https';
import axios, { isAxiosError, type AxiosError, type AxiosRequestConfig } from 'axios';
import { Failure, type FailureCode } from '../core/failure.ts';

/** The three failure codes of one kind of neighbour. */
export interface FailureCodes {
  readonly unavailable: FailureCode;
  readonly timeout: FailureCode;
  readonly rejected: FailureCode;
}

/** Bearer tokens that somebody gives out and that end. */
export interface TokenSource {
  /** The one that is good now; rejects with a Failure. */
  get(): Promise<string>;
  /** The last one was refused. */
  drop(): void;
}

export interface HttpSection {
  /** Base address, without a trailing slash. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly basic?: { readonly username: string; readonly password: string };
  readonly bearer?: string;
  readonly tokens?: TokenSource;
  /** Query parameters of every request. */
  readonly params?: Readonly<Record<string, string>>;
  /** Whom to trust and who we are, where TLS needs more than Node's defaults. */
  readonly agent?: Agent;
  /** How names become addresses, where not all of them may be called; not asked where the url holds an address. */
  readonly lookup?: NonNullable<AxiosRequestConfig['lookup']>;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Errors come back as they are without JSON too: for who reads their headers. */
  readonly allErrors?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface BytesAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
  /** Milliseconds that the server asked us to wait. */
  readonly retryAfter?: number;
  /** By its name in small letters. */
  readonly header: (name: string) => string | undefined;
}

export interface BytesAsked {
  readonly body: string | Uint8Array;
  /** Such as `content-type` and `accept`. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface HttpClient {
  /** POST of a form; 4xx and 5xx answers come back as they are when they carry JSON, else as a Failure. */
  postForm(path: string, form: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HttpAnswer>;
  /** GET, judged alike. */
  get(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HttpAnswer>;
  /** POST for an answer of bytes. Errors that carry JSON come back as they are, whatever their status: who asks knows their codes. */
  postBytes(path: string, asked: BytesAsked, signal: AbortSignal): Promise<BytesAnswer>;
  /** GET, judged alike. */
  getBytes(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<BytesAnswer>;
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly data?: URLSearchParams | string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
}

interface Received {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly headers: unknown;
}

/** The one way out over HTTP: a timeout, a size cap, no redirects to other hosts, no secret in a message. */
export function httpClient(section: HttpSection, codes: FailureCodes): HttpClient {
  const base = section.url.replace(/\/+$/, '');
  const send = async (call: Call, signal: AbortSignal): Promise<Received> => {
    try {
      const bearer = section.bearer ?? (await section.tokens?.get());
      const answer = await axios.request<Buffer>({
        ...call,
        timeout: section.timeoutMs,
        maxContentLength: section.maxBytes,
        // Redirects would carry credentials to hosts that nobody configured.
        maxRedirects: 0,
        responseType: 'arraybuffer',
        validateStatus: () => true,
        signal: AbortSignal.any([signal, AbortSignal.timeout(section.timeoutMs)]),
        headers: { accept: 'application/json', ...section.headers, ...call.headers, ...authorization(bearer) },
        params: { ...section.params, ...call.params },
        ...(section.basic === undefined ? {} : { auth: section.basic }),
        ...(section.agent === undefined ? {} : { httpsAgent: section.agent }),
        ...(section.lookup === undefined ? {} : { lookup: section.lookup }),
      });
      if (answer.status === 401) section.tokens?.drop();
      const header: unknown = answer.headers['content-type'];
      const contentType = typeof header === 'string' ? header : '';
      return { status: answer.status, contentType, body: answer.data, headers: answer.headers };
    } catch (error) {
      throw asFailure(error, { base, timeoutMs: section.timeoutMs }, codes, signal);
    }
  };
  const text = async (call: Call, signal: AbortSignal): Promise<HttpAnswer> => {
    const received = await send(call, signal);
    const json = received.contentType.includes('json');
    if (received.status >= 300 && (!json || received.status === 429 || received.status >= 500))
      throw refusalOf(received, base, codes);
    return { status: received.status, contentType: received.contentType, body: textOf(received) };
  };
  const bytes = async (call: Call, signal: AbortSignal): Promise<BytesAnswer> => {
    const received = await send(call, signal);
    const { status, contentType, body } = received;
    const asItIs = section.allErrors === true || contentType.includes('json');
    if (status >= 300 && !asItIs) throw refusalOf(received, base, codes);
    const retryAfter = retryAfterOf(received.headers);
    const header = (name: string) => headerOf(received.headers, name);
    return { status, contentType, body, header, ...(retryAfter === undefined ? {} : { retryAfter }) };
  };
  return {
    postForm: (path, form, signal) =>
      text({ method: 'POST', url: base + path, data: new URLSearchParams(form) }, signal),
    get: (path, query, signal) => text({ method: 'GET', url: base + path, params: query }, signal),
    postBytes: (path, { body, headers }, signal) =>
      bytes({ method: 'POST', url: base + path, data: body, headers }, signal),
    getBytes: (path, query, signal) => bytes({ method: 'GET', url: base + path, params: query }, signal),
  };
}

function authorization(bearer: string | undefined): Record<string, string> {
  return bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
}

function refusalOf(received: Received, base: string, codes: FailureCodes): Failure {
  const { status, headers } = received;
  const retryable = status === 429 || status >= 500;
  const retryAfter = retryAfterOf(headers);
  const what = redirectOf(status, headers) ?? saidBy(received);
  return new Failure(retryable ? codes.unavailable : codes.rejected, `${base} answered ${status}: ${what}`, {
    retryable,
    cause: status,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

function textOf({ body }: Received): string {
  return new TextDecoder().decode(body);
}

/** Words of JSON and plain text; a page of a gateway is only called by its type. */
function saidBy(received: Received): string {
  const { contentType } = received;
  const words = contentType.includes('json') || contentType.startsWith('text/plain');
  return (words && textOf(received).trim().slice(0, 300)) || contentType || 'no content type';
}

/** Where it leads without the query, which may carry what a login page put there. */
function redirectOf(status: number, headers: unknown): string | undefined {
  const to = headerOf(headers, 'location');
  if (status < 300 || status >= 400 || to === undefined) return undefined;
  return `a redirect to ${to.replace(/[?#].*$/s, '').slice(0, 200)}, which is not followed`;
}

function headerOf(headers: unknown, name: string): string | undefined {
  const text: unknown = typeof headers === 'object' && headers !== null ? Reflect.get(headers, name) : undefined;
  return typeof text === 'string' ? text : undefined;
}

/** Seconds, or a date: that one is by the server's clock, which its own Date header tells. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfterOf(headers: unknown): number | undefined {
  const text = headerOf(headers, 'retry-after');
  if (text === undefined || text.trim() === '') return undefined;
  const seconds = Number(text);
  if (seconds >= 0) return seconds * 1000;
  const pause = Date.parse(text) - Date.parse(headerOf(headers, 'date') ?? '');
  return pause >= 0 ? pause : undefined;
}

function asFailure(
  error: unknown,
  { base, timeoutMs }: { readonly base: string; readonly timeoutMs: number },
  codes: FailureCodes,
  signal: AbortSignal,
): Failure {
  if (error instanceof Failure) return error;
  if (signal.aborted) return new Failure('CANCELLED', `the call to ${base} was cancelled`, { retryable: true });
  if (!isAxiosError(error))
    return new Failure(codes.unavailable, `${base}: ${String(error)}`, { retryable: true, cause: error });
  const late = error.code === 'ECONNABORTED' || error.code === 'ETIMEDOUT' || error.code === 'ERR_CANCELED';
  if (late)
    return new Failure(codes.timeout, `${base} did not answer within ${timeoutMs / 1000} s`, {
      retryable: true,
      cause: error.code,
    });
  if (error.message.includes('maxContentLength')) {
    return new Failure(codes.rejected, `${base} answered more than we read`, { retryable: false });
  }
  const distrust = distrustOf(error);
  if (distrust !== undefined)
    return new Failure(codes.rejected, `${base}: ${distrust} (${error.code})`, { retryable: false, cause: error.code });
  return new Failure(codes.unavailable, `${base} cannot be reached: ${error.code ?? error.message}`, {
    retryable: true,
    cause: error.code,
  });
}

/**
 * What a person can do about a handshake that failed, by Node's code or by OpenSSL's words, which come as EPROTO when it
 * was a write that met the refusal. https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const DISTRUST: readonly (readonly [RegExp, string])[] = [
  [
    /UNABLE_TO_VERIFY_LEAF|UNABLE_TO_GET_ISSUER|SELF_SIGNED_CERT|CERT_SIGNATURE_FAILURE/,
    'its certificate is of no authority that we trust: name theirs in tls.ca_file',
  ],
  [/ERR_TLS_CERT_ALTNAME_INVALID/, 'its certificate is for other names: set tls.server_name to one of them'],
  [/CERT_HAS_EXPIRED/, 'its certificate has expired'],
  [/CERT_NOT_YET_VALID/, 'its certificate is not valid yet: compare the clocks'],
  [
    /alert.(certificate.required|handshake.failure)/i,
    'it asks for a certificate of ours: set tls.cert_file and tls.key_file',
  ],
  [/alert.(unknown.ca|bad.certificate|certificate.(expired|unknown))/i, 'it does not take our tls.cert_file'],
  [/wrong.version.number|packet.length.too.long/i, 'it does not speak TLS there: is the address http?'],
];

function distrustOf({ code = '', message }: AxiosError): string | undefined {
  return DISTRUST.find(([signs]) => signs.test(`${code} ${message}`))?.[1];
}
