import { existsSync, readdirSync, rmdirSync } from 'node:fs'
import { dirname } from 'node:path'

/** The folders above a file that do not exist yet, innermost first. */
export function missingFolders(file: string): string[] {
  const missing: string[] = []
  for (let folder = dirname(file); !existsSync(folder); folder = dirname(folder)) missing.push(folder)
  return missing
}

export function removeEmptyFolders(folders: readonly string[]): void {
  for (const folder of folders) {
    if (!existsSync(folder) || readdirSync(folder).length > 0) return
    rmdirSync(folder)
  }
}
