import { expect, it } from 'vitest'
import { overlapByChance, strengthOf } from '../../../renderer/views/Inspector/dock/agreement-figures.ts'

it('overlapByChance(share) is what independent choices overlap on average', () => {
  // 10 % of 1000 pixels twice: 10 shared of 190.
  expect(overlapByChance(0.1)).toBeCloseTo(10 / 190, 12)
  expect([overlapByChance(0), overlapByChance(1)]).toEqual([0, 1])
})

it('strengthOf(figure, value, share) inks nothing at chance and all at 1', () => {
  expect([
    strengthOf('topIou', 10 / 190, 0.1),
    strengthOf('topIou', 1, 0.1),
    strengthOf('spearman', -0.4, 0.1),
    strengthOf('ssim', null, 0.1),
  ]).toEqual([0, 1, 0, 0])
})
