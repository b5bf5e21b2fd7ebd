import { expect, it } from 'vitest'
import { createRng } from '../../main/kernels/rng.ts'
import { kernelShares, shapleyCoalitions } from '../../main/kernels/shapley-kernel.ts'

/** Weight of each coalition by its size. */
function weightsBySize(players: number, budget: number): Map<number, number[]> {
  const { members, weights, count } = shapleyCoalitions(players, budget, createRng(1))
  const bySize = new Map<number, number[]>()
  for (let index = 0; index < count; index++) {
    const size = members.slice(index * players, (index + 1) * players).reduce((a, b) => a + b, 0)
    bySize.set(size, [...(bySize.get(size) ?? []), weights[index]!])
  }
  return bySize
}

it('shapleyCoalitions(4, all) has the weights of shap: .0909 for 8 coalitions, .0455 for 6', () => {
  const bySize = weightsBySize(4, 1000)
  expect([1, 2, 3].map((size) => bySize.get(size)!.length)).toEqual([4, 6, 4])
  for (const weight of [...bySize.get(1)!, ...bySize.get(3)!]) expect(weight).toBeCloseTo(1 / 11, 12)
  for (const weight of bySize.get(2)!) expect(weight).toBeCloseTo(1 / 22, 12)
})

it('shapleyCoalitions(5, all) has the weights of shap: .06 for 10 coalitions, .02 for 20', () => {
  const bySize = weightsBySize(5, 1000)
  expect([1, 2, 3, 4].map((size) => bySize.get(size)!.length)).toEqual([5, 10, 10, 5])
  for (const weight of [...bySize.get(1)!, ...bySize.get(4)!]) expect(weight).toBeCloseTo(0.06, 12)
  for (const weight of [...bySize.get(2)!, ...bySize.get(3)!]) expect(weight).toBeCloseTo(0.02, 12)
})

it.each([2, 3, 6, 9, 12])('shapleyCoalitions(%i, all) counts out every coalition once', (players) => {
  const { members, weights, count, complete } = shapleyCoalitions(players, 2 ** players, createRng(0))
  expect({ count, complete }).toEqual({ count: 2 ** players - 2, complete: true })
  const keys = new Set(
    Array.from({ length: count }, (_, i) => members.slice(i * players, (i + 1) * players).join('')),
  )
  expect(keys.size).toBe(count)
  expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12)
})

it('a budget that covers the outer sizes draws pairs of the others, weighted by what is left of the kernel', () => {
  const players = 20
  const bySize = weightsBySize(players, 2 * players + 500)
  expect(bySize.get(1)).toHaveLength(players)
  expect(bySize.get(players - 1)).toHaveLength(players)
  const total = [...bySize.values()].flat()
  expect(total).toHaveLength(2 * players + 500)
  expect(total.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12)
  const outer = [...bySize.get(1)!, ...bySize.get(players - 1)!].reduce((a, b) => a + b, 0)
  expect(outer).toBeCloseTo(kernelShares(players)[0]!, 12)
})

it('one seed gives one choice', () => {
  const choose = (seed: number) => shapleyCoalitions(40, 200, createRng(seed))
  expect(choose(3)).toEqual(choose(3))
  expect(choose(3).members).not.toEqual(choose(4).members)
})
