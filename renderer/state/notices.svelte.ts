import { WorkbenchError } from '#contract/errors.ts'

export interface Notice {
  readonly id: number
  readonly error: WorkbenchError
  /** What was being done, as in "Could not open the workspace". */
  readonly action: string
}

/** The one funnel of errors that have no place of their own on the screen. */
export class Notices {
  #list = $state.raw<readonly Notice[]>([])
  #nextId = 1

  get list(): readonly Notice[] {
    return this.#list
  }

  /** @returns the error as the program's own; null for a cancellation, which is no error */
  report(thrown: unknown, action: string): WorkbenchError | null {
    const error = WorkbenchError.from(thrown)
    if (error.code === 'cancelled') return null
    console.error(`${action}: ${error.code}: ${error.message}`)
    const same = this.#list.some(
      (notice) => notice.action === action && notice.error.message === error.message,
    )
    if (!same) this.#list = [...this.#list.slice(-3), { id: this.#nextId++, error, action }]
    return error
  }

  dismiss(id: number): void {
    this.#list = this.#list.filter((notice) => notice.id !== id)
  }
}
