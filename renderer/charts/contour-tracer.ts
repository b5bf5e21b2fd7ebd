import type { Selection } from './pixel-ranking.ts'

/** Closed rings, in plane px (pixel i covers i .. i + 1); chosen pixels lie to the right of the way along. */
export interface Rings {
  /** x, y of each point; only the first `pointCount` are set. */
  readonly points: Float32Array
  readonly pointCount: number
  /** Index of each ring's first point; only the first `ringCount` are set. */
  readonly starts: Uint32Array
  readonly ringCount: number
}

/** Steps out of a pixel: up, right, down, left. The way along the side `d` is the step `d + 1`. */
const STEP_X = [0, 1, 0, -1] as const
const STEP_Y = [-1, 0, 1, 0] as const

/**
 * Outlines the chosen pixels of one grid. Walks along the sides between a chosen pixel and one that is not, so that the
 * line always closes and always divides the two exactly; chosen pixels that touch at a corner only are outlined apart.
 * Its arrays are used again by the next call: a slider is dragged at sixty frames per second.
 */
export class ContourTracer {
  readonly #width: number
  readonly #height: number
  /** One bit a side: walked along already. */
  readonly #walked: Uint8Array
  #points = new Float32Array(1024)
  #starts = new Uint32Array(64)
  #pointCount = 0
  #ringCount = 0

  constructor(width: number, height: number) {
    this.#width = width
    this.#height = height
    this.#walked = new Uint8Array(width * height)
  }

  fits(width: number, height: number): boolean {
    return width === this.#width && height === this.#height
  }

  /**
   * @param smooth  true: points lie where the value, interpolated between two pixels' centres, meets the threshold; false:
   *                the line follows the pixels' sides
   * @returns       valid until the next call
   */
  trace(selection: Selection, smooth: boolean): Rings {
    this.#walked.fill(0)
    this.#pointCount = 0
    this.#ringCount = 0
    const width = this.#width
    const { count, ranking } = selection
    const { rank } = ranking
    for (let pixel = 0; pixel < rank.length; pixel++) {
      if (rank[pixel]! >= count || (this.#walked[pixel]! & 1) !== 0) continue
      const openAbove = pixel < width || rank[pixel - width]! >= count
      if (openAbove) this.#walk(pixel % width, Math.floor(pixel / width), selection, smooth)
    }
    const { points, starts } = { points: this.#points, starts: this.#starts }
    return { points, pointCount: this.#pointCount, starts, ringCount: this.#ringCount }
  }

  /** One ring, from the upper side of a pixel. */
  #walk(startX: number, startY: number, selection: Selection, smooth: boolean): void {
    this.#startRing()
    let x = startX
    let y = startY
    let side = 0
    do {
      this.#walked[y * this.#width + x]! |= 1 << side
      const along = (side + 1) & 3
      const aheadX = x + STEP_X[along]!
      const aheadY = y + STEP_Y[along]!
      const beyondX = aheadX + STEP_X[side]!
      const beyondY = aheadY + STEP_Y[side]!
      const turnsIn = !this.#chosen(aheadX, aheadY, selection)
      const turnsOut = !turnsIn && this.#chosen(beyondX, beyondY, selection)
      if (smooth) this.#crossing(x, y, side, selection)
      else if (turnsIn || turnsOut) this.#corner(x, y, side, along)
      if (turnsIn) {
        side = along
      } else if (turnsOut) {
        x = beyondX
        y = beyondY
        side = (side + 3) & 3
      } else {
        x = aheadX
        y = aheadY
      }
    } while (x !== startX || y !== startY || side !== 0)
  }

  #chosen(x: number, y: number, { ranking, count }: Selection): boolean {
    return (
      x >= 0 && y >= 0 && x < this.#width && y < this.#height && ranking.rank[y * this.#width + x]! < count
    )
  }

  /** Where the line between two centres meets the threshold; at the border of the map: on the border. */
  #crossing(x: number, y: number, side: number, { ranking, threshold }: Selection): void {
    const { field } = ranking
    const outX = x + STEP_X[side]!
    const outY = y + STEP_Y[side]!
    const outside = outX < 0 || outY < 0 || outX >= this.#width || outY >= this.#height
    const inner = field[y * this.#width + x]!
    const step = outside ? 0 : inner - field[outY * this.#width + outX]!
    const share = step > 0 && Number.isFinite(step) ? (inner - threshold) / step : 0.5
    this.#add(x + 0.5 + share * STEP_X[side]!, y + 0.5 + share * STEP_Y[side]!)
  }

  #corner(x: number, y: number, side: number, along: number): void {
    this.#add(
      x + 0.5 + 0.5 * (STEP_X[side]! + STEP_X[along]!),
      y + 0.5 + 0.5 * (STEP_Y[side]! + STEP_Y[along]!),
    )
  }

  #startRing(): void {
    if (this.#ringCount === this.#starts.length) {
      const longer = new Uint32Array(2 * this.#starts.length)
      longer.set(this.#starts)
      this.#starts = longer
    }
    this.#starts[this.#ringCount++] = this.#pointCount
  }

  #add(x: number, y: number): void {
    if (2 * this.#pointCount === this.#points.length) {
      const longer = new Float32Array(2 * this.#points.length)
      longer.set(this.#points)
      this.#points = longer
    }
    this.#points[2 * this.#pointCount] = x
    this.#points[2 * this.#pointCount + 1] = y
    this.#pointCount++
  }
}
