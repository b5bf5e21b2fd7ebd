import { realpathSync, statSync } from 'node:fs'
import { extname, isAbsolute, resolve } from 'node:path'

/**
 * The workspace among the arguments that the system, or a second start, hands over; everything else there is ignored.
 * @returns the real path of an existing regular file that ends in `.eosin`, or null
 */
export function workspaceAmong(argv: readonly string[], folder: string): string | null {
  for (const argument of argv) {
    if (argument.startsWith('-') || extname(argument).toLowerCase() !== '.eosin') continue
    // Network paths are no place for a database.
    if (argument.startsWith('\\\\') || argument.startsWith('//')) continue
    const path = isAbsolute(argument) ? argument : resolve(folder, argument)
    try {
      if (statSync(path).isFile()) return realpathSync(path)
    } catch {
      // Not there, or not readable: the window opens without it.
      continue
    }
  }
  return null
}
