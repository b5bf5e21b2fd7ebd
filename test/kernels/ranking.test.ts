import fc from 'fast-check'
import { expect, it } from 'vitest'
import { crc32 } from '../../main/kernels/checksum.ts'
import { createNumpyLegacyRandom } from '../../main/kernels/numpy-legacy-random.ts'
import { quantile } from '../../main/kernels/quantile.ts'
import { rankDescending } from '../../main/kernels/ranking.ts'
import { createRng } from '../../main/kernels/rng.ts'
import { reference } from './reference.ts'

it('crc32(bytes) gives the check value of the standard, also in two pieces', () => {
  const bytes = new TextEncoder().encode('123456789')
  expect(crc32(bytes)).toBe(0xcbf4_3926)
  expect(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4)))).toBe(0xcbf4_3926)
})

it('rankDescending(values) puts the largest first, infinities at the ends and NaN last', () => {
  expect([...rankDescending(Float32Array.of(1, NaN, 3, -Infinity, Infinity, 2))].slice(0, 4)).toEqual([
    4, 2, 5, 0,
  ])
})

it('rankDescending(values) keeps the order of ties without a generator, and breaks them by seed with one', () => {
  const tied = new Float32Array(64)
  expect([...rankDescending(tied)]).toEqual([...tied.keys()])
  const seeded = rankDescending(tied, createRng(1))
  expect([...seeded]).not.toEqual([...tied.keys()])
  expect([...rankDescending(tied, createRng(1))]).toEqual([...seeded])
})

it('rankDescending(values) is a permutation in descending order', () => {
  fc.assert(
    fc.property(fc.float32Array({ noNaN: true, maxLength: 50 }), fc.nat(), (values, seed) => {
      const order = rankDescending(values, createRng(seed))
      expect([...order].toSorted((a, b) => a - b)).toEqual([...values.keys()])
      for (let rank = 1; rank < order.length; rank++) {
        expect(values[order[rank - 1]!]! >= values[order[rank]!]!).toBe(true)
      }
    }),
  )
})

it('quantile(values, fraction) equals NumPy', () => {
  const signal = createNumpyLegacyRandom(11).randnArray(20)
  for (const [fraction, expected] of Object.entries(reference.quantile)) {
    expect(quantile(signal, Number(fraction))).toBeCloseTo(expected, 14)
  }
})
