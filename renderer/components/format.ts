import { createSubscriber } from 'svelte/reactivity'

/** Numbers as the window writes them: the same everywhere, tabular, never more digits than they deserve. */
export interface NumberFormat {
  readonly decimalMark: 'point' | 'comma'
  /** Digits after the mark of a fraction. */
  readonly fractionDigits: number
}

let format: NumberFormat = { decimalMark: 'point', fractionDigits: 3 }
let announce: (() => void) | null = null

/** What is on screen is written anew when the person chooses another format. */
const followFormat = createSubscriber((update) => {
  announce = update
  return () => (announce = null)
})

export function writeNumbersAs(chosen: NumberFormat): void {
  if (chosen.decimalMark === format.decimalMark && chosen.fractionDigits === format.fractionDigits) return
  format = chosen
  announce?.()
}

/** Text of a number as JavaScript writes it, with the mark that was chosen. */
export function withDecimalMark(text: string): string {
  followFormat()
  return format.decimalMark === 'comma' ? text.replace('.', ',') : text
}

/** `digits`: where the place on screen asks for other than the chosen number. */
export function formatFraction(value: number | null | undefined, digits?: number): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–'
  const written = withDecimalMark(value.toFixed(digits ?? format.fractionDigits))
  return written.startsWith('-') ? `−${written.slice(1)}` : written
}

/** `12.5 %` of 0.125: one digit after the mark at most. */
export function formatPercent(share: number): string {
  return withDecimalMark(`${Number((100 * share).toFixed(1))} %`)
}

/** Raw value of a map: four significant digits by default, a sign where the map has signs. */
export function formatValue(value: number, signed = false): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  const digits = format.fractionDigits + 1
  const text =
    size !== 0 && (size < 1e-4 || size >= 10 ** Math.max(5, digits))
      ? size.toExponential(digits - 2)
      : String(Number(size.toPrecision(digits)))
  return (value < 0 ? '−' : signed && value > 0 ? '+' : '') + withDecimalMark(text)
}

/** End of a colour bar: what is nothing beside the other end is written as 0. */
export function formatEnd(value: number, range: { low: number; high: number }, signed = false): string {
  const reach = Math.max(Math.abs(range.low), Math.abs(range.high))
  return formatValue(Math.abs(value) < 1e-6 * reach ? 0 : value, signed)
}

export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en').replaceAll(',', ' ')
}

/** `1 tile`, `496 tiles`. */
export function formatQuantity(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${seconds < 10 ? withDecimalMark(seconds.toFixed(1)) : Math.round(seconds)} s`
  const minutes = seconds / 60
  if (minutes < 60) return `${Math.round(minutes)} min`
  const hours = Math.floor(minutes / 60)
  return `${hours} h ${Math.round(minutes - 60 * hours)} min`
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let size = bytes
  let unit = 0
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : withDecimalMark(size.toFixed(1))} ${units[unit]}`
}

export function formatTime(epochMs: number): string {
  return new Date(epochMs).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
}
