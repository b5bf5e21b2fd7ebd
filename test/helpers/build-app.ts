import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const built = join(root, 'out/main/cli.js')
const failure = 'EOSIN_BUILD_FAILURE'

/**
 * Vitest's global setup: tests that start the built program get one that matches the sources. Where the build fails, only
 * they fail (`builtCli`), and the rest runs.
 */
export default function buildApp(): void {
  const newest = Math.max(
    ...['main', 'preload', 'renderer', 'resources'].map((folder) => newestIn(join(root, folder))),
  )
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return
  const result = spawnSync(
    process.execPath,
    [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
  if (result.status !== 0) process.env[failure] = `${result.stdout}\n${result.stderr}`
}

/** The built command line. @throws where the sources could not be built */
export function builtCli(): string {
  if (process.env[failure] !== undefined) throw new Error(`build failed:\n${process.env[failure]}`)
  return built
}

function newestIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((newest, entry) => Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0)
}
