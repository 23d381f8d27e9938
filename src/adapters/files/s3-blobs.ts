/** Blobs in a bucket of S3 (https://docs.aws.amazon.com/AmazonS3/latest/API/), or of a server that speaks as it does. */
import { Failure } from '../../core/failure.ts';
import type { KeptBlob, KeptBlobs } from '../../pipeline/housekeeping-ports.ts';
import type { Log } from '../../pipeline/ports.ts';
import { openS3, readBody } from '../s3-client.ts';
import { isMissing } from '../s3-failure.ts';
import type { S3Section } from '../s3-section.ts';
import { decodeBlob, encodeBlob, encodingOf, HASH, hashOf, LARGEST_BYTES, type Encoding } from './blob-encoding.ts';

/** Pages of a thousand in one shard: 256 million blobs in all. */
const MOST_PAGES = 1000;
/** In the object's metadata: what we compressed ourselves. */
const ENCODING = 'burnscope-encoding';

/**
 * Blobs as objects `<prefix>blobs/<first two hex digits>/<hash>`. Rejects with OBJECT_STORAGE_REJECTED when the bucket
 * refuses us at the start; one that only does not answer is said and tried again with each call.
 */
export async function connectS3Blobs(section: S3Section, tools: { log: Log }): Promise<KeptBlobs> {
  const { sdk, client, call } = await openS3(section);
  const { bucket: Bucket, prefix } = section;
  const keyOf = (hash: string) => `${prefix}blobs/${hash.slice(0, 2)}/${hash}`;

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
          return { stored: await readBody(Body, LARGEST_BYTES, options.abortSignal), encoding: Metadata?.[ENCODING] };
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

/** A wrong key or bucket is better learned now than at the first alert. */
async function probe(blobs: KeptBlobs, log: Log): Promise<void> {
  try {
    await blobs.list('00');
  } catch (cause) {
    if (!(cause instanceof Failure) || !cause.retryable) throw cause;
    log.error('the object storage does not answer; it is tried again with every profile', { problem: cause.message });
  }
}
