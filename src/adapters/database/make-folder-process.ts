/** Makes a new database in the folder that it is given, as a process of its own (see make-folder.ts). */
import { PGlite } from '@electric-sql/pglite';
import { PARAMETERS } from './pglite-parameters.ts';

// Nobody waits for it any more when whoever started it is gone.
process.stdin.on('end', () => process.exit(1)).resume();

const db = await PGlite.create({ dataDir: process.argv[2]!, startParams: PARAMETERS });
await db.close();
process.exit(0);
