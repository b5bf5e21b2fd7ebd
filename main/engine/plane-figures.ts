import { featureMap, type LayerGradients } from '../attribution/layer-gradients.ts'

/** Of every feature map of a layer, [k]. */
export interface PlaneFigures {
  readonly minimum: Float32Array
  readonly maximum: Float32Array
  readonly mean: Float32Array
}

/** Range and mean of each feature map of a layer. */
export function planeFigures(layer: LayerGradients): PlaneFigures {
  const count = layer.meanGradients.length
  const [minimum, maximum, mean] = [
    new Float32Array(count),
    new Float32Array(count),
    new Float32Array(count),
  ] as const
  for (let index = 0; index < count; index++) {
    const map = featureMap(layer, index)
    const range = rangeOf(map)
    minimum[index] = range.minimum
    maximum[index] = range.maximum
    mean[index] = map.reduce((sum, value) => sum + value, 0) / map.length
  }
  return { minimum, maximum, mean }
}

/** Values at the given places. */
export function pick(values: Float32Array, indices: readonly number[]): Float32Array {
  return Float32Array.from(indices, (index) => values[index]!)
}

/** Range of any values; 0 to 0 where there is none. */
export function rangeOf(values: Float32Array): { readonly minimum: number; readonly maximum: number } {
  let [minimum, maximum] = [Infinity, -Infinity]
  for (const value of values) {
    minimum = Math.min(minimum, value)
    maximum = Math.max(maximum, value)
  }
  return minimum <= maximum ? { minimum, maximum } : { minimum: 0, maximum: 0 }
}

/** Places of the values, the largest value first; of equals the one that comes first. */
export function byFalling(values: ArrayLike<number>): number[] {
  return Array.from(values, (_, index) => index).sort((a, b) => values[b]! - values[a]! || a - b)
}
