interface PaneGridRequest {
  readonly count: number
  /** Of all panes together, px. */
  readonly width: number
  readonly height: number
  /** What a pane needs above and below its picture, px. */
  readonly chrome: number
  /** Width of a picture over its height. */
  readonly aspect: number
}

export interface PaneGrid {
  readonly columns: number
  readonly rows: number
}

/** A picture this much smaller is worth a grid without holes, or one of wider panes. */
const TOLERANCE = 0.03

/** Columns and rows in which the pictures are largest; of grids that are nearly as good, the fullest and the squarest. */
export function paneGrid({ count, width, height, chrome, aspect }: PaneGridRequest): PaneGrid {
  const grids = Array.from({ length: Math.max(1, count) }, (_, index) => {
    const columns = index + 1
    const rows = Math.ceil(Math.max(1, count) / columns)
    const room = Math.max(1, height / rows - chrome)
    const size = Math.min(width / columns, room * aspect)
    return { columns, rows, size, holes: columns * rows - count, length: Math.max(columns, rows) }
  })
  const largest = Math.max(...grids.map(({ size }) => size))
  const good = grids.filter(({ size }) => size >= largest * (1 - TOLERANCE))
  const best = good.toSorted((a, b) => a.holes - b.holes || a.length - b.length || b.size - a.size)[0]
  return { columns: best?.columns ?? 1, rows: best?.rows ?? 1 }
}
