import { TransferError } from './transfer-error.ts'

/** Fires when nothing has moved for a while, or when `outer` does. */
export class StallGuard {
  readonly signal: AbortSignal
  readonly #stall = new AbortController()
  readonly #limitMs: number
  #timer: NodeJS.Timeout

  constructor(limitMs: number, outer: AbortSignal) {
    this.#limitMs = limitMs
    this.signal = AbortSignal.any([outer, this.#stall.signal])
    this.#timer = this.#start()
  }

  moved(): void {
    clearTimeout(this.#timer)
    this.#timer = this.#start()
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #start(): NodeJS.Timeout {
    return setTimeout(
      () =>
        this.#stall.abort(
          new TransferError(`nothing received for ${this.#limitMs / 1000} s`, { transient: true }),
        ),
      this.#limitMs,
    )
  }
}
