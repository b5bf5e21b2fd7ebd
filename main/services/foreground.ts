/** What a person waits for goes before what runs by itself: a run asks between samples whether it may go on. */
export class Foreground {
  #waiting = 0
  #listeners: (() => void)[] = []

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting++
    try {
      return await work()
    } finally {
      this.#waiting--
      if (this.#waiting === 0) this.#release()
    }
  }

  /** Resolves when nobody waits, or when the signal fires. */
  idle(signal: AbortSignal): Promise<void> {
    if (this.#waiting === 0 || signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      this.#listeners.push(resolve)
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }

  #release(): void {
    const listeners = this.#listeners
    this.#listeners = []
    for (const listener of listeners) listener()
  }
}
