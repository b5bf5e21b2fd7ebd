import { ModelSession } from '../attribution/model-session.ts'
import { openBackend } from '../backends/registry.ts'
import type { Backend } from '../graph/backend.ts'
import type { LoadedModel } from '../models/read-model.ts'
import type { Computing, ModelReference } from './protocol.ts'
import { ModelCache } from './model-cache.ts'

/** Sessions kept ready: each holds the graphs of one model on one backend. */
const MAX_SESSIONS = 3

/** Backends opened once, models read once, and their sessions. */
export class SessionPool {
  readonly models = new ModelCache()
  readonly #backends = new Map<string, Promise<Backend>>()
  readonly #sessions = new Map<string, ModelSession>()
  /** Sessions that a call is using; only others are given up. */
  readonly #inUse = new Map<ModelSession, number>()

  /** The backend of a choice, opened on first use. */
  backend({ backend, threads }: Pick<Computing, 'backend' | 'threads'>): Promise<Backend> {
    const key = `${backend} ${threads}`
    let opening = this.#backends.get(key)
    if (opening === undefined) {
      opening = openBackend(backend, threads === 0 ? {} : { threads })
      this.#backends.set(key, opening)
      opening.catch(() => this.#backends.delete(key))
    }
    return opening
  }

  /** Runs `use` with the session of a model on a backend. */
  async withSession<Result>(
    reference: ModelReference,
    computing: Computing,
    use: (session: ModelSession, loaded: LoadedModel) => Promise<Result>,
  ): Promise<Result> {
    const loaded = await this.models.load(reference)
    const backend = await this.backend(computing)
    const key = `${loaded.sha256} ${backend.version} ${computing.memoryMegabytes}`
    const session =
      this.#sessions.get(key) ??
      new ModelSession(loaded.model, backend, { memoryBytes: computing.memoryMegabytes * 2 ** 20 })
    this.#sessions.delete(key)
    this.#sessions.set(key, session)
    this.#inUse.set(session, (this.#inUse.get(session) ?? 0) + 1)
    try {
      await this.#giveUpOld()
      return await use(session, loaded)
    } finally {
      this.#inUse.set(session, this.#inUse.get(session)! - 1)
    }
  }

  async #giveUpOld(): Promise<void> {
    for (const [key, session] of this.#sessions) {
      if (this.#sessions.size <= MAX_SESSIONS) return
      if ((this.#inUse.get(session) ?? 0) > 0) continue
      this.#sessions.delete(key)
      this.#inUse.delete(session)
      await session.dispose()
    }
  }
}
