/** A soft maximum over each cell's neighbourhood, with its derivative. */
export interface SmoothMaximum {
  /** [h, w] -> [h, w] */
  forward(cells: Float32Array): Float32Array
  /** Derivative of a sum weighted by `upstream` [h, w] with respect to the cells, at the cells of the last `forward`. */
  backward(upstream: Float32Array): Float32Array
}

/** Of the soft maximum; TorchRay's value. */
const TEMPERATURE = 20

/**
 * Max-convolution: each result is the largest of its neighbours' values, damped with their distance, so that a peak becomes a
 * smooth hill and no result changes faster than the kernel. The maximum is sum x e^(T x) / sum e^(T x), the kernel
 * exp(-2 max(0, d - 1/2)^2) for a distance of d `radius`es, as in the authors' code; beyond the border there is nothing.
 *
 * @param radius  distance in cells over which a peak reaches, > 0
 * @see           Fong, Patrick, Vedaldi 2019, Eq. 8 and 9
 */
export function smoothMaximum(height: number, width: number, radius: number): SmoothMaximum {
  const taps = tapsOf(height, width, radius)
  let cells: Float32Array = new Float32Array(height * width)
  let result: Float32Array = cells
  const eachTap = (visit: (target: number, source: number, weight: number) => void, target: number) => {
    const x = target % width
    const y = (target - x) / width
    for (const { down, across, weight } of taps) {
      const [row, column] = [y + down, x + across]
      if (row < 0 || column < 0 || row >= height || column >= width) continue
      visit(target, row * width + column, weight)
    }
  }
  const shares = (target: number): number => {
    let total = 0
    eachTap(
      (_target, source, weight) => (total += Math.exp(TEMPERATURE * (weight * cells[source]! - 1))),
      target,
    )
    return total
  }
  return {
    forward: (values) => {
      cells = values
      result = values.map((_value, target) => {
        let sum = 0
        eachTap((_target, source, weight) => {
          const value = weight * cells[source]!
          sum += value * Math.exp(TEMPERATURE * (value - 1))
        }, target)
        return sum / shares(target)
      })
      return result
    },
    backward: (upstream) => {
      const gradient = new Float64Array(cells.length)
      upstream.forEach((back, target) => {
        const total = shares(target)
        eachTap((_target, source, weight) => {
          const value = weight * cells[source]!
          const share = Math.exp(TEMPERATURE * (value - 1)) / total
          gradient[source]! += back * weight * share * (1 + TEMPERATURE * (value - result[target]!))
        }, target)
      })
      return Float32Array.from(gradient)
    },
  }
}

function tapsOf(height: number, width: number, radius: number) {
  const reach = 1 + Math.ceil(radius)
  const taps: { down: number; across: number; weight: number }[] = []
  for (let down = -Math.min(reach, height - 1); down <= Math.min(reach, height - 1); down++) {
    for (let across = -Math.min(reach, width - 1); across <= Math.min(reach, width - 1); across++) {
      const beyond = Math.max(0, Math.hypot(down, across) / radius - 0.5)
      taps.push({ down, across, weight: Math.exp(-2 * beyond * beyond) })
    }
  }
  return taps
}
