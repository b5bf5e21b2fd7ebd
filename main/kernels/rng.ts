import { WorkbenchError } from '#contract/errors.ts'

/** A seeded stream of random numbers. The same seed gives the same numbers on every platform. */
export interface Rng {
  /** Integer in [0, 2^32). */
  uint32(): number
  /** Float64 in [0, 1), 53 random bits. */
  uniform(): number
  /** Standard normal deviate (Marsaglia's polar method). */
  normal(): number
  /** Integer in [0, bound), unbiased; bound an integer in [1, 2^32]. */
  int(bound: number): number
  /** Shuffles in place (Fisher-Yates). */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T
  /** Stream number `index` of this seed: independent of what was drawn, so that sample k does not depend on batch or order. */
  fork(index: number): Rng
}

type Key = readonly [number, number, number, number]

/**
 * xoshiro128++ 1.0 (Blackman, Vigna 2019), its state filled from the seed by a 32-bit split mix.
 * @param seed  integer in [0, 2^53)
 * @throws      WorkbenchError `invalid_param` for any other number
 */
export function createRng(seed: number): Rng {
  return rngOfKey(mixedKey([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], seed, 'seed'))
}

function mixedKey(base: Key, value: number, name: string): Key {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new WorkbenchError('invalid_param', `invalid ${name}: ${value} (must be an integer in [0, 2^53))`)
  }
  let state = scramble(base[0] ^ value)
  state = scramble(state + base[1] + Math.floor(value / 0x1_0000_0000))
  const next = (word: number): number => {
    state = (state + 0x9e3779b9) | 0
    return scramble(state ^ word)
  }
  const key: Key = [next(base[0]), next(base[1]), next(base[2]), next(base[3])]
  // The all-zero state is the one fixed point of xoshiro.
  return (key[0] | key[1] | key[2] | key[3]) === 0 ? [1, 2, 3, 4] : key
}

/** The finaliser of MurmurHash3: every input bit reaches every output bit. */
function scramble(word: number): number {
  let mixed = word | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

function wordStream(key: Key): () => number {
  let [a, b, c, d] = key
  return () => {
    const sum = (a + d) | 0
    const result = (((sum << 7) | (sum >>> 25)) + a) | 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 11) | (d >>> 21)
    return result >>> 0
  }
}

function rngOfKey(key: Key): Rng {
  const uint32 = wordStream(key)
  const uniform = (): number => ((uint32() >>> 5) * 67108864 + (uint32() >>> 6)) / 9007199254740992
  const int = (bound: number): number => {
    if (!Number.isInteger(bound) || bound < 1 || bound > 0x1_0000_0000) {
      throw new WorkbenchError('invalid_param', `invalid bound: ${bound} (must be an integer in [1, 2^32])`)
    }
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % bound)
    let word = uint32()
    while (word >= limit) word = uint32()
    return word % bound
  }
  return {
    uint32,
    uniform,
    normal: polarNormal(uniform),
    int,
    shuffle: (items) => {
      for (let index = items.length - 1; index > 0; index--) {
        const other = int(index + 1)
        const kept = items[index]
        items[index] = items[other]
        items[other] = kept
      }
      return items
    },
    fork: (index) => rngOfKey(mixedKey(key, index, 'stream')),
  }
}

/**
 * Standard normal deviates by Marsaglia's polar method, two to a pair of uniforms: the second of a pair comes first, as in
 * NumPy's legacy generator.
 * @param uniform  gives float64 in [0, 1)
 */
export function polarNormal(uniform: () => number): () => number {
  let spare: number | undefined
  return () => {
    if (spare !== undefined) {
      const value = spare
      spare = undefined
      return value
    }
    for (;;) {
      const x = 2 * uniform() - 1
      const y = 2 * uniform() - 1
      const squared = x * x + y * y
      if (squared >= 1 || squared === 0) continue
      const factor = Math.sqrt((-2 * Math.log(squared)) / squared)
      spare = factor * x
      return factor * y
    }
  }
}
