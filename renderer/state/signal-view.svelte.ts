import type { Extent } from '../charts/signal-plot.ts'

/** Fewer positions than this are never all that is on show. */
const LEAST = 4

/** What is seen of a signal, and the cross-hair over it and all of its maps. */
export class SignalView {
  #length = $state(1)
  /** null: all of it. */
  #extent = $state.raw<Extent | null>(null)
  /** Position under the cross-hair. */
  hovered = $state<number | null>(null)
  /** What a drag marks out, in positions. */
  brush = $state.raw<Extent | null>(null)

  get extent(): Extent {
    return this.#extent ?? [0, this.#length]
  }
  get whole(): boolean {
    return this.#extent === null
  }

  setLength(length: number): void {
    if (length === this.#length) return
    this.#length = Math.max(1, length)
    this.#extent = null
    this.hovered = null
  }

  reset(): void {
    this.#extent = null
  }

  show(from: number, to: number): void {
    const [low, high] = from < to ? [from, to] : [to, from]
    const span = Math.min(this.#length, Math.max(Math.min(LEAST, this.#length), high - low))
    if (span >= this.#length) return this.reset()
    const middle = (low + high) / 2
    const start = Math.min(this.#length - span, Math.max(0, middle - span / 2))
    this.#extent = [start, start + span]
  }

  /** Above 1: closer. The position `about` stays where it is. */
  zoomBy(factor: number, about?: number): void {
    const [from, to] = this.extent
    const at = about ?? (this.hovered === null ? (from + to) / 2 : this.hovered + 0.5)
    this.show(at - (at - from) / factor, at + (to - at) / factor)
  }

  /** Moves the cross-hair, and what is seen with it where it would leave. */
  step(by: number): void {
    const [from, to] = this.extent
    const next = Math.min(this.#length - 1, Math.max(0, (this.hovered ?? Math.floor((from + to) / 2)) + by))
    this.hovered = next
    const shift = next < from ? next - from : next + 1 > to ? next + 1 - to : 0
    if (shift !== 0) this.show(from + shift, to + shift)
  }
}
