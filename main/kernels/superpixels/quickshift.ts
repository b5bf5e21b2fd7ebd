import { createNumpyLegacyRandom } from '../numpy-legacy-random.ts'
import { compacted, type Segmentation } from './segmentation.ts'

export interface QuickshiftOptions {
  readonly height: number
  readonly width: number
  /** Width of the density's Gaussian, in px. */
  readonly kernelSize: number
  /** Longest step to a denser pixel; beyond it a pixel is the top of a segment of its own. */
  readonly maxDistance: number
  /** Of colour against place, 0 to 1. */
  readonly ratio: number
  /** Breaks ties between equally dense pixels. */
  readonly seed: number
}

/** Standard deviation of the noise that breaks ties. */
const TIE_NOISE = 1e-5

/**
 * Quick shift: every pixel moves to the nearest pixel of higher density in the joint space of place and colour (Vedaldi and
 * Soatto, ECCV 2008, Sec. 4.3); trees are the segments. As scikit-image's `quickshift`, from which LIME takes its
 * superpixels: the density within 3 kernel sizes, noise against ties from NumPy's generator.
 *
 * @param lab  [height, width, channels], usually CIE L*a*b*
 */
export function quickshift(lab: Float64Array, options: QuickshiftOptions): Segmentation {
  const { height, width, kernelSize, maxDistance, ratio, seed } = options
  const scaled = lab.map((value) => value * ratio)
  const reach = Math.ceil(3 * kernelSize)
  const densities = densitiesOf(scaled, { height, width, reach, kernelSize })
  const noise = createNumpyLegacyRandom(seed).randnArray(height * width)
  for (let index = 0; index < densities.length; index++) densities[index]! += TIE_NOISE * noise[index]!
  const parents = parentsOf(scaled, densities, { height, width, reach, maxDistance })
  for (let changed = true; changed;) {
    changed = false
    for (let index = 0; index < parents.length; index++) {
      const grandparent = parents[parents[index]!]!
      if (grandparent === parents[index]) continue
      parents[index] = grandparent
      changed = true
    }
  }
  return compacted(parents)
}

interface Window {
  readonly height: number
  readonly width: number
  readonly reach: number
}

/** Squared distance in place and colour; `start` values of a pixel stand together. */
function squaredDistance(
  scaled: Float64Array,
  channels: number,
  a: number,
  b: number,
  apart: number,
): number {
  let distance = apart
  for (let channel = 0; channel < channels; channel++) {
    const difference = scaled[a * channels + channel]! - scaled[b * channels + channel]!
    distance += difference * difference
  }
  return distance
}

/** Sum of the Gaussian over the pixels around, itself included; each pair of pixels is computed once. */
function densitiesOf(scaled: Float64Array, window: Window & { readonly kernelSize: number }): Float64Array {
  const { height, width, reach, kernelSize } = window
  const channels = scaled.length / (height * width)
  const densities = new Float64Array(height * width).fill(1)
  const factor = -0.5 / (kernelSize * kernelSize)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x
      for (let down = 0; down <= reach && y + down < height; down++) {
        const first = down === 0 ? 1 : Math.max(-reach, -x)
        for (let right = first; right <= reach && x + right < width; right++) {
          const other = pixel + down * width + right
          const distance = squaredDistance(scaled, channels, pixel, other, down * down + right * right)
          const value = Math.exp(distance * factor)
          densities[pixel]! += value
          densities[other]! += value
        }
      }
    }
  }
  return densities
}

/** Index of the nearest denser pixel within reach, or the pixel itself. */
function parentsOf(
  scaled: Float64Array,
  densities: Float64Array,
  { height, width, reach, maxDistance }: Window & { readonly maxDistance: number },
): Int32Array {
  const channels = scaled.length / (height * width)
  const parents = Int32Array.from({ length: height * width }, (_, index) => index)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x
      let closest = Infinity
      for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
        for (let column = Math.max(0, x - reach); column <= Math.min(width - 1, x + reach); column++) {
          const other = row * width + column
          if (!(densities[other]! > densities[pixel]!)) continue
          const apart = (row - y) ** 2 + (column - x) ** 2
          if (apart >= closest) continue
          const distance = squaredDistance(scaled, channels, pixel, other, apart)
          if (distance >= closest) continue
          closest = distance
          parents[pixel] = other
        }
      }
      if (Math.sqrt(closest) > maxDistance) parents[pixel] = pixel
    }
  }
  return parents
}
