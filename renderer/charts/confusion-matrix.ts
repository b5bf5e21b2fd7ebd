export interface ConfusionCell {
  readonly label: number
  readonly predicted: number
  readonly count: number
  /** Of the samples with this label; null where there are none. */
  readonly share: number | null
  /** 0 .. 1, by which the cell is inked. */
  readonly strength: number
  readonly right: boolean
}

/** Cells row by row (rows: label, columns: prediction). A cell's ink is its share of the label's samples. */
export function confusionCells(confusion: readonly (readonly number[])[]): ConfusionCell[] {
  return confusion.flatMap((row, label) => {
    const total = row.reduce((sum, count) => sum + count, 0)
    return row.map((count, predicted) => ({
      label,
      predicted,
      count,
      share: total === 0 ? null : count / total,
      strength: total === 0 ? 0 : count / total,
      right: label === predicted,
    }))
  })
}

/** The cell that a key leads to in a square of `size` x `size`, counted row by row; null for keys that lead nowhere. */
export function steppedCell(from: number, key: string, size: number): number | null {
  const row = Math.floor(from / size)
  const column = from % size
  const within = (value: number) => Math.min(size - 1, Math.max(0, value))
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: within(row - 1) * size + column,
    ArrowDown: within(row + 1) * size + column,
    ArrowLeft: row * size + within(column - 1),
    ArrowRight: row * size + within(column + 1),
    Home: row * size,
    End: row * size + size - 1,
  }
  return steps[key] ?? null
}
