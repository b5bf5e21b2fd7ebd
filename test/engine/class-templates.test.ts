import { describe, expect, it } from 'vitest'
import { classTemplates } from '../../main/engine/class-templates.ts'
import type { OpenedSource } from '../../main/datasets/opened-source.ts'
import { openSource } from '../../main/datasets/sample-source.ts'

const SIGNALS = [[1, 2], [3, 6], [5, 10], [7, 7], [9, 9, 9]] // prettier-ignore
const never = new AbortController().signal

function sourceOf(
  signals: readonly (readonly number[] | null)[],
  kind: 'signal' | 'tile' = 'signal',
): OpenedSource {
  const unused = () => Promise.reject(new Error('not part of this test'))
  return {
    kind,
    classNames: ['a', 'b'],
    samples: [],
    problems: [],
    sampleShape: null,
    templates: [],
    read: async (key) => {
      const values = signals[typeof key === 'number' ? key : key.index]
      if (!values) throw new Error('unreadable')
      return Float32Array.from(values)
    },
    picture: unused,
    hash: unused,
    evidence: unused,
  }
}

function references(labels: readonly (number | null)[]) {
  return labels.map((label, index) => ({ id: index + 1, index, name: String(index), label }))
}

describe('classTemplates(source, samples, signal)', () => {
  it('gives the mean and the deviation at each position of a class, and how many signals they are over', async () => {
    const templates = await classTemplates(sourceOf(SIGNALS), references([0, 0, 0, 1]), never)
    const deviation = Float32Array.of(Math.sqrt(8 / 3), Math.sqrt(32 / 3))
    expect(templates).toEqual([
      { classIndex: 0, mean: Float32Array.of(3, 6), deviation, count: 3, source: 'mean' },
      {
        classIndex: 1,
        mean: Float32Array.of(7, 7),
        deviation: new Float32Array(2),
        count: 1,
        source: 'mean',
      },
    ])
  })

  it('leaves out what has no label, cannot be read or is of another length', async () => {
    const source = sourceOf([[1, 2], null, [9, 9, 9], [5, 5]])
    const [only, ...others] = await classTemplates(source, references([1, 1, 1, null]), never)
    expect([only?.classIndex, only?.count, others]).toEqual([1, 1, []])
  })

  it('gives the patterns that MNIST-1D is drawn from, a hill for the digit 0', async () => {
    const source = await openSource({ kind: 'mnist1d', seed: 42, split: 'test' })
    const templates = await classTemplates(source, [], never)
    expect(templates.map(({ classIndex, source: origin, count }) => [classIndex, origin, count])).toEqual(
      Array.from({ length: 10 }, (_, digit) => [digit, 'template', 0]),
    )
    // The digit 0 is a hill of even height in its middle (7 four times in a row).
    const zero = templates[0]!.mean
    expect(zero[3]).toBeCloseTo(zero[4]!, 6)
    expect([Math.max(...zero), zero[0]! < zero[3]!]).toEqual([zero[3], true])
  })

  it('refuses tiles, and stops when cancelled', async () => {
    await expect(classTemplates(sourceOf([], 'tile'), [], never)).rejects.toMatchObject({
      code: 'file_unsupported',
    })
    const signal = AbortSignal.abort(new Error('stop'))
    await expect(classTemplates(sourceOf(SIGNALS), references([0]), signal)).rejects.toThrow('stop')
  })
})
