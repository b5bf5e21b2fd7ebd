/**
 * Asks one thing at a time: while an answer is on its way, only the newest of what was asked since is kept, and asked next.
 * So what follows a pointer never falls behind it.
 */
export class LatestOnly<Input, Output> {
  readonly #ask: (input: Input) => Promise<Output>
  readonly #onAnswer: (output: Output, input: Input) => void
  readonly #onError: (error: unknown) => void
  #waiting: { readonly input: Input } | null = null
  #busy = false
  #generation = 0

  constructor(
    ask: (input: Input) => Promise<Output>,
    onAnswer: (output: Output, input: Input) => void,
    onError: (error: unknown) => void,
  ) {
    this.#ask = ask
    this.#onAnswer = onAnswer
    this.#onError = onError
  }

  ask(input: Input): void {
    this.#waiting = { input }
    if (!this.#busy) void this.#work()
  }

  /** Answers still on their way are of no interest any more. */
  forget(): void {
    this.#generation += 1
    this.#waiting = null
  }

  async #work(): Promise<void> {
    this.#busy = true
    while (this.#waiting !== null) {
      const { input } = this.#waiting
      this.#waiting = null
      const generation = this.#generation
      try {
        const output = await this.#ask(input)
        if (generation === this.#generation) this.#onAnswer(output, input)
      } catch (thrown) {
        if (generation === this.#generation) this.#onError(thrown)
      }
    }
    this.#busy = false
  }
}
