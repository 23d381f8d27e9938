/** Blobs in a bucket of S3 (https://docs.aws.amazon.com/AmazonS3/latest/API/), or of a server that speaks as it does. */
import { readFileSync } from 'node:fs';
import type { S3Client } from '@aws-sdk/client-s3';
import { Failure } from '../../core/failure.ts';
import type { KeptBlob, KeptBlobs } from '../../pipeline/housekeeping-ports.ts';
import type { Log } from '../../pipeline/ports.ts';
import { decodeBlob, encodeBlob, encodingOf, HASH, hashOf, LARGEST_BYTES, type Encoding } from './blob-encoding.ts';
import { isMissing, storageFailure } from './s3-failure.ts';
import type { S3Section } from './s3-section.ts';

/** With the first try; the SDK waits between them, and the request's own time ends them. */
const ATTEMPTS = 3;
const CONNECT_MS = 3_000;
/** Files of secrets are read anew so often, so that a rotated one needs nothing. */
const CREDENTIALS_MS = 5 * 60_000;
/** Pages of a thousand in one shard: 256 million blobs in all. */
const MOST_PAGES = 1000;
/** In the object's metadata: what we compressed ourselves. */
const ENCODING = 'burnscope-encoding';

/**
 * Blobs as objects `<prefix>blobs/<first two hex digits>/<hash>`. Rejects with OBJECT_STORAGE_REJECTED when the bucket
 * refuses us at the start; one that only does not answer is said and tried again with each call.
 */
export async function connectS3Blobs(section: S3Section, tools: { log: Log }): Promise<KeptBlobs> {
  // Twenty megabytes of code that nobody loads who keeps files.
  const sdk = await import('@aws-sdk/client-s3');
  const client = openClient(sdk.S3Client, section);
  const { bucket: Bucket, prefix } = section;
  const keyOf = (hash: string) => `${prefix}blobs/${hash.slice(0, 2)}/${hash}`;

  /** One call with an end, whatever the server does. */
  async function call<T>(work: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    const abortSignal = AbortSignal.timeout(section.timeout * 1000);
    try {
      return await work({ abortSignal });
    } catch (cause) {
      throw isMissing(cause) ? cause : storageFailure(cause, section, abortSignal.aborted);
    }
  }

  const blobs: KeptBlobs = {
    async put(bytes) {
      const hash = hashOf(bytes);
      const encoding = encodingOf(bytes);
      const shared = { Bucket, Key: keyOf(hash), Metadata: { [ENCODING]: encoding } };
      // Onto itself: the object counts as put now, and nothing is sent twice. Metadata must be said anew for that.
      const CopySource = encodeURI(`${Bucket}/${shared.Key}`);
      const renewal = new sdk.CopyObjectCommand({ ...shared, CopySource, MetadataDirective: 'REPLACE' });
      if ((await found(call((options) => client.send(renewal, options)))) !== undefined) return hash;
      const Body = await encodeBlob(bytes, encoding);
      await call((options) => client.send(new sdk.PutObjectCommand({ ...shared, Body }), options));
      return hash;
    },

    async get(hash) {
      if (!HASH.test(hash)) return undefined;
      const key = keyOf(hash);
      const object = await found(
        call(async (options) => {
          const { Body, Metadata } = await client.send(new sdk.GetObjectCommand({ Bucket, Key: key }), options);
          return { stored: await readAll(Body, options.abortSignal), encoding: Metadata?.[ENCODING] };
        }),
      );
      if (object === undefined) return undefined;
      const encoding: Encoding = object.encoding === 'zstd' ? 'zstd' : 'plain';
      const bytes = await decodeBlob(object.stored, encoding).catch(() => undefined);
      if (bytes !== undefined && hashOf(bytes) === hash) return bytes;
      tools.log.error('a stored object was damaged and is ignored', { bucket: Bucket, key });
      return undefined;
    },

    async list(shard) {
      const listed: KeptBlob[] = [];
      let ContinuationToken: string | undefined;
      for (let page = 0; page < MOST_PAGES; page++) {
        const asked = new sdk.ListObjectsV2Command({
          Bucket,
          Prefix: `${prefix}blobs/${shard}/`,
          ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
        });
        const { Contents = [], NextContinuationToken } = await call((options) => client.send(asked, options));
        for (const { Key = '', Size = 0, LastModified } of Contents) {
          const hash = Key.slice(Key.lastIndexOf('/') + 1);
          if (HASH.test(hash)) listed.push({ hash, diskBytes: Size, putAt: LastModified?.getTime() ?? Date.now() });
        }
        if (NextContinuationToken === undefined) return listed;
        ContinuationToken = NextContinuationToken;
      }
      return listed;
    },

    async remove(hash, putBefore) {
      if (!HASH.test(hash)) return true;
      const named = { Bucket, Key: keyOf(hash) };
      const head = await found(call((options) => client.send(new sdk.HeadObjectCommand(named), options)));
      if (head === undefined) return true;
      if ((head.LastModified?.getTime() ?? Date.now()) >= putBefore) return false;
      await call((options) => client.send(new sdk.DeleteObjectCommand(named), options));
      return true;
    },
  };
  await probe(blobs, tools.log);
  return blobs;
}

/** Undefined for what is not there. */
async function found<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw cause;
  }
}

function openClient(Client: typeof S3Client, section: S3Section): S3Client {
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

/** The whole body, as long as it is no larger than anything of ours. */
async function readAll(body: unknown, signal: AbortSignal): Promise<Uint8Array> {
  if (!isStream(body)) throw new TypeError('the answer has no body');
  const stop = () => body.destroy(new Error('no end within its time'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of body) {
      length += chunk.byteLength;
      if (length > LARGEST_BYTES) throw new RangeError(`the object is larger than ${LARGEST_BYTES} bytes`);
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

/** A wrong key or bucket is better learned now than at the first alert. */
async function probe(blobs: KeptBlobs, log: Log): Promise<void> {
  try {
    await blobs.list('00');
  } catch (cause) {
    if (!(cause instanceof Failure) || !cause.retryable) throw cause;
    log.error('the object storage does not answer; it is tried again with every profile', { problem: cause.message });
  }
}
