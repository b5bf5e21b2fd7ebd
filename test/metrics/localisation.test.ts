import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localisation } from '../../main/metrics/localisation/localisation.ts'
import { scoreLocalisation } from '../../main/metrics/localisation/score-localisation.ts'
import { contextOfFunction } from './metric-context.ts'
import { reference } from './reference.ts'

const measure = (map: readonly number[], mask: readonly number[] | null, width = map.length) =>
  localisation.measure(
    contextOfFunction(() => [0, 0], {
      sample: new Float32Array(map.length),
      sampleShape: [map.length / width, width, 1],
      map: Float32Array.from(map),
      evidence: mask === null ? null : Uint8Array.from(mask),
      params: {},
    }),
  )

describe('localisation.measure', () => {
  it('gives scikit-learn’s ROC AUC and best Jaccard index, NumPy’s mass', async () => {
    const { map, mask, auc, mass, iou } = reference.localisation
    const { values } = await measure(map, mask, 15)
    expect(values['localisationAuc']).toBeCloseTo(auc, 12)
    expect(values['bestIou']).toBeCloseTo(iou, 12)
    expect(values['massAccuracy']).toBeCloseTo(mass, 6)
  })

  it('is 1 throughout for the mask itself and 0 where the map lies elsewhere', async () => {
    const mask = [0, 1, 1, 0, 0]
    expect((await measure(mask, mask)).values).toEqual({
      pointingGame: 1,
      massAccuracy: 1,
      rankAccuracy: 1,
      bestIou: 1,
      localisationAuc: 1,
    })
    const { values } = await measure([5, -1, -2, 3, 4], mask)
    expect(values).toMatchObject({ pointingGame: 0, massAccuracy: 0, rankAccuracy: 0, localisationAuc: 0 })
    expect(values['bestIou']).toBe(2 / 5)
  })

  it('clips negatives before it weighs the mass', async () => {
    expect((await measure([-5, 1, 3], [1, 1, 0])).values['massAccuracy']).toBe(0.25)
    const { values, undefinedReason } = await measure([-5, -1, -3], [1, 1, 0])
    expect(values['massAccuracy']).toBeNull()
    expect(undefinedReason).toBe('the map has no positive value')
  })

  it('an empty or absent mask is undefined, never a hit', async () => {
    const nothing = {
      pointingGame: null,
      massAccuracy: null,
      rankAccuracy: null,
      bestIou: null,
      localisationAuc: null,
    }
    expect(await measure([1, 2, 3], [0, 0, 0])).toMatchObject({
      values: nothing,
      undefinedReason: 'the ground-truth mask is empty',
    })
    expect(await measure([1, 2, 3], null)).toMatchObject({
      values: nothing,
      undefinedReason: 'the sample has no ground-truth mask',
    })
  })

  it('a full mask has everything but an AUC', async () => {
    const { values, undefinedReason } = await measure([1, 2, 3], [1, 1, 1])
    expect(values).toMatchObject({ pointingGame: 1, rankAccuracy: 1, bestIou: 1, localisationAuc: null })
    expect(undefinedReason).toBe('the ground-truth mask covers everything')
  })

  it('a constant map is as good as chance', async () => {
    const { values, degenerate } = await measure([1, 1, 1, 1], [1, 0, 0, 0])
    expect(values).toMatchObject({ pointingGame: 0.25, rankAccuracy: 0.25, localisationAuc: 0.5 })
    expect(degenerate).toBe('the map is constant')
  })

  it('refuses a mask of another size', () => {
    expect(() => measure([1, 2, 3], [1, 0])).toThrow('shape mismatch: mask of 2 pixels, input 1x3')
  })
})

describe('scoreLocalisation(map, mask)', () => {
  it('does not change under a growing transform, but for the mass', () => {
    const map = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 4, maxLength: 12 })
    fc.assert(
      fc.property(map, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (values, marks) => {
        const mask = Uint8Array.from(values, (_, index) => (marks[index]! ? 1 : 0))
        fc.pre(mask.includes(1))
        const { massAccuracy: _before, ...plain } = scoreLocalisation(Float32Array.from(values), mask)
        const grown = Float32Array.from(values, (value) => value ** 3 + value)
        const { massAccuracy: _after, ...transformed } = scoreLocalisation(grown, mask)
        expect(transformed).toEqual(plain)
      }),
    )
  })
})
