import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createHandlers } from '../../main/engine/handlers.ts'
import type { EngineInput, ExplainItem } from '../../main/engine/protocol.ts'
import type { SeveralItem } from '../../main/engine/run-protocol.ts'

const path = resolve(import.meta.dirname, '../../resources/models/mnist1d-cnn.h5')
const reference = (index: number) => ({
  id: index + 1,
  index,
  name: `test/${String(index).padStart(4, '0')}`,
  label: 7,
})
const place = {
  model: { path, sha256: null, preprocessing: null },
  source: { kind: 'mnist1d', seed: 42, split: 'test' },
  computing: { backend: 'onnxruntime', threads: 1, memoryMegabytes: 128 },
} as const
const handlers = createHandlers()
const context = <Item>(items: Item[], signal = new AbortController().signal) => ({
  signal,
  onItem: (item: Item) => items.push(item),
  onProgress: () => undefined,
})

async function several(
  given: Pick<EngineInput<'explain.several'>, 'asked' | 'samples'>,
): Promise<SeveralItem[]> {
  const items: SeveralItem[] = []
  await handlers['explain.several']({ ...place, ...given }, context(items))
  return items
}

describe('explain.several', () => {
  const methods = ['sise', 'ada-sise', 'grad-cam', 'deep-shap', 'random']
  const asked = methods.map((method) => ({ question: { method } }))

  it('gives the very maps that each method gives alone, sample by sample', async () => {
    const samples = [0, 1, 2].map((index) => ({ reference: reference(index), asked: [0, 1, 2, 3, 4] }))
    const items = await several({ asked, samples })
    expect(items.map((item) => (item.kind === 'item' ? [item.asked, idOf(item.item)] : item))).toEqual(
      [1, 2, 3].flatMap((id) => [0, 1, 2, 3, 4].map((one) => [one, id])),
    )
    for (const [index, { question }] of asked.entries()) {
      const alone: ExplainItem[] = []
      const references = samples.map((sample) => sample.reference)
      await handlers.explain({ ...place, samples: references, question }, context(alone))
      const together = items.flatMap((item) =>
        item.kind === 'item' && item.asked === index ? [item.item] : [],
      )
      expect(together.map(told), question.method).toEqual(alone.map(told))
    }
  })

  it('asks of each sample what is asked of it', async () => {
    const items = await several({
      asked,
      samples: [
        { reference: reference(0), asked: [4] },
        { reference: reference(1), asked: [2, 4] },
      ],
    })
    expect(items.map(({ asked: one }) => one)).toEqual([4, 2, 4])
  })

  it('tells a question that cannot be answered once, and goes on with the others', async () => {
    const wrong = { question: { method: 'grad-cam', params: { layer: 'nowhere' } } }
    const unknown = { question: { method: 'tea-leaves' } }
    const samples = [0, 1].map((index) => ({ reference: reference(index), asked: [0, 1, 2] }))
    const items = await several({ asked: [wrong, unknown, { question: { method: 'edge' } }], samples })
    expect(items.map(({ kind, asked: one }) => [kind, one])).toEqual([
      ['refused', 1],
      ['refused', 0],
      ['item', 2],
      ['item', 2],
    ])
  })

  it('tells a sample that cannot be read for each of its questions', async () => {
    const items = await several({ asked, samples: [{ reference: reference(99_999), asked: [0, 4] }] })
    expect(items.map((item) => item.kind === 'item' && [item.asked, item.item.kind])).toEqual([
      [0, 'failure'],
      [4, 'failure'],
    ])
  })

  it('stops when it is cancelled', async () => {
    const controller = new AbortController()
    const items: SeveralItem[] = []
    const samples = [0, 1, 2].map((index) => ({ reference: reference(index), asked: [4] }))
    const onItem = (item: SeveralItem) => {
      items.push(item)
      controller.abort()
    }
    const call = handlers['explain.several'](
      { ...place, asked, samples },
      { ...context(items, controller.signal), onItem },
    )
    await expect(call).rejects.toThrow()
    expect(items).toHaveLength(1)
  })
})

function idOf(item: ExplainItem): number {
  return item.kind === 'map' ? item.id : item.failure.id
}

/** All of a map but how long it took. */
function told(item: ExplainItem): object {
  return item.kind === 'map' ? { ...item, durationMs: 0 } : item
}
