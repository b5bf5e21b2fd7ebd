import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createHandlers } from '../../main/engine/handlers.ts'
import type { EngineInput, ExplainItem, MapItem, SampleReference } from '../../main/engine/protocol.ts'

const path = resolve(import.meta.dirname, '../../resources/models/mnist1d-cnn.h5')
const input: EngineInput<'explain'> = {
  model: { path, sha256: null, preprocessing: null },
  source: { kind: 'mnist1d', seed: 42, split: 'test' },
  samples: [{ id: 1, index: 0, name: 'test/0000', label: 7 }],
  question: { method: 'deep-shap' },
  computing: { backend: 'onnxruntime', threads: 1, memoryMegabytes: 128 },
}

interface Told {
  readonly name: string
  readonly count: number
  readonly sha256: string
  readonly perClass: Record<string, number>
}

const handlers = createHandlers()

async function explain(given: Partial<EngineInput<'explain'>>): Promise<{ map: MapItem; background: Told }> {
  const items: ExplainItem[] = []
  await handlers.explain(
    { ...input, ...given },
    { signal: new AbortController().signal, onItem: (item) => items.push(item), onProgress: () => undefined },
  )
  const [item] = items
  if (item?.kind !== 'map') throw new Error(JSON.stringify(items))
  return { map: item, background: item.diagnostics.details['background'] as Told }
}

describe('a background in the engine', () => {
  it('is 100 signals of all classes alike where nothing is said', async () => {
    const { map, background } = await explain({})
    expect(background).toMatchObject({ name: 'balanced', count: 100 })
    expect(Object.values(background.perClass)).toEqual(new Array(10).fill(10))
    expect(background.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(map.shape).toEqual([40])
  })

  it('is what the question asks for, and the same again', async () => {
    const question = {
      method: 'gradient-shap',
      background: { count: 7, seed: 3, classes: [4], name: 'fours' },
    }
    const [first, again] = [await explain({ question }), await explain({ question })]
    expect(first.background).toMatchObject({ name: 'fours', count: 7, perClass: { 4: 7 } })
    expect(again.background.sha256).toBe(first.background.sha256)
    expect(again.map.values).toEqual(first.map.values)
  })

  it('is chosen among the samples that the caller names', async () => {
    const backgroundSamples: SampleReference[] = [3, 5].map((index) => ({
      id: index,
      index,
      name: `test/${String(index).padStart(4, '0')}`,
      label: null,
    }))
    const { background } = await explain({ backgroundSamples })
    expect(background).toMatchObject({ count: 2, perClass: {} })
  })

  it('is taken from another source where the caller names one', async () => {
    const { background } = await explain({ backgroundSource: { kind: 'mnist1d', seed: 42, split: 'train' } })
    const { background: own } = await explain({})
    expect(background.count).toBe(100)
    expect(background.sha256).not.toBe(own.sha256)
  })

  it('is not read for a method that needs none', async () => {
    const { background } = await explain({ question: { method: 'lime', params: { sampleCount: 20 } } })
    expect(background).toBeUndefined()
  })

  it('is refused where no sample is of the class', async () => {
    const question = { method: 'deep-shap', background: { count: 5, classes: [12], name: 'none' } }
    await expect(explain({ question })).rejects.toThrow('invalid background: none (no sample is of class 12)')
  })
})
