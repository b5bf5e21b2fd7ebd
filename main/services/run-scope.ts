/** Samples of a run that a job is to compute: named ones, or all that the run covers. */
export class RunScope {
  /** null: all. */
  #ids: Set<number> | null

  constructor(ids: Iterable<number> | null) {
    this.#ids = ids === null ? null : new Set(ids)
  }

  has(sampleId: number): boolean {
    return this.#ids?.has(sampleId) ?? true
  }

  /** Asked for more while the job waits or works. */
  extend(ids: Iterable<number> | null): void {
    if (ids === null) this.#ids = null
    else for (const id of ids) this.#ids?.add(id)
  }
}
