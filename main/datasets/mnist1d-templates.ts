/** The ten digits drawn as 12 heights each (Greydanus 2020). */
const HEIGHTS: readonly (readonly number[])[] = [
  [5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5],
  [5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5],
  [5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5],
  [5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5],
  [5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5],
  [5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5],
  [5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5],
  [5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5],
  [5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5],
  [5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5],
]

export const MNIST1D_CLASS_NAMES: readonly string[] = HEIGHTS.map((_, digit) => String(digit))

/** The templates as the generator uses them: deviation 1/6, starting and ending at 0; [10][12]. */
export function digitTemplates(): readonly Float64Array[] {
  return HEIGHTS.map((heights) => {
    const mean = meanOf(heights)
    const deviation = Math.sqrt(meanOf(heights.map((height) => (height - mean) ** 2)))
    const whitened = heights.map((height) => (height - mean) / deviation)
    return Float64Array.from(whitened, (value) => (value - whitened[0]!) / 6)
  })
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
