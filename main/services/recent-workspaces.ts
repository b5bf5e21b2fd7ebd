import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import type { RecentWorkspace } from '#contract/workspace.ts'
import type { FileHandles } from './file-handles.ts'
import { readJsonFile, writeJsonFile } from './json-file.ts'

const Entries = z.array(z.object({ path: z.string(), openedAt: z.number() }))
const KEPT = 12

/** Workspaces opened lately, the last one first; kept beside the settings. */
export class RecentWorkspaces {
  readonly #path: string
  readonly #files: FileHandles

  constructor(path: string, files: FileHandles) {
    this.#path = path
    this.#files = files
  }

  list(): RecentWorkspace[] {
    return this.#read().map(({ path, openedAt }) => ({
      handle: this.#files.register(path, 'file').id,
      name: basename(path, '.eosin'),
      location: path,
      openedAt,
      missing: !existsSync(path),
    }))
  }

  remember(path: string, openedAt: number): void {
    const others = this.#read().filter((entry) => entry.path !== path)
    writeJsonFile(this.#path, [{ path, openedAt }, ...others].slice(0, KEPT))
  }

  /** Off the list; the file stays where it is. */
  forget(path: string): void {
    writeJsonFile(
      this.#path,
      this.#read().filter((entry) => entry.path !== path),
    )
  }

  #read(): z.infer<typeof Entries> {
    const parsed = Entries.safeParse(readJsonFile(this.#path))
    return parsed.success ? parsed.data : []
  }
}
