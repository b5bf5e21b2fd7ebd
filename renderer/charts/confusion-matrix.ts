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
