import type { ChartTable } from '../chart-table.ts'

/**
 * Rows as RFC 4180 says: comma, CRLF, quotes where a cell needs them. Numbers are written in full, with a decimal point,
 * whatever the machine's language; an empty cell is a value that there is none of.
 */
export function toCsv({ columns, rows }: ChartTable): string {
  return [columns, ...rows].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('')
}

function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value)
  return /[",\r\n]/.test(value) || value !== value.trim() ? `"${value.replaceAll('"', '""')}"` : value
}
