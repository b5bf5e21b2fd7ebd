/** Cancelled before it was sent: nothing went wrong, nobody waits any more. */
export type Queued<Value> =
  { readonly state: 'done'; readonly value: Value } | { readonly state: 'cancelled' }

interface Waiting {
  readonly later: boolean
  readonly start: () => void
}

/**
 * At most `limit` requests at a time, in the order in which they were asked, those that can wait after all others. A request
 * whose signal aborts while it waits is never sent: what is no longer looked at does not hold up what is.
 */
export class RequestQueue {
  readonly #limit: number
  #waiting: Waiting[] = []
  #running = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** `later`: for what is just out of sight. */
  run<Value>(request: () => Promise<Value>, signal: AbortSignal, later = false): Promise<Queued<Value>> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return resolve({ state: 'cancelled' })
      const entry: Waiting = {
        later,
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
      // What can wait gives the rest of its burst the chance to be asked first.
      if (later) queueMicrotask(() => this.#next())
      else this.#next()
    })
  }

  #next(): void {
    if (this.#running >= this.#limit) return
    const urgent = this.#waiting.findIndex(({ later }) => !later)
    const [entry] = this.#waiting.splice(Math.max(0, urgent), 1)
    entry?.start()
  }
}
