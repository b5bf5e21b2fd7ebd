import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { FileHandle } from '#contract/common.ts'
import { WorkbenchError } from '#contract/errors.ts'

/** Files and folders that the person chose. Callers see random ids and names, never paths. */
export class FileHandles {
  readonly #paths = new Map<string, string>()
  readonly #ids = new Map<string, string>()

  /** `kind` is needed only for what does not exist yet; the same path keeps its id. */
  register(path: string, kind?: FileHandle['kind']): FileHandle {
    const absolute = resolve(path)
    const id = this.#ids.get(absolute) ?? randomUUID()
    this.#ids.set(absolute, id)
    this.#paths.set(id, absolute)
    return { id, name: basename(absolute) || absolute, kind: kind ?? kindOf(absolute) }
  }

  /** @throws WorkbenchError `unknown_file` for an id that was never given out */
  resolve(id: string): string {
    const path = this.#paths.get(id)
    if (path === undefined) {
      throw new WorkbenchError('unknown_file', `unknown file: ${id} (choose it again)`, { details: { id } })
    }
    return path
  }
}

function kindOf(path: string): FileHandle['kind'] {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? 'folder' : 'file'
  } catch {
    // Not readable: whoever opens it says why.
    return 'file'
  }
}
