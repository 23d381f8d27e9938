#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';

// Stripping types off our own files takes longer than comparing two profiles; from the second start on it is done. Where nothing can
// be written, Node goes on without.
const home = process.env['HOME'];
if (home) enableCompileCache(join(home, '.cache', 'burnscope'));
const { runCommand } = await import('./commands/run-command.ts');

// `burnscope diff … | head` closes the pipe early; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runCommand(process.argv.slice(2), {
  print: (line) => process.stdout.write(`${line}\n`),
  complain: (line) => process.stderr.write(`${line}\n`),
});
