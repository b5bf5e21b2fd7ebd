/** Cancelled before it was sent: nothing went wrong, nobody waits any more. */
export type Queued<Value> =
  { readonly state: 'done'; readonly value: Value } | { readonly state: 'cancelled' }

interface Waiting {
  readonly start: () => void
}

/**
 * At most `limit` requests at a time; the newest first, because what was asked last is what is looked at now.
 * A request whose signal aborts while it waits is never sent.
 */
export class RequestQueue {
  readonly #limit: number
  #waiting: Waiting[] = []
  #running = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  run<Value>(request: () => Promise<Value>, signal: AbortSignal): Promise<Queued<Value>> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return resolve({ state: 'cancelled' })
      const entry: Waiting = {
        start: () => {
          signal.removeEventListener('abort', drop)
          this.#running += 1
          request()
            .then((value) => resolve({ state: 'done', value }), reject)
            .finally(() => {
              this.#running -= 1
              this.#next()
            })
        },
      }
      const drop = () => {
        this.#waiting = this.#waiting.filter((other) => other !== entry)
        resolve({ state: 'cancelled' })
      }
      signal.addEventListener('abort', drop, { once: true })
      this.#waiting.push(entry)
      this.#next()
    })
  }

  #next(): void {
    if (this.#running >= this.#limit) return
    this.#waiting.pop()?.start()
  }
}
