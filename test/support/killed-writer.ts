/** Run as a process of its own: `FOLDER` puts blobs until it is killed, `FOLDER full` until no more fits. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connectBlobs } from '../../src/adapters/files/blobs.ts';
import { Failure } from '../../src/core/failure.ts';
import { quietLog } from './quiet-log.ts';

const [folder, mode] = process.argv.slice(2);
const blobs = await connectBlobs({ folder: folder! }, { log: quietLog() });

if (mode === 'full') {
  // The signal would end the process before the error can be seen.
  process.on('SIGXFSZ', () => undefined);
  await blobs.put(randomBytes(1_000));
  try {
    await blobs.put(randomBytes(1_000_000));
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    const { code, retryable, message } = cause;
    process.stdout.write(JSON.stringify({ code, retryable, message }));
  }
} else {
  const first = await blobs.put(randomBytes(1_000));
  process.send!(first);
  await once(process, 'message');
  // They look compressed, so that nothing but writing takes time.
  const large = Array.from({ length: 8 }, () => Buffer.concat([Buffer.from([0x1f, 0x8b]), randomBytes(8_000_000)]));
  await Promise.all(large.map((bytes) => blobs.put(bytes)));
  await new Promise(() => undefined);
}
