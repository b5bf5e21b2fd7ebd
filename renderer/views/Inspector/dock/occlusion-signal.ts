import { extent, line, scaleLinear } from 'd3'

export interface SignalChange {
  readonly before: string
  readonly after: string
  readonly zero: number | null
}

const INSET = 6

/** A signal before and after a change, on one scale; a position covers its whole share of the width. */
export function layoutSignalChange(
  before: Float32Array,
  after: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
): SignalChange {
  const [low = 0, high = 1] = extent([...before, ...after])
  const x = scaleLinear([0, Math.max(1, before.length)], [0, width])
  const domain = low === high ? [low - 1, high + 1] : [low, high]
  const y = scaleLinear(domain, [height - INSET, INSET])
  const draw = line<number>((_, index) => x(index + 0.5), y).digits(1)
  return {
    before: draw(before) ?? '',
    after: draw(after) ?? '',
    zero: low < 0 && high > 0 ? y(0) : null,
  }
}
