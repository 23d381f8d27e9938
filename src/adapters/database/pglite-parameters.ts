import { PGlite } from '@electric-sql/pglite';

/**
 * PGlite's own parameters less -F, with a cache and a log that fit a sidecar: 80 MB less resident.
 * The WebAssembly file layer does not fsync either way: a killed process loses nothing, a power cut may lose the last moments.
 */
export const PARAMETERS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  '-c',
  'shared_buffers=8MB',
  '-c',
  'max_wal_size=64MB',
  '-c',
  'min_wal_size=32MB',
];
