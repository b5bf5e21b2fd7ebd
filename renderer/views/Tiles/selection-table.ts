import type { SampleTable } from '#contract/samples.ts'
import type { ChartTable } from '../../charts/chart-table.ts'

/** The chosen samples as rows of a CSV file: the class names as the folders have them, so that other programs know them. */
export function selectionTable(
  table: SampleTable,
  ids: ReadonlySet<number>,
  classNames: readonly string[],
): ChartTable {
  const nameOf = (index: number) => (index < 0 ? null : (classNames[index] ?? `class ${index}`))
  const rows: (string | number | null)[][] = []
  table.ids.forEach((id, row) => {
    if (!ids.has(id)) return
    const confidence = table.confidence[row]!
    rows.push([
      table.names[row]!,
      nameOf(table.labels[row]!),
      nameOf(table.predicted[row]!),
      Number.isNaN(confidence) ? null : confidence,
    ])
  })
  return { columns: ['name', 'label', 'predicted', 'confidence'], rows }
}
