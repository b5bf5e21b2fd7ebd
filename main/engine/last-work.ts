import type { ModelSession } from '../attribution/model-session.ts'

interface Done<Value> {
  readonly session: ModelSession
  readonly key: string
  readonly sample: Float32Array
  readonly value: Value
}

/**
 * Keeps what was computed last of one sample: a person who pages through it asks again and again. The sample's values are
 * part of what is compared, so a file that changed on disk is computed anew.
 */
export class LastWork<Value> {
  #done: Done<Value> | null = null

  async of(
    { session, key, sample }: Omit<Done<Value>, 'value'>,
    compute: () => Promise<Value>,
  ): Promise<Value> {
    const done = this.#done
    if (done?.session === session && done.key === key && sameValues(done.sample, sample)) return done.value
    this.#done = null
    const value = await compute()
    this.#done = { session, key, sample, value }
    return value
  }
}

function sameValues(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, index) => Object.is(value, b[index]))
}
