import { readFileSync, statSync } from 'node:fs';
import { ConfigError, type ConfigProblem } from './problem.ts';

/** Ten thousand rules are two megabytes. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * A configuration file as text. Throws ConfigError with the place for what is no UTF-8 text of a sane size, and the
 * system's error, which names the file, when there is nothing to read.
 */
export function readText(file: string): string {
  const about = statSync(file);
  if (about.isDirectory()) refuse(file, 'is a folder; name a file in it, or write folder/*.yaml');
  if (!about.isFile()) refuse(file, 'is no regular file');
  if (about.size > MAX_BYTES) {
    refuse(file, `is ${(about.size / 1024 / 1024).toFixed(1)} MB; at most ${MAX_BYTES / 1024 / 1024} MB are read`);
  }
  const bytes = readFileSync(file);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    refuse(file, 'is UTF-16; save it as UTF-8');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Decoded leniently, the first replaced character shows the place.
    const lines = new TextDecoder().decode(bytes).split('�', 1)[0]!.split('\n');
    throw new ConfigError([
      { file, line: lines.length, column: lines.at(-1)!.length + 1, message: 'this byte is no UTF-8' },
    ]);
  }
}

function refuse(file: string, message: string): never {
  const problem: ConfigProblem = { file, line: 1, column: 1, message: `the file ${message}` };
  throw new ConfigError([problem]);
}
