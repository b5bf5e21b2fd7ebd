import { clampPan, fitScale, zoomAbout, type Placement } from '../charts/placement.ts'

/** Cursor on the picture, in picture px; null outside. */
export type Cursor = { readonly x: number; readonly y: number } | null

/** Zoom, pan and cross-hair, shared by all panes that show the same picture. */
export class StageView {
  #size = $state.raw({ width: 1, height: 1 })
  #pane = $state.raw({ width: 1, height: 1 })
  /** null: fitted to the pane. */
  #free = $state.raw<Placement | null>(null)
  cursor = $state.raw<Cursor>(null)

  readonly placement: Placement = $derived(this.#free ?? this.#fitted())

  get fitted(): boolean {
    return this.#free === null
  }
  get scale(): number {
    return this.placement.scale
  }
  get pane(): { width: number; height: number } {
    return this.#pane
  }

  setPicture(width: number, height: number): void {
    if (width === this.#size.width && height === this.#size.height) return
    this.#size = { width, height }
    this.#free = null
  }

  setPane(width: number, height: number): void {
    if (width === this.#pane.width && height === this.#pane.height) return
    this.#pane = { width, height }
    if (this.#free !== null) this.#set(this.#free)
  }

  fit(): void {
    this.#free = null
  }

  /** One picture px on `scale` screen px, about the pane's middle or a point of the pane. */
  zoomTo(scale: number, at = { x: this.#pane.width / 2, y: this.#pane.height / 2 }): void {
    this.#set(zoomAbout(this.placement, scale, at))
  }

  zoomBy(factor: number, at?: { x: number; y: number }): void {
    this.zoomTo(this.scale * factor, at)
  }

  panBy(dx: number, dy: number): void {
    const { scale, x, y } = this.placement
    this.#set({ scale, x: x + dx, y: y + dy })
  }

  /** By whole picture px, from the middle of what shows where there is no cross-hair yet. */
  moveCursor(dx: number, dy: number): void {
    const { width, height } = this.#pane
    const from = this.cursor ??
      this.toPicture(width / 2, height / 2) ?? { x: this.#size.width / 2, y: this.#size.height / 2 }
    const held = (place: number, length: number) => Math.min(length - 1, Math.max(0, Math.floor(place))) + 0.5
    this.cursor = { x: held(from.x + dx, this.#size.width), y: held(from.y + dy, this.#size.height) }
  }

  /** Point of the pane to picture px; null outside of the picture. */
  toPicture(x: number, y: number): Cursor {
    const placement = this.placement
    const px = (x - placement.x) / placement.scale
    const py = (y - placement.y) / placement.scale
    return px >= 0 && py >= 0 && px < this.#size.width && py < this.#size.height ? { x: px, y: py } : null
  }

  #fitted(): Placement {
    const scale = fitScale(this.#size, this.#pane)
    return {
      scale,
      x: (this.#pane.width - this.#size.width * scale) / 2,
      y: (this.#pane.height - this.#size.height * scale) / 2,
    }
  }

  #set(placement: Placement): void {
    this.#free = clampPan(placement, this.#size, this.#pane)
  }
}
