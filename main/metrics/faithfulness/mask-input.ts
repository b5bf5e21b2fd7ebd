import { WorkbenchError } from '#contract/errors.ts'
import { mapProblem, pixelMap } from '../pixel-map.ts'

/** Whether each value masks its own channel, or the sum over channels masks the whole pixel. */
export type MaskMode = 'values' | 'per-pixel'

export interface MaskInput {
  /** [H, W, C] */
  readonly input: Float32Array
  readonly shape: readonly [number, number, number]
  /** [H, W] or [H, W, C] row-major, raw values; a signal's [L] is both */
  readonly map: Float32Array
  readonly mode: MaskMode
  /** Share of the map's values to keep, in [0, 1] */
  readonly fraction: number
  /** What stands for removed values: one number, one per channel, or a whole input [H, W, C] */
  readonly fill?: number | ArrayLike<number>
}

export interface MaskedInput {
  /** new [H, W, C] */
  readonly masked: Float32Array
  readonly threshold: number
  /** Kept share of the map's values; below `fraction` where values tie at the threshold. */
  readonly keptShare: number
  /** Why the map does not choose anything, in words; null when it does. */
  readonly degenerate: string | null
}

/**
 * The value at index floor(n * fraction) of the values sorted descending: what is strictly above it is kept.
 * @param fraction  in [0, 1]; 0 gives the largest value (nothing is kept), 1 gives -Infinity (everything is,
 *                  as the rank behind the smallest value)
 * @returns         NaN values rank last
 * @throws          WorkbenchError `invalid_param`, `invalid_input` for an empty map
 */
export function thresholdAtFraction(map: Float32Array, fraction: number): number {
  if (!(fraction >= 0 && fraction <= 1)) {
    throw new WorkbenchError('invalid_param', `invalid fraction: ${fraction} (must be in [0, 1])`)
  }
  if (map.length === 0) throw new WorkbenchError('invalid_input', 'invalid map: no values (must have one)')
  const rank = Math.floor(map.length * fraction)
  if (rank === map.length) return -Infinity
  const ascending = map.filter((value) => !Number.isNaN(value)).sort()
  return ascending[ascending.length - 1 - rank] ?? -Infinity
}

/**
 * Keeps the input where the map is strictly above its threshold, and fills the rest (report of 2021: fill 0).
 * @throws WorkbenchError `shape_mismatch` when map or fill fit neither pixels nor values of the input
 */
export function maskInput(request: MaskInput): MaskedInput {
  const { input, shape, mode, fraction, fill = 0 } = request
  const [height, width, channels] = shape
  const pixels = height * width
  checkShapes(request, pixels, channels)
  const map = mode === 'per-pixel' ? pixelMap(request.map, shape) : request.map
  const threshold = thresholdAtFraction(map, fraction)
  const perPixel = map.length === pixels
  const fillAt = fillReader(fill, channels)
  const masked = new Float32Array(input.length)
  let kept = 0
  for (let index = 0; index < input.length; index++) {
    const keep = map[perPixel ? Math.floor(index / channels) : index]! > threshold
    if (keep) kept++
    masked[index] = keep ? input[index]! : fillAt(index)
  }
  const keptShare = kept / input.length
  return { masked, threshold, keptShare, degenerate: degenerateReason(request.map, keptShare, fraction) }
}

function degenerateReason(map: Float32Array, keptShare: number, fraction: number): string | null {
  const problem = mapProblem(map)
  if (problem !== null) return problem
  if (keptShare === 0 && fraction > 0) return 'nothing is kept: too many values equal the largest'
  if (keptShare === 1 && fraction < 1) return 'everything is kept'
  return null
}

function fillReader(fill: number | ArrayLike<number>, channels: number): (index: number) => number {
  if (typeof fill === 'number') return () => fill
  return fill.length === channels ? (index) => fill[index % channels]! : (index) => fill[index]!
}

function checkShapes({ input, map, fill = 0, shape }: MaskInput, pixels: number, channels: number): void {
  const values = pixels * channels
  const size = shape.join('x')
  if (input.length !== values) throw mismatch('input', input.length, size)
  if (map.length !== pixels && map.length !== values) throw mismatch('map', map.length, size)
  if (typeof fill !== 'number' && fill.length !== channels && fill.length !== values) {
    throw mismatch('fill', fill.length, size)
  }
}

function mismatch(what: string, length: number, size: string): WorkbenchError {
  return new WorkbenchError('shape_mismatch', `shape mismatch: ${what} of ${length} values, input ${size}`)
}
