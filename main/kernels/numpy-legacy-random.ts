import { WorkbenchError } from '#contract/errors.ts'
import { createMt19937 } from './mt19937.ts'
import { polarNormal } from './rng.ts'

/**
 * The draws of NumPy's frozen `numpy.random.RandomState(seed)`, in the same order.
 * Integers and uniforms equal NumPy's to the bit; normals to the last bits of the platform's logarithm.
 */
export interface NumpyLegacyRandom {
  /** `random_sample()`, `rand()`: float64 in [0, 1), 53 random bits. */
  randomSample(): number
  /** `uniform(low, high)`. */
  uniform(low: number, high: number): number
  /** `randn()`, `standard_normal()`: polar method; the second value of each pair is kept for the next call. */
  randn(): number
  /** `randn(count)`. */
  randnArray(count: number): Float64Array
  /** `randint(low, high)`: integer in [low, high), high - low <= 2^32. */
  randint(low: number, high: number): number
  /** `choice(count)`: one integer in [0, count). */
  choice(count: number): number
  /** `shuffle(items)`, in place. */
  shuffle(items: Int32Array): void
  /** `permutation(count)`. */
  permutation(count: number): Int32Array
}

/**
 * @param seed  integer in [0, 2^32)
 * @throws      WorkbenchError `invalid_param` for any other seed, or an empty range
 * @see         numpy/random/src/legacy/legacy-distributions.c, numpy/random/mtrand.pyx
 */
export function createNumpyLegacyRandom(seed: number): NumpyLegacyRandom {
  const word = createMt19937(seed)
  const randomSample = (): number => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992
  const randn = polarNormal(randomSample)
  const interval = (maximum: number): number => maskedInterval(word, maximum)
  const randint = (low: number, high: number): number => {
    const span = high - low - 1
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || span < 0 || span > 0xffff_ffff) {
      throw new WorkbenchError(
        'invalid_param',
        `invalid range: [${low}, ${high}) (must hold 1 to 2^32 integers)`,
      )
    }
    return low + interval(span)
  }
  const shuffle = (items: Int32Array): void => {
    for (let index = items.length - 1; index > 0; index--) {
      const other = interval(index)
      const kept = items[index]!
      items[index] = items[other]!
      items[other] = kept
    }
  }
  return {
    randomSample,
    uniform: (low, high) => low + (high - low) * randomSample(),
    randn,
    randnArray: (count) => Float64Array.from({ length: count }, randn),
    randint,
    choice: (count) => randint(0, count),
    shuffle,
    permutation: (count) => {
      const items = Int32Array.from({ length: count }, (_, index) => index)
      shuffle(items)
      return items
    },
  }
}

/** `random_interval`: the low bits of a word, drawn again while above the maximum. */
function maskedInterval(word: () => number, maximum: number): number {
  if (maximum === 0) return 0
  const mask = maximum > 0x7fff_ffff ? 0xffff_ffff : 2 ** (32 - Math.clz32(maximum)) - 1
  for (;;) {
    const value = (word() & mask) >>> 0
    if (value <= maximum) return value
  }
}
