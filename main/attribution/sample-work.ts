import type { CancelSignal } from '../graph/backend.ts'
import type { ModelSession } from './model-session.ts'
import { sharedWork } from './shared-work.ts'

/** Samples that several methods are asked about now. Weak: a sample that is gone takes its work along. */
const sharing = new WeakSet<Float32Array>()

/**
 * From here until the returned function is called, methods share what they compute of this very array: their results do not
 * change, they only come without being computed again.
 * @param sample  [H, W, C], not changed meanwhile
 */
export function shareWorkOn(sample: Float32Array): () => void {
  sharing.add(sample)
  return () => {
    sharing.delete(sample)
    for (const forget of forgetters) forget(sample)
  }
}

const forgetters: ((sample: Float32Array) => void)[] = []

/** One kind of work on samples, kept while they are shared. */
export class SampleWork<Value> {
  readonly #values = new WeakMap<Float32Array, Map<ModelSession, Map<string, Promise<Value>>>>()

  constructor() {
    forgetters.push((sample) => this.#values.delete(sample))
  }

  /** The value of `key`, computed once for a sample that is shared, and each time for others. */
  async once(
    { session, sample, key }: { session: ModelSession; sample: Float32Array; key: string },
    signal: CancelSignal,
    compute: () => Promise<Value>,
  ): Promise<Value> {
    if (!sharing.has(sample)) return compute()
    const bySession = this.#values.get(sample) ?? new Map<ModelSession, Map<string, Promise<Value>>>()
    this.#values.set(sample, bySession)
    const known = bySession.get(session) ?? new Map<string, Promise<Value>>()
    bySession.set(session, known)
    return sharedWork(known, key, signal, compute)
  }
}
