import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PriorityQueue } from '../../main/kernels/priority-queue.ts'

it('PriorityQueue gives the highest first, of equals the one that came first', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 })), (priorities) => {
      const queue = new PriorityQueue<number>()
      priorities.forEach((priority, index) => queue.push(index, priority))
      const taken = Array.from(priorities, () => queue.pop()!)
      const expected = [...priorities.keys()].sort((a, b) => priorities[b]! - priorities[a]! || a - b)
      expect(taken).toEqual(expected)
      expect(queue.pop()).toBeUndefined()
    }),
  )
})
