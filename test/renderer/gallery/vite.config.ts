import { resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

const root = resolve(import.meta.dirname, '../../..')

/** The window over generated data: `vite build --config test/renderer/gallery/vite.config.ts`. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [svelte({ configFile: resolve(root, 'renderer/svelte.config.js') })],
  build: { outDir: resolve(root, 'tmp/gallery'), emptyOutDir: true, minify: false },
})
