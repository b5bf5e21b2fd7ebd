import { globSync, readFileSync } from 'node:fs'
import { matchesGlob, resolve, sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { layerRules, PRODUCT_FOLDERS, wordRules } from './helpers/layer-rules.ts'

const root = resolve(import.meta.dirname, '..')
const files = globSync(
  PRODUCT_FOLDERS.map((folder) => `${folder}/**/*.{ts,js,mjs,svelte}`),
  { cwd: root },
).map((path) => ({
  path: path.split(sep).join('/'),
  text: withoutComments(readFileSync(resolve(root, path), 'utf8')),
}))

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/[^\n]*/g, '$1')
}

/** Specifiers of static imports, re-exports, dynamic imports, `typeof import()` and require. */
function importsOf(text: string): string[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire(?:\.resolve)?\s*\(\s*)['"]([^'"]+)['"]/g
  return [...text.matchAll(pattern)].flatMap(([, specifier]) => specifier ?? [])
}

function concerns(path: string, rule: { within?: string[]; allowed?: string[] }): boolean {
  const inside = (globs: string[]) => globs.some((glob) => matchesGlob(path, glob))
  return inside(rule.within ?? ['**']) && !inside(rule.allowed ?? [])
}

describe('the layers', () => {
  it('are looked for in the files of the product', () => {
    expect(files.length).toBeGreaterThan(50)
  })

  it.each(layerRules.map((rule) => [rule.id, rule] as const))('%s: no import breaks the rule', (_, rule) => {
    const pattern = new RegExp(rule.imports)
    const broken = files
      .filter(({ path }) => concerns(path, rule))
      .flatMap(({ path, text }) =>
        importsOf(text)
          .filter((name) => pattern.test(name))
          .map((name) => `${path}: ${name}`),
      )
    expect(broken, rule.why).toEqual([])
  })

  it.each(wordRules.map((rule) => [rule.id, rule] as const))('%s: no file says it', (_, rule) => {
    const broken = files
      .filter(({ path }) => concerns(path, rule))
      .flatMap(({ path, text }) =>
        (text.match(new RegExp(rule.text, 'g')) ?? []).map((words) => `${path}: ${words}`),
      )
    expect(broken, rule.why).toEqual([])
  })

  it('the rules themselves find what they forbid', () => {
    const found = importsOf(`
      import { app } from 'electron'
      import type { Database } from "better-sqlite3"
      import '@tensorflow/tfjs'
      export * from '../services/x.ts'
      const a = await import('onnxruntime-node')
      type B = typeof import('node:fs')
      const c = require('hono')`)
    expect(found).toEqual([
      'electron',
      'better-sqlite3',
      '@tensorflow/tfjs',
      '../services/x.ts',
      'onnxruntime-node',
      'node:fs',
      'hono',
    ])
  })
})
