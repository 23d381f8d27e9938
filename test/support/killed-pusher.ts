/** Run as a process of its own: `FOLDER` takes pushes, tells each that it acknowledges, and goes on until it is killed. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { connectDatabase } from '../../src/adapters/database/connect-database.ts';
import { connectBlobs } from '../../src/adapters/files/blobs.ts';
import { QUICK } from '../contracts/quick.ts';
import { quietLog } from './quiet-log.ts';
import { NOON } from './sample-incident.ts';

const home = process.argv[2]!;
const place = { kind: 'embedded', folder: join(home, 'database'), ...QUICK } as const;
const database = await connectDatabase(place, { log: quietLog(), clock: Date });
const blobs = await connectBlobs({ folder: join(home, 'blobs') }, { log: quietLog() });

const one = async (pusher: number) => {
  for (let at = 0; ; at++) {
    // It looks compressed, so that nothing but writing takes time.
    const bytes = Buffer.concat([Buffer.from([0x1f, 0x8b]), randomBytes(400_000)]);
    const hash = await blobs.put(bytes);
    const interval = { from: NOON + at, to: NOON + at + 1 };
    const labels = { pod: `p${pusher}` };
    await database.profileIndex.add([
      { kind: 'cpu', service: 'checkout', labels, interval, hash, bytes: bytes.length },
    ]);
    process.send!(hash);
  }
};
await Promise.all([0, 1, 2, 3].map(one));
