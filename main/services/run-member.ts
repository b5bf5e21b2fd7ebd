import type { WorkbenchError } from '#contract/errors.ts'
import type { QuestionSetup } from './question-setup.ts'
import type { RunScope } from './run-scope.ts'

/** A run in the job that executes it, alone or together with others over the same samples. */
export class RunMember {
  readonly setup: QuestionSetup
  readonly runId: number
  /** Which of the run's samples this job computes; grows when the run is asked for again meanwhile. */
  readonly scope: RunScope
  /** Why it stopped before the others, where that is not that somebody paused it. */
  error: WorkbenchError | null = null
  readonly #leaving = new AbortController()
  readonly #ended: Promise<void>
  #end: () => void = () => {}
  #hasEnded = false

  constructor(setup: QuestionSetup, runId: number, scope: RunScope) {
    this.setup = setup
    this.runId = runId
    this.scope = scope
    this.#ended = new Promise((resolve) => (this.#end = resolve))
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** Fires when this run is to stop while the others go on. */
  get leaving(): AbortSignal {
    return this.#leaving.signal
  }

  /** Answers when the work on this run has stopped. */
  async leave(error: WorkbenchError | null = null): Promise<void> {
    this.error ??= error
    this.#leaving.abort()
    await this.#ended
  }

  end(): void {
    this.#hasEnded = true
    this.#end()
  }
}
