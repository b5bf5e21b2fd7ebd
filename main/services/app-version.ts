import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { projectPath } from './resource-path.ts'

const Manifest = z.object({ version: z.string() })

let known: string | null = null

/** Of package.json; read once. */
export function appVersion(): string {
  known ??= Manifest.parse(JSON.parse(readFileSync(projectPath('package.json'), 'utf8'))).version
  return known
}
