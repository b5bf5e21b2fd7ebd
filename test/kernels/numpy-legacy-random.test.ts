import { describe, expect, it } from 'vitest'
import { createMt19937 } from '../../main/kernels/mt19937.ts'
import { createNumpyLegacyRandom } from '../../main/kernels/numpy-legacy-random.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { reference } from './reference.ts'

const times = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw)
/** NumPy takes the C library's logarithm, we the engine's: both are right within an ulp. */
const LOGARITHM = { rel: 5e-16 }

describe.each(reference.draws)('RandomState($seed)', (draws) => {
  it('createMt19937(seed) gives the words of NumPy', () => {
    expect(times(5, createMt19937(draws.seed))).toEqual(draws.words)
  })

  it('draws the numbers of NumPy in the same order, across kinds', () => {
    const random = createNumpyLegacyRandom(draws.seed)
    expect(times(700, random.randomSample).slice(-5)).toEqual(draws.randomSample)
    expect(times(3, () => random.uniform(-3, 5))).toEqual(draws.uniform)
    assertCloseTo(random.randnArray(7), draws.randn, LOGARITHM)
    expect(times(6, () => random.randint(-5, 1000))).toEqual(draws.randint)
    assertCloseTo(times(2, random.randn), draws.randnAgain, LOGARITHM)
    expect(times(6, () => random.choice(48))).toEqual(draws.choice)
    expect([...random.permutation(12)]).toEqual(draws.permutation)
    expect(random.randomSample()).toBe(draws.sampleAfter)
  })
})

it.each([-1, 2 ** 32, 0.5])('createNumpyLegacyRandom(%d) is refused', (seed) => {
  expect(() => createNumpyLegacyRandom(seed)).toThrow(/invalid seed/)
})

it('randint(low, high) refuses an empty range', () => {
  expect(() => createNumpyLegacyRandom(1).randint(3, 3)).toThrow(/invalid range/)
})
