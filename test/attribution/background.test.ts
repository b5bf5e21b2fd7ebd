import { describe, expect, it } from 'vitest'
import {
  backgroundDetails,
  backgroundMean,
  backgroundSample,
  chooseBackground,
  defaultBackground,
} from '../../main/attribution/background.ts'
import { givenBackground } from '../helpers/session.ts'

const candidates = Array.from({ length: 60 }, (_, index) => ({
  index,
  label: index < 40 ? 0 : index < 55 ? 1 : 2,
}))
const spec = { count: 12, seed: 0, classes: null, name: 'balanced' }
const perClass = (chosen: readonly { label: number | null }[]) =>
  [0, 1, 2].map((label) => chosen.filter((one) => one.label === label).length)

describe('chooseBackground(candidates, spec)', () => {
  it('takes as many of each class', () => {
    expect(perClass(chooseBackground(candidates, spec))).toEqual([4, 4, 4])
  })

  it('fills up from the other classes where one is small', () => {
    expect(perClass(chooseBackground(candidates, { ...spec, count: 29 }))).toEqual([12, 12, 5])
  })

  it('takes all where the count is large, in their order', () => {
    expect(chooseBackground(candidates, { ...spec, count: 1000 })).toEqual(candidates)
  })

  it('takes only the classes asked for', () => {
    expect(perClass(chooseBackground(candidates, { ...spec, classes: [1] }))).toEqual([0, 12, 0])
  })

  it('chooses by seed', () => {
    const choose = (seed: number) => chooseBackground(candidates, { ...spec, seed })
    expect(choose(1)).toEqual(choose(1))
    expect(choose(1)).not.toEqual(choose(2))
  })

  it('takes samples without labels as a class of their own, and none of them for a class', () => {
    const unlabelled = candidates.map(({ index }) => ({ index, label: null }))
    expect(chooseBackground(unlabelled, spec)).toHaveLength(12)
    expect(() => chooseBackground(unlabelled, { ...spec, classes: [2], name: 'stroma' })).toThrow(
      'invalid background: stroma (no sample is of class 2)',
    )
  })

  it('refuses an empty source', () => {
    expect(() => chooseBackground([], spec)).toThrow('invalid background: balanced (there are no samples)')
  })
})

it('a background gives its samples, their mean and what identifies it', () => {
  const background = { ...givenBackground(Float32Array.of(1, 2, 3, 4), 2), labels: [1, null] }
  expect([...backgroundSample(background, 1)]).toEqual([3, 4])
  expect([...backgroundMean(background)]).toEqual([2, 3])
  expect(backgroundDetails(background)).toEqual({
    name: 'given',
    sha256: '0'.repeat(64),
    count: 2,
    seed: 0,
    perClass: { 1: 1 },
  })
  expect(defaultBackground('tile').count).toBe(50)
})
