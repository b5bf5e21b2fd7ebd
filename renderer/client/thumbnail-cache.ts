import { RequestQueue, type Queued } from './request-queue.ts'

interface Options<Value> {
  readonly load: (key: string) => Promise<Value>
  /** Frees what the value holds (a blob URL) when it is pushed out. */
  readonly release: (value: Value) => void
  readonly capacity: number
  readonly parallel: number
}

/** Least recently used thumbnails, loaded a few at a time in the order in which they are looked at. */
export class ThumbnailCache<Value> {
  readonly #options: Options<Value>
  readonly #queue: RequestQueue
  readonly #values = new Map<string, Value>()

  constructor(options: Options<Value>) {
    this.#options = options
    this.#queue = new RequestQueue(options.parallel)
  }

  /** What is there already, without a turn of the event loop: no flash when scrolling back. */
  peek(key: string): Value | undefined {
    const value = this.#values.get(key)
    if (value === undefined) return undefined
    this.#values.delete(key)
    this.#values.set(key, value)
    return value
  }

  /** `later`: after everything that is in sight. */
  async get(key: string, signal: AbortSignal, later = false): Promise<Queued<Value>> {
    const kept = this.peek(key)
    if (kept !== undefined) return { state: 'done', value: kept }
    const loaded = await this.#queue.run(() => this.#options.load(key), signal, later)
    if (loaded.state === 'cancelled') return loaded
    return { state: 'done', value: this.#keep(key, loaded.value) }
  }

  clear(): void {
    for (const value of this.#values.values()) this.#options.release(value)
    this.#values.clear()
  }

  #keep(key: string, value: Value): Value {
    const other = this.#values.get(key)
    if (other !== undefined) {
      this.#options.release(value)
      return other
    }
    this.#values.set(key, value)
    for (const [oldKey, old] of this.#values) {
      if (this.#values.size <= this.#options.capacity) break
      this.#values.delete(oldKey)
      this.#options.release(old)
    }
    return value
  }
}
