/** Slow items too are averaged over several. */
const FEWEST = 20

/** Time left from what was finished lately, not since the start: tiles differ, and a machine gets busy. */
export class MovingRate {
  readonly #points: { readonly at: number; readonly done: number }[] = []
  readonly #windowMs: number

  constructor(windowMs = 30_000) {
    this.#windowMs = windowMs
  }

  add(at: number, done: number): void {
    const last = this.#points.at(-1)
    if (last !== undefined && done <= last.done) return
    this.#points.push({ at, done })
    while (this.#points.length > FEWEST && at - this.#points[0]!.at > this.#windowMs) this.#points.shift()
  }

  /** null until two points in time are known. */
  remainingMs(now: number, total: number): number | null {
    const first = this.#points[0]
    const last = this.#points.at(-1)
    if (first === undefined || last === undefined || last.done >= total) return last === undefined ? null : 0
    const done = last.done - first.done
    if (done <= 0 || last.at <= first.at) return null
    const perItem = (last.at - first.at) / done
    return Math.max(0, perItem * (total - last.done) - (now - last.at))
  }
}
