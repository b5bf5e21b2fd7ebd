import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { WorkbenchError } from '#contract/errors.ts'

/** Writes the file whole or not at all, and the folders above it. */
export function writeOutput(path: string, bytes: Uint8Array): void {
  const target = resolve(path)
  const draft = `${target}.${process.pid}.new`
  try {
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(draft, bytes)
    renameSync(draft, target)
  } catch (thrown) {
    rmSync(draft, { force: true })
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new WorkbenchError('file_unreadable', `cannot write: ${path} (${reason})`, { cause: thrown })
  }
}
