import type { Explained } from './method.ts'
import type { ModelSession } from './model-session.ts'

/** Samples that several methods are asked about now. Weak: a sample that is gone takes its work along. */
const shared = new WeakSet<Float32Array>()
const stores: { forget(sample: Float32Array): void }[] = []

/**
 * From here until the returned function is called, methods share what they compute of this very array: what a method gives
 * stays the same, it only comes without being computed again.
 * @param sample  [H, W, C], not changed meanwhile
 */
export function shareWorkOn(sample: Float32Array): () => void {
  shared.add(sample)
  return () => {
    shared.delete(sample)
    for (const store of stores) store.forget(sample)
  }
}

/** Values of one kind, by sample, session and key; kept for shared samples alone. Nobody changes what comes out of it. */
export class SampleWork<Value> {
  readonly #values = new WeakMap<Float32Array, WeakMap<ModelSession, Map<string, Value>>>()

  constructor() {
    stores.push(this)
  }

  forget(sample: Float32Array): void {
    this.#values.delete(sample)
  }

  /** The values by key; undefined where the sample is not shared. */
  of(session: ModelSession, sample: Float32Array): Map<string, Value> | undefined {
    if (!shared.has(sample)) return undefined
    const sessions = this.#values.get(sample) ?? new WeakMap<ModelSession, Map<string, Value>>()
    this.#values.set(sample, sessions)
    const known = sessions.get(session) ?? new Map<string, Value>()
    sessions.set(session, known)
    return known
  }

  /** The value of `key`, computed once for a shared sample, and each time for any other. */
  async once(
    { session, sample, key }: { session: ModelSession; sample: Float32Array; key: string },
    compute: () => Promise<Value>,
  ): Promise<Value> {
    const values = this.of(session, sample)
    const known = values?.get(key)
    if (known !== undefined) return known
    const value = await compute()
    values?.set(key, value)
    return value
  }
}

/** What is explained, as a key. */
export function explainedKey({ targetClass, versus, output }: Explained): string {
  return `${output} ${targetClass} ${versus ?? ''}`
}
