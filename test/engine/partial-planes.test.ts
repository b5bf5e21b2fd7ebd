import { describe, expect, it } from 'vitest'
import { partialPlanes } from '../../main/engine/partial-planes.ts'
import type { Progress } from '../../main/engine/protocol.ts'

function watch() {
  const sent: Progress[] = []
  let clock = 0
  const told = partialPlanes(
    (progress) => sent.push(progress),
    () => clock,
  )
  let drawn = 0
  const offer = (at: number, shape: readonly number[], values: Float32Array) => {
    clock = at
    told.onPartial(() => {
      drawn += 1
      return { saliencyMap: values, shape, evaluations: at, standardError: 0.5 }
    })
  }
  return { sent, offer, told, drawn: () => drawn }
}

describe('partialPlanes(send)', () => {
  it('sends four maps a second at most, none in the first quarter, and draws no other', () => {
    const { sent, offer, drawn } = watch()
    for (let at = 0; at <= 2000; at += 10) offer(at, [1, 2], Float32Array.of(1, 2))
    expect(sent.map(({ partial }) => partial?.evaluations)).toEqual([
      250, 500, 750, 1000, 1250, 1500, 1750, 2000,
    ])
    expect(drawn()).toBe(8)
  })

  it('sends every progress, and a map with the progress that was told last', () => {
    const { sent, offer, told } = watch()
    told.onProgress(3, 9)
    offer(300, [1, 3], Float32Array.of(1, 2, 3))
    expect(sent).toEqual([
      { done: 3, total: 9 },
      {
        done: 3,
        total: 9,
        partial: { shape: [3], values: Float32Array.of(1, 2, 3), evaluations: 300, standardError: 0.5 },
      },
    ])
  })

  it('adds channels and makes large maps smaller', () => {
    const { sent, offer } = watch()
    offer(300, [2, 1, 3], Float32Array.of(1, 2, 3, -4, 5, 6))
    offer(600, [1, 512], new Float32Array(512).fill(0.25))
    expect(sent[0]?.partial).toMatchObject({ shape: [2, 1], values: Float32Array.of(6, 7) })
    expect(sent[1]?.partial).toMatchObject({ shape: [256], values: new Float32Array(256).fill(0.25) })
  })
})
