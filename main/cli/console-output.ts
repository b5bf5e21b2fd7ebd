import type { ErrorRecord } from '#contract/errors.ts'

/** Where a command's words go: results to stdout, everything else to stderr. */
export interface ConsoleOutput {
  readonly json: boolean
  /** The one JSON object in JSON mode, else the lines. */
  result(value: Readonly<Record<string, unknown>>, lines: readonly string[]): void
  error(error: ErrorRecord): void
  note(line: string): void
}

export function createOutput(json: boolean): ConsoleOutput {
  const note = (line: string) => void process.stderr.write(`${line}\n`)
  const print = (text: string) => void process.stdout.write(`${text}\n`)
  return {
    json,
    note,
    result: (value, lines) => {
      if (json) print(JSON.stringify(value))
      else for (const line of lines) print(line)
    },
    error: (error) => {
      if (json) print(JSON.stringify({ error }))
      note(`eosin: ${error.message}`)
    },
  }
}

/** Rows under each other, columns aligned; numbers are right-aligned. */
export function table(rows: readonly (readonly (string | number | null)[])[]): string[] {
  const cells = rows.map((row) => row.map((cell) => (cell === null ? '-' : formatCell(cell))))
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => (row[column] ?? '').length)),
  )
  return cells.map((row, index) =>
    row
      .map((cell, column) => {
        const isNumber = typeof rows[Math.max(1, index)]?.[column] === 'number'
        return isNumber ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)
      })
      .join('  ')
      .trimEnd(),
  )
}

function formatCell(cell: string | number): string {
  if (typeof cell === 'string') return cell
  return Number.isInteger(cell) ? String(cell) : cell.toFixed(4)
}
