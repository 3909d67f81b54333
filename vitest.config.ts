import { svelte } from '@sveltejs/vite-plugin-svelte';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import LongestFirst from './build/checks/longest-first.mjs';

export default defineConfig({
  plugins: [svelte()],
  resolve: { alias: { '@shared': resolve(import.meta.dirname, 'electron/shared') } },
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/e2e/**'],
    // TensorFlow owns its own threads and registers one backend per process: processes, not threads.
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 120_000,
    // Hooks build processes and fill libraries: on a busy machine that takes as long as a test.
    hookTimeout: 120_000,
  },
});
