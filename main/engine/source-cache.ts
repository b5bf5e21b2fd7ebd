import { openSource, type OpenedSource, type SampleSource } from '../datasets/sample-source.ts'

/** Sources kept open; listing a folder or generating signals is not repeated for every picture. */
const MAX_SOURCES = 4

/** Opens each source once; `refresh` looks again. */
export class SourceCache {
  readonly #sources = new Map<string, Promise<OpenedSource>>()

  open(source: SampleSource, { refresh = false } = {}): Promise<OpenedSource> {
    const key = JSON.stringify(source)
    const present = refresh ? undefined : this.#sources.get(key)
    const opening = present ?? openSource(source)
    this.#sources.delete(key)
    this.#sources.set(key, opening)
    opening.catch(() => this.#sources.delete(key))
    if (this.#sources.size > MAX_SOURCES) this.#sources.delete(this.#sources.keys().next().value!)
    return opening
  }
}
