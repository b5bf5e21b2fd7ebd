import { expect, it } from 'vitest'
import { linspace, resampleLinear } from '../../main/kernels/interpolate.ts'
import { createNumpyLegacyRandom } from '../../main/kernels/numpy-legacy-random.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { reference } from './reference.ts'

it.each(reference.resample)('resampleLinear(src, $count) equals NumPy', ({ count, values }) => {
  const signal = createNumpyLegacyRandom(11).randnArray(20)
  assertCloseTo(resampleLinear(signal, count), values, { abs: 1e-15 })
})

it('linspace(start, stop, count) holds both ends', () => {
  expect([...linspace(-1, 1, 5)]).toEqual([-1, -0.5, 0, 0.5, 1])
  expect([...linspace(2, 3, 1)]).toEqual([2])
})

it('resampleLinear(src, count) refuses a single point', () => {
  expect(() => resampleLinear(new Float64Array(1), 4)).toThrow(/shape mismatch/)
})
