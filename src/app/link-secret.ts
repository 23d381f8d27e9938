import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installation } from '../adapters/database/installation.ts';

/** Links outlive a restart and are good at every replica: their secret lies in the database. In older folders it is a file. */
export function linkSecret(folder: string, installation: Installation): Promise<string> {
  const file = join(folder, 'link-secret');
  const proposed = existsSync(file) ? readFileSync(file, 'utf8').trim() : randomBytes(32).toString('base64url');
  return installation.linkSecret(proposed);
}
