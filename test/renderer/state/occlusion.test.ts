import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LatestOnly } from '../../../renderer/state/occlusion-latest.ts'
import { composeMoved, movedAt } from '../../../renderer/state/occlusion-pixels.ts'

describe('composeMoved and movedAt', () => {
  const from = Uint8ClampedArray.from({ length: 16 }, (_, index) => index)
  const to = new Uint8ClampedArray(16).fill(200)
  const order = Int32Array.from([2, 0, 3, 1])

  it('moves whole pixels in the order, and leaves the two ends as they are', () => {
    const out = new Uint8ClampedArray(16)
    composeMoved({ from, to, order, count: 0, channels: 4 }, out)
    expect(out).toEqual(from)
    composeMoved({ from, to, order, count: 2, channels: 4 }, out)
    expect([...out]).toEqual([200, 200, 200, 200, 4, 5, 6, 7, 200, 200, 200, 200, 12, 13, 14, 15])
    composeMoved({ from, to, order, count: 4, channels: 4 }, out)
    expect(out).toEqual(to)
  })

  it('goes from no pixel to all, never back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 5000 }), (steps, pixels) => {
        const counts = Array.from({ length: steps + 1 }, (_, step) => movedAt(step, steps, pixels))
        expect([counts[0], counts.at(-1)]).toEqual([0, pixels])
        expect(counts).toEqual(counts.toSorted((a, b) => a - b))
      }),
    )
  })
})

describe('LatestOnly', () => {
  /** Asked things wait until they are let go. */
  function gate() {
    const asked: number[] = []
    const answered: number[] = []
    const failed: unknown[] = []
    const waiting: { resolve: () => void; reject: (error: unknown) => void }[] = []
    const latest = new LatestOnly<number, number>(
      (input) => {
        asked.push(input)
        return new Promise((resolve, reject) => waiting.push({ resolve: () => resolve(10 * input), reject }))
      },
      (output) => answered.push(output),
      (error) => failed.push(error),
    )
    const next = async (end: (one: (typeof waiting)[number]) => void = ({ resolve }) => resolve()) => {
      end(waiting.shift()!)
      await new Promise((done) => setTimeout(done, 0))
    }
    return { latest, asked, answered, failed, next }
  }

  it('skips what was asked in between, and ends on the newest', async () => {
    const { latest, asked, answered, next } = gate()
    for (const input of [1, 2, 3, 4]) latest.ask(input)
    expect(asked).toEqual([1])
    await next()
    expect(asked).toEqual([1, 4])
    await next()
    expect(answered).toEqual([10, 40])
    latest.ask(5)
    await next()
    expect(answered).toEqual([10, 40, 50])
  })

  it('tells nothing of what was forgotten, and goes on after an error', async () => {
    const { latest, answered, failed, next } = gate()
    latest.ask(1)
    latest.forget()
    latest.ask(2)
    await next()
    await next(({ reject }) => reject('no'))
    latest.ask(3)
    await next()
    expect([answered, failed]).toEqual([[30], ['no']])
  })
})
