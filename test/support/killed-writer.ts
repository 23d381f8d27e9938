/** Run as a process of its own: `FOLDER` puts blobs until it is killed, `FOLDER full` until no more fits. */
import { randomBytes } from 'node:crypto';
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
  const writes = Array.from({ length: 8 }, () => blobs.put(randomBytes(4_000_000)));
  process.send!(first);
  await Promise.all(writes);
  await new Promise(() => undefined);
}
