export interface PlainColour {
  /** `#rrggbb`, as every drawing program reads it. */
  readonly hex: string
  /** 0 .. 1 */
  readonly opacity: number
}

/** A computed colour of the window (`rgb(...)`, `color(srgb ...)`) without its syntax; null where it is no colour. */
export function plainColour(computed: string): PlainColour | null {
  const text = computed.trim().toLowerCase()
  if (/^#[0-9a-f]{6}$/.test(text)) return { hex: text, opacity: 1 }
  const match = /^(rgba?|color)\(([^)]*)\)$/.exec(text)
  if (match === null) return null
  const parts = (match[2] ?? '').split(/[\s,/]+/).filter((part) => part !== '')
  const isFraction = match[1] === 'color'
  if (isFraction && parts.shift() !== 'srgb') return null
  const [red, green, blue, alpha = 1] = parts.map(numberOf)
  if (red === undefined || green === undefined || blue === undefined) return null
  const bytes = [red, green, blue].map((value) => byteOf(isFraction ? 255 * value : value))
  if (bytes.some(Number.isNaN)) return null
  return {
    hex: `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`,
    opacity: Math.min(1, Math.max(0, alpha)),
  }
}

function numberOf(part: string): number {
  return part === 'none' ? 0 : part.endsWith('%') ? Number.parseFloat(part) / 100 : Number(part)
}

function byteOf(value: number): number {
  return Math.round(Math.min(255, Math.max(0, value)))
}
