import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CurveMeans } from '../../main/metrics/curves.ts'

const x = [0, 0.5, 1]
const curve = (values: readonly (number | null)[], at: readonly (number | string)[] = x) => ({
  xTitle: 'share removed',
  x: at,
  y: { map: values },
})

function meansOf(curves: readonly ReturnType<typeof curve>[]) {
  const means = new CurveMeans()
  for (const one of curves) means.add(one)
  return means.result()
}

describe('CurveMeans', () => {
  it('has none where nothing was added', () => {
    expect(meansOf([])).toBeNull()
  })

  it('gives mean and standard error at each x, of the samples that have a value there', () => {
    const result = meansOf([curve([1, 2, null]), curve([3, 2, null]), curve([5, null, 4])])
    expect(result).toEqual({
      xTitle: 'share removed',
      x,
      y: { map: [3, 2, 4] },
      standardErrors: { map: [Math.sqrt(4 / 3), 0, null] },
      sampleCount: 3,
    })
  })

  it('leaves out samples with other x', () => {
    expect(meansOf([curve([1, 1, 1]), curve([9, 9], [0, 1]), curve([3, 3, 3])])).toMatchObject({
      y: { map: [2, 2, 2] },
      sampleCount: 2,
    })
  })

  it('equals the two-pass formulas', () => {
    const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 50 })
    fc.assert(
      fc.property(values, (all) => {
        const mean = all.reduce((sum, value) => sum + value, 0) / all.length
        const squares = all.reduce((sum, value) => sum + (value - mean) ** 2, 0)
        const result = meansOf(all.map((value) => curve([value, 0, 0])))
        expect(result?.y['map']?.[0]).toBeCloseTo(mean, 8)
        expect(result?.standardErrors['map']?.[0]).toBeCloseTo(
          Math.sqrt(squares / (all.length - 1) / all.length),
          8,
        )
      }),
    )
  })
})
