import type { BackendStatus } from '#contract/app.ts'
import type { Computing, Engine } from '../engine/protocol.ts'

export interface OpenedBackend {
  readonly id: BackendStatus['id']
  readonly version: string
  readonly threads: number
}

/** Which library `auto` means here: asked of the engine once, because it is part of every run's identity. */
export class BackendChooser {
  readonly #engine: Engine
  readonly #opened = new Map<string, Promise<OpenedBackend>>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** @throws WorkbenchError `backend_unavailable` when the chosen one does not load */
  open(computing: Computing): Promise<OpenedBackend> {
    const key = JSON.stringify([computing.backend, computing.threads, computing.memoryMegabytes])
    const known = this.#opened.get(key)
    if (known !== undefined) return known
    const opening = this.#engine.call('backend.open', { computing })
    this.#opened.set(key, opening)
    // What failed may work after a repair.
    opening.catch(() => this.#opened.delete(key))
    return opening
  }
}
