import { extent, line, scaleLinear } from 'd3'

/** Path of a signal that fills a box, with a small margin; empty for an empty signal. */
export function sparkline(values: Float32Array, width: number, height: number): string {
  const [low, high] = extent(values)
  if (low === undefined || high === undefined) return ''
  const margin = Math.min(width, height) * 0.1
  const x = scaleLinear([0, Math.max(1, values.length - 1)], [margin, width - margin])
  const y = scaleLinear(low === high ? [low - 1, high + 1] : [low, high], [height - margin, margin])
  return line<number>((_, index) => x(index), y).digits(1)(values) ?? ''
}
