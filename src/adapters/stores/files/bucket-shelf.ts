/** Files in a bucket of S3 or of what speaks as it does, Google's among them. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
import { Failure } from '../../../core/failure.ts';
import { openGate } from '../../gate.ts';
import { openS3, readBody, type S3 } from '../../s3-client.ts';
import { isMissing, storageFailure } from '../../s3-failure.ts';
import type { S3Section } from '../../s3-section.ts';
import type { Found, FoundFile } from './find-files.ts';
import { namePrefixes } from './name-prefixes.ts';
import { matchName, type Captures } from './pattern.ts';
import type { FileRead } from './read-file.ts';
import type { Search, Shelf } from './shelf.ts';

/** Of keys and folders in one look; a thousand come with each call. */
const MOST_NAMES = 50_000;
/** Calls at once: listing and reading. */
const AT_ONCE = 8;

interface Walk extends Search {
  readonly s3: S3;
  readonly signal: AbortSignal;
  readonly files: Map<string, FoundFile>;
  names: number;
}

export function bucketShelf(section: S3Section): Shelf {
  const { bucket: Bucket, prefix } = section;
  const gate = openGate(AT_ONCE);
  let opening: Promise<S3> | undefined;
  const s3 = () => (opening ??= openS3(section));

  async function enter(walk: Walk, folder: string, depth: number, above: Captures): Promise<void> {
    const segment = walk.segments[depth]!;
    await Promise.all(namePrefixes(segment.text, walk).map((begin) => list(walk, folder, begin, depth, above)));
  }

  async function list(walk: Walk, folder: string, begin: string, depth: number, above: Captures): Promise<void> {
    const { s3: opened, signal, segments, wanted } = walk;
    const last = depth === segments.length - 1;
    let ContinuationToken: string | undefined;
    do {
      const named = { Bucket, Prefix: prefix + folder + begin, Delimiter: '/' };
      const asked = { ...named, ...(ContinuationToken === undefined ? {} : { ContinuationToken }) };
      const page = await gate(
        () => opened.call((options) => opened.client.send(new opened.sdk.ListObjectsV2Command(asked), options), signal),
        signal,
      ).catch((cause: unknown) => {
        throw isMissing(cause) ? storageFailure(cause, section, false) : cause;
      });
      const { Contents = [], CommonPrefixes = [] } = page;
      walk.names += Contents.length + CommonPrefixes.length;
      for (const { Key = '', Size = 0, LastModified } of last ? Contents : []) {
        const captures = matchName(segments[depth]!, Key.slice(prefix.length + folder.length), above);
        if (captures === undefined || !wanted(captures)) continue;
        const changedAt = LastModified?.getTime() ?? 0;
        walk.files.set(Key, { path: Key, name: Key.slice(prefix.length), captures, bytes: Size, changedAt });
      }
      const below = last ? [] : CommonPrefixes.flatMap(({ Prefix = '' }) => enterable(Prefix));
      await Promise.all(below.map(([name, captures]) => enter(walk, name, depth + 1, captures)));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined && walk.names <= MOST_NAMES);

    function enterable(whole: string): readonly (readonly [folder: string, captures: Captures])[] {
      const name = whole.slice(prefix.length + folder.length, -1);
      const captures = matchName(segments[depth]!, name, above);
      return captures !== undefined && wanted(captures) ? [[whole.slice(prefix.length), captures]] : [];
    }
  }

  return {
    place: `s3://${Bucket}/${prefix}`.replace(/\/$/, ''),
    async find(search, signal): Promise<Found> {
      const walk: Walk = { ...search, s3: await s3(), signal, files: new Map(), names: 0 };
      await enter(walk, '', 0, {});
      return { files: [...walk.files.values()], left: [], cut: walk.names > MOST_NAMES };
    },
    async read({ path, bytes: size }, signal): Promise<FileRead> {
      if (size === 0) return { kind: 'left', why: 'it is empty' };
      const { sdk, client, call } = await s3();
      try {
        const bytes = await gate(
          () =>
            call(async (options) => {
              const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket, Key: path }), options);
              return readBody(Body, size, options.abortSignal);
            }, signal),
          signal,
        );
        return bytes.length === size ? { kind: 'read', bytes } : { kind: 'left', why: 'it has changed meanwhile' };
      } catch (error) {
        if (isMissing(error)) return { kind: 'left', why: 'it is not there' };
        if (error instanceof Failure && !signal.aborted) return { kind: 'left', why: error.message };
        throw error;
      }
    },
  };
}
