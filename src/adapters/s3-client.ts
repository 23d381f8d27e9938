/** A bucket of S3 (https://docs.aws.amazon.com/AmazonS3/latest/API/), or of a server that speaks as it does. */
import { readFileSync } from 'node:fs';
import type * as Sdk from '@aws-sdk/client-s3';
import { isMissing, storageFailure } from './s3-failure.ts';
import type { S3Section } from './s3-section.ts';

/** With the first try; the SDK waits between them, and the request's own time ends them. */
const ATTEMPTS = 3;
const CONNECT_MS = 3_000;
/** Files of secrets are read anew so often, so that a rotated one needs nothing. */
const CREDENTIALS_MS = 5 * 60_000;

export interface S3 {
  readonly sdk: typeof Sdk;
  readonly client: Sdk.S3Client;
  /** One call with an end, whatever the server does. Rejects with a Failure, or with what isMissing knows. */
  readonly call: <T>(work: (options: { abortSignal: AbortSignal }) => Promise<T>, signal?: AbortSignal) => Promise<T>;
}

export async function openS3(section: S3Section): Promise<S3> {
  // Twenty megabytes of code that nobody loads who keeps files.
  const sdk = await import('@aws-sdk/client-s3');
  return {
    sdk,
    client: openClient(sdk.S3Client, section),
    async call(work, signal) {
      const timeout = AbortSignal.timeout(section.timeout * 1000);
      const abortSignal = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
      try {
        return await work({ abortSignal });
      } catch (cause) {
        throw isMissing(cause) ? cause : storageFailure(cause, section, abortSignal.aborted);
      }
    },
  };
}

function openClient(Client: typeof Sdk.S3Client, section: S3Section): Sdk.S3Client {
  const { endpoint, region, path_style, access_key_id_file: id, secret_access_key_file: secret, timeout } = section;
  return new Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    forcePathStyle: path_style ?? endpoint !== undefined,
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: timeout * 1000 },
    // Servers other than Amazon's stumble over the checksums that are new; blobs carry their own.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(id === undefined || secret === undefined
      ? {}
      : {
          credentials: async () => ({
            accessKeyId: readFileSync(id, 'utf8').trim(),
            secretAccessKey: readFileSync(secret, 'utf8').trim(),
            expiration: new Date(Date.now() + CREDENTIALS_MS),
          }),
        }),
  });
}

/** The whole body of an object. Rejects with a RangeError when it is larger than `most` bytes. */
export async function readBody(body: unknown, most: number, signal: AbortSignal): Promise<Uint8Array> {
  if (!isStream(body)) throw new TypeError('the answer has no body');
  const stop = () => body.destroy(new Error('no end within its time'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of body) {
      length += chunk.byteLength;
      if (length > most) throw new RangeError(`the object is larger than ${most} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> & { destroy(cause: Error): void } {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body && 'destroy' in body;
}
