/** Keeps the values asked for last; the one that nobody asked for longest goes first. */
export class RecentValues<Key, Value> {
  readonly #values = new Map<Key, Value>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: Key, make: (key: Key) => Value): Value {
    const known = this.#values.get(key)
    const value = known ?? make(key)
    this.#values.delete(key)
    this.#values.set(key, value)
    if (this.#values.size > this.#limit) {
      const [oldest] = this.#values.keys()
      if (oldest !== undefined) this.#values.delete(oldest)
    }
    return value
  }
}
