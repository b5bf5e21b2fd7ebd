import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Question } from '../../preload/contract/attributions.ts'
import { encodePng } from '../../main/datasets/encode-png.ts'
import { filled, sequentialConfig, writeKerasH5, type WrittenModel } from '../helpers/keras-h5-writer.ts'
import { startWorkbench, type TestWorkbench } from '../helpers/workbench.ts'

const SIDE = 12
const INPUT = [null, SIDE, SIDE, 3]
const CONV = ['Conv2D', { name: 'conv', filters: 3, kernel_size: [3, 3], padding: 'same', activation: 'relu' }] as const // prettier-ignore
const POOL = ['GlobalAveragePooling2D', { name: 'average' }] as const
const dense = (units: number, activation: string) => ['Dense', { name: 'dense', units, activation }] as const
const pooled = (units: number, activation: string, scale: number): WrittenModel => ({
  config: sequentialConfig([CONV, POOL, dense(units, activation)], INPUT),
  weights: {
    conv: { kernel: filled([3, 3, 3, 3], scale), bias: filled([3]) },
    dense: { kernel: filled([3, units], scale), bias: filled([units]) },
  },
})
const MODELS = {
  // Its logits are beyond what float32 can hold.
  overflowing: pooled(4, 'softmax', 1e30),
  dense: {
    config: sequentialConfig([['Flatten', { name: 'flat' }], dense(4, 'softmax')], INPUT),
    weights: { dense: { kernel: filled([SIDE * SIDE * 3, 4], 0.01), bias: filled([4]) } },
  },
  sigmoid: pooled(1, 'sigmoid', 0.3),
  zero: pooled(4, 'softmax', 0),
}

let bench: TestWorkbench
let tiles: string
let datasetId: number
let sampleIds: number[]
let names: readonly string[]
const modelIds: Record<string, number> = {}

beforeAll(async () => {
  bench = startWorkbench()
  const { call, workbench, folder } = bench
  const handle = (path: string, kind: 'file' | 'folder') => workbench.files.register(path, kind).id
  await call('workspace.create', { file: handle(join(folder, 'w.eosin'), 'file') })
  tiles = join(folder, 'tiles')
  for (const name of ['A', 'B']) mkdirSync(join(tiles, name), { recursive: true })
  for (let index = 0; index < 4; index++) {
    const data = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, place) => (place * 37 * (index + 1)) % 256)
    const { bytes } = await encodePng({ width: SIDE, height: SIDE, channels: 3, data })
    writeFileSync(join(tiles, index % 2 === 0 ? 'A' : 'B', `${index}.png`), bytes)
  }
  const { job } = await call('datasets.add', { source: { file: handle(tiles, 'folder') } })
  datasetId = (await bench.finished(job)).result?.datasetId ?? 0
  const table = await call('samples.table', { datasetId, modelId: null })
  sampleIds = [...table.ids]
  names = table.names
  for (const [name, model] of Object.entries(MODELS)) {
    const path = join(folder, `${name}.h5`)
    writeFileSync(path, await writeKerasH5(model))
    modelIds[name] = (await call('models.add', { source: { file: handle(path, 'file') } })).id
  }
}, 60_000)
afterAll(() => bench?.close())

const modelId = (name: keyof typeof MODELS) => modelIds[name] ?? 0
const first = () => sampleIds[0] ?? 0

async function mapOf(model: keyof typeof MODELS, question: Question): Promise<number> {
  const asked = { sampleId: first(), modelId: modelId(model), question }
  const { job } = await bench.call('attributions.explain', asked)
  return (await bench.finished(job)).result?.mapId ?? 0
}

describe('a model that overflows', { timeout: 60_000 }, () => {
  const refused = { code: 'backend_failed', message: expect.stringContaining('not finite') }

  it('is told as such by every call that asks it, in place of numbers that are none', async () => {
    const place = { sampleId: first(), modelId: modelId('overflowing') }
    await expect(bench.call('models.activations', { ...place, layer: 'conv' })).rejects.toMatchObject(refused)
    await expect(bench.call('probes.region', { ...place, regions: [] })).rejects.toMatchObject(refused)
    for (const method of ['sise', 'saliency', 'random'])
      await expect(mapOf('overflowing', { method })).rejects.toMatchObject(refused)
    expect(await bench.call('attributions.find', place)).toEqual([])
  })

  it('fails sample by sample in a run', async () => {
    const ids = { datasetId, modelId: modelId('overflowing') }
    const questions = [{ method: 'sise' }, { method: 'saliency' }]
    const { job } = await bench.call('runs.startSeveral', { ...ids, questions })
    expect((await bench.finished(job)).result?.failures).toBe(2 * sampleIds.length)
  })
})

it('a model without feature maps has no layers to look into, and says so', async () => {
  const place = { sampleId: first(), modelId: modelId('dense') }
  for (const layer of ['flat', 'dense', 'conv'])
    await expect(bench.call('models.activations', { ...place, layer })).rejects.toMatchObject({
      code: 'invalid_param',
    })
  await expect(mapOf('dense', { method: 'sise' })).rejects.toMatchObject({ code: 'capability_missing' })
  const mapId = await mapOf('dense', { method: 'saliency' })
  await expect(bench.call('attributions.siseSteps', { mapId })).rejects.toMatchObject({
    code: 'invalid_param',
  })
})

it('maps that say nothing are judged and compared without a number', async () => {
  const maps = [await mapOf('zero', { method: 'sise' }), await mapOf('zero', { method: 'random' })]
  const { pairs } = await bench.call('maps.compare', { mapIds: maps })
  expect(pairs[0]).toMatchObject({ spearman: null, topIou: null, ssim: null })
  const { runId } = await bench.call('maps.get', { mapId: maps[0] ?? 0 })
  expect(await bench.call('maps.range', { runId })).toEqual({ minimum: null, maximum: null, count: 0 })
  const { layers } = await bench.call('attributions.siseSteps', { mapId: maps[0] ?? 0 })
  expect(layers.map(({ keptCount, visualization }) => [keptCount, visualization])).toEqual([[0, null]])
  await bench.finished((await bench.call('maps.trust', { mapId: maps[0] ?? 0 })).job)
  const { rows } = await bench.call('maps.trustReport', { mapId: maps[0] ?? 0 })
  expect(rows[0]).toMatchObject({ id: 'degenerate', verdict: 'fail' })
})

it('a map with channels is compared with one without', async () => {
  const of = (channels: string) => mapOf('sigmoid', { method: 'input-x-gradient', params: { channels } })
  const { pairs } = await bench.call('maps.compare', { mapIds: [await of('separate'), await of('sum')] })
  expect(pairs[0]?.undefinedReason ?? 'alike').toMatch(/alike|constant/)
})

describe('a tile that is away after it was explained', { timeout: 60_000 }, () => {
  it('is left out of scores, and its checks are made when it is back', async () => {
    const ids = { datasetId, modelId: modelId('dense') }
    const { job, run } = await bench.call('runs.start', { ...ids, question: { method: 'saliency' } })
    await bench.finished(job)
    const mapId = (await bench.call('maps.list', { runId: run.id }))[0]?.id ?? 0
    const path = join(tiles, names[0] ?? '')
    renameSync(path, `${path}.away`)
    const trust = async () => bench.finished((await bench.call('maps.trust', { mapId })).job)
    const undone = async () =>
      (await bench.call('maps.trustReport', { mapId })).checks.filter(({ done }) => !done).length
    await expect(trust()).rejects.toMatchObject({ code: 'file_unreadable' })
    writeFileSync(path, 'no picture any more')
    await expect(trust()).rejects.toMatchObject({ code: 'file_unreadable' })
    expect(await undone()).toBe(4)
    const score = await bench.call('scores.start', { runId: run.id, metric: 'drop-increase' })
    expect((await bench.finished(score.job)).result?.failures).toBe(1)
    renameSync(`${path}.away`, path)
    await trust()
    expect(await undone()).toBe(0)
  })
})
