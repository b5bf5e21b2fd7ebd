import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [svelte({ configFile: 'renderer/svelte.config.js' })],
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores: native runtimes bring their own threads, so files run in few processes.
    pool: 'forks',
    maxWorkers: 2,
    globalSetup: './test/helpers/build-app.ts',
    reporters: ['default', './test/helpers/skip-reporter.ts'],
  },
})
