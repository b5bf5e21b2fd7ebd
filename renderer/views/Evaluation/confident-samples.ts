import type { SampleTable } from '#contract/samples.ts'

export interface SureSample {
  readonly id: number
  readonly name: string
  readonly confidence: number
}

/** Samples of a cell of the confusion matrix, those first that the model was surest of; equal ones in the dataset's order. */
export function confidentSamples(
  table: SampleTable,
  { label, predicted }: { readonly label: number; readonly predicted: number },
  most: number,
): SureSample[] {
  const rows: number[] = []
  for (let row = 0; row < table.ids.length; row++) {
    if (table.labels[row] === label && table.predicted[row] === predicted) rows.push(row)
  }
  return rows
    .sort((a, b) => table.confidence[b]! - table.confidence[a]! || a - b)
    .slice(0, most)
    .map((row) => ({ id: table.ids[row]!, name: table.names[row] ?? '', confidence: table.confidence[row]! }))
}
