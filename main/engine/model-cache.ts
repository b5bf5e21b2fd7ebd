import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { WorkbenchError } from '#contract/errors.ts'
import { readModel, type LoadedModel } from '../models/read-model.ts'
import type { ModelReference } from './protocol.ts'

/** Models kept read; comparing two is usual, more at a time is not. */
const MAX_MODELS = 4

/** Reads each model file once, as long as it does not change on disk. */
export class ModelCache {
  readonly #models = new Map<string, Promise<LoadedModel>>()

  /**
   * @throws WorkbenchError `file_unreadable`, what reading throws, or `model_load_failed` where the file is not the one
   *         that was added
   */
  async load({ path, sha256 }: Pick<ModelReference, 'path' | 'sha256'>): Promise<LoadedModel> {
    const key = await versionOf(path)
    let loading = this.#models.get(key)
    if (loading === undefined) {
      loading = readModel(path)
      this.#models.set(key, loading)
      loading.catch(() => this.#models.delete(key))
      if (this.#models.size > MAX_MODELS) this.#models.delete(this.#models.keys().next().value!)
    }
    const loaded = await loading
    if (sha256 !== null && loaded.sha256 !== sha256) {
      throw new WorkbenchError(
        'model_load_failed',
        `model changed on disk: ${basename(path)} (sha256 ${loaded.sha256.slice(0, 12)}, was ${sha256.slice(0, 12)} when it was added)`,
      )
    }
    return loaded
  }
}

async function versionOf(path: string): Promise<string> {
  const found = await stat(path).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new WorkbenchError('file_unreadable', `file not readable: ${basename(path)} (${reason})`, { cause })
  })
  return `${path} ${found.size} ${found.mtimeMs}`
}
