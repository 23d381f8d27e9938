import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Links survive a restart, so their secret does too. Of several replicas that start at once, one writes it. */
export function linkSecret(folder: string): string {
  const file = join(folder, 'link-secret');
  const draft = `${file}.${randomUUID()}`;
  if (!existsSync(file)) {
    writeFileSync(draft, randomBytes(32).toString('base64url'), { mode: 0o600 });
    try {
      // A hard link appears whole, and only where nothing is yet.
      linkSync(draft, file);
    } catch (error) {
      if (!existsSync(file)) throw error;
    } finally {
      rmSync(draft);
    }
  }
  return readFileSync(file, 'utf8').trim();
}
