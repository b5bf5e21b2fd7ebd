import type { ChartTable } from '../../charts/chart-table.ts'
import type { Overlay } from '../../charts/signal-plot.ts'

interface NamedMap {
  readonly name: string
  readonly values: Float32Array
}

/** The signal with all that is drawn over and below it: one row a position, in full precision. */
export function signalTable(
  signal: Float32Array,
  maps: readonly NamedMap[],
  overlays: readonly (Overlay & { readonly name: string })[],
): ChartTable {
  return {
    columns: [
      'position',
      'amplitude',
      ...maps.map(({ name }) => name),
      ...overlays.map(({ name }) => `pattern of ${name}`),
    ],
    rows: Array.from(signal, (value, position) => [
      position,
      value,
      ...maps.map(({ values }) => values[position] ?? null),
      ...overlays.map(({ start, values }) => values[position - start] ?? null),
    ]),
  }
}
