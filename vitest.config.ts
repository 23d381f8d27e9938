import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A busy machine decides how long things take, not what they do.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Two cores: more workers only fight for them.
    maxWorkers: 2,
  },
});
