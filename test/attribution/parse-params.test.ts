import { expect, it } from 'vitest'
import { z } from 'zod'
import { parseParams } from '../../main/attribution/parse-params.ts'

const owner = {
  id: 'made-up',
  params: z.object({
    share: z.number().gt(0).max(1).default(0.5),
    count: z.int().min(2).default(3),
    mode: z.enum(['sum', 'mean']).default('sum'),
    areas: z.array(z.number().gt(0).lt(1)).min(1).default([0.1]),
  }),
}

it('fills in defaults', () => {
  expect(parseParams(owner, { count: 5 })).toEqual({ share: 0.5, count: 5, mode: 'sum', areas: [0.1] })
})

it.each([
  [{ share: 2 }, 'invalid share: 2 (must be at most 1)'],
  [{ share: 0 }, 'invalid share: 0 (must be more than 0)'],
  [{ count: 1 }, 'invalid count: 1 (must be at least 2)'],
  [{ count: 2.5 }, 'invalid count: 2.5 (must be a whole number)'],
  [{ count: 'x' }, 'invalid count: "x" (must be a number)'],
  [{ mode: 'max' }, 'invalid mode: "max" (must be one of sum, mean)'],
  [{ areas: [0.1, 1] }, 'invalid areas.1: 1 (must be less than 1)'],
  [{ areas: [] }, 'invalid areas: [] (must have a length of at least 1)'],
  [{ other: 1 }, 'unknown parameter: other (made-up has share, count, mode, areas)'],
])('tells of %j the parameter, its value and the rule', (given, message) => {
  expect(() => parseParams(owner, given)).toThrow(message)
})
