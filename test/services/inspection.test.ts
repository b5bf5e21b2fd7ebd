import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MapPartial } from '#contract/inspection.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { describeShared, readShared, sharedPath } from '../helpers/shared.ts'
import { startWorkbench, type TestWorkbench } from '../helpers/workbench.ts'

const SIGNAL_MODEL = resolve(import.meta.dirname, '../../resources/models/mnist1d-cnn.h5')

interface Ids {
  readonly datasetId: number
  readonly modelId: number
  readonly sampleIds: readonly number[]
}

async function idsOf(bench: TestWorkbench, datasetId: number, modelId: number): Promise<Ids> {
  const { ids } = await bench.call('samples.table', { datasetId, modelId })
  return { datasetId, modelId, sampleIds: [...ids] }
}

function handle({ workbench }: TestWorkbench, path: string): string {
  return workbench.files.register(path, 'file').id
}

async function withSignals(bench: TestWorkbench): Promise<Ids> {
  await bench.call('workspace.create', { file: handle(bench, join(bench.folder, 'w.eosin')) })
  const { job } = await bench.call('datasets.add', { source: { builtIn: 'mnist1d' } })
  const datasetId = (await bench.finished(job)).result?.datasetId ?? 0
  const model = await bench.call('models.add', { source: { file: handle(bench, SIGNAL_MODEL) } })
  return idsOf(bench, datasetId, model.id)
}

/** The map of one sample, computed and stored. */
async function mapOf(
  bench: TestWorkbench,
  { modelId }: Ids,
  sampleId: number,
  question: { method: string; params?: Record<string, unknown>; seed?: number },
): Promise<number> {
  const { job } = await bench.call('attributions.explain', { sampleId, modelId, question })
  return (await bench.finished(job)).result?.mapId ?? 0
}

describe('models.activations of signals', { timeout: 60_000 }, () => {
  let bench: TestWorkbench
  let ids: Ids
  let layer = ''
  beforeAll(async () => {
    bench = startWorkbench()
    ids = await withSignals(bench)
    const [model] = await bench.call('models.list', {})
    layer = model?.layers.find(({ spatial }) => spatial)?.name ?? ''
  })
  afterAll(() => bench.close())

  const ask = (more: Record<string, unknown> = {}) =>
    bench.call('models.activations', { sampleId: ids.sampleIds[3]!, modelId: ids.modelId, layer, ...more })

  it('gives planes [1, L] with their own range and mean', async () => {
    const { shape, planes, minimum, maximum, mean, indices, total } = await ask({ limit: 64 })
    expect([planes.height, shape[0], total]).toEqual([1, 1, shape[2]])
    expect([...indices]).toEqual([...Array(shape[2]).keys()])
    expect(planes).toMatchObject({ width: shape[1], reduction: 1 })
    indices.forEach((_, row) => {
      const plane = [...planes.values.subarray(row * planes.width, (row + 1) * planes.width)]
      const sum = plane.reduce((total, value) => total + value, 0)
      expect([minimum[row], maximum[row]]).toEqual([Math.min(...plane), Math.max(...plane)])
      expect(mean[row]).toBeCloseTo(sum / plane.length, 5)
    })
  })

  it('orders by mean gradient and by maximum, the largest first, page by page', async () => {
    for (const [order, key] of [
      ['mean gradient', 'meanGradient'],
      ['maximum', 'maximum'],
    ] as const) {
      const all = await ask({ order, limit: 64 })
      expect([...all[key]]).toEqual([...all[key]].sort((a, b) => b - a))
      const page = await ask({ order, offset: 2, limit: 3 })
      expect([...page.indices]).toEqual([...all.indices.subarray(2, 5)])
      const size = all.planes.width
      expect([...page.planes.values]).toEqual([...all.planes.values.subarray(2 * size, 5 * size)])
    }
  })

  it('explains another class where one is named', async () => {
    const predicted = await ask()
    const other = await ask({ targetClass: (predicted.targetClass + 1) % 10 })
    expect([...other.meanGradient]).not.toEqual([...predicted.meanGradient])
    expect([...other.planes.values]).toEqual([...predicted.planes.values])
  })

  it('ends behind the last map, and refuses what is not there', async () => {
    const { total } = await ask()
    expect((await ask({ offset: total, limit: 8 })).indices).toHaveLength(0)
    await expect(ask({ layer: 'nowhere' })).rejects.toMatchObject({ code: 'invalid_param' })
    await expect(ask({ targetClass: 10 })).rejects.toMatchObject({ code: 'invalid_param' })
    const [model] = await bench.call('models.list', {})
    const flat = model?.layers.find(({ spatial }) => !spatial)?.name ?? ''
    await expect(ask({ layer: flat })).rejects.toThrow(/must give feature maps with positions/)
    await expect(ask({ sampleId: 99_999 })).rejects.toMatchObject({ code: 'unknown_sample' })
  })

  for (const [method, params] of [
    ['sise', {}],
    ['sise', { fusion: 'otsu', threshold: 0.3 }],
    ['ada-sise', { fusion: 'simple' }],
  ] as const) {
    it(`attributions.siseSteps of ${method} ${JSON.stringify(params)} end with the stored map`, async () => {
      const sampleId = ids.sampleIds[5]!
      const mapId = await mapOf(bench, ids, sampleId, { method, params })
      const [steps, map] = [
        await bench.call('attributions.siseSteps', { mapId }),
        await bench.call('maps.get', { mapId }),
      ]
      expect(steps.storedDifference).toBeLessThan(1e-5)
      const last = steps.layers.findLast(({ fused }) => fused !== null)
      expect([...(last?.fused?.plane.values ?? [])]).toEqual([...map.values])
      const told = map.diagnostics.details['layers'] as { keptMaps: number[]; maskScores: number[] }[]
      steps.layers.forEach(({ masks, keptCount }, index) => {
        const { keptMaps, maskScores } = told[index]!
        expect(keptCount).toBe(keptMaps.length)
        expect([...masks.indices].sort((a, b) => a - b)).toEqual(keptMaps)
        expect([...masks.scores]).toEqual([...masks.scores].sort((a, b) => b - a))
        masks.indices.forEach((kept, row) =>
          expect(masks.scores[row]).toBeCloseTo(maskScores[keptMaps.indexOf(kept)]!, 5),
        )
      })
    })
  }

  it('has no steps of another method, and pages the masks of one layer', async () => {
    const sampleId = ids.sampleIds[6]!
    const other = await mapOf(bench, ids, sampleId, { method: 'saliency' })
    await expect(bench.call('attributions.siseSteps', { mapId: other })).rejects.toThrow(/no steps to show/)
    const mapId = await mapOf(bench, ids, sampleId, { method: 'sise' })
    const whole = await bench.call('attributions.siseSteps', { mapId, limit: 64 })
    const [first] = whole.layers
    const page = await bench.call('attributions.siseSteps', {
      mapId,
      layer: first!.name,
      offset: 1,
      limit: 2,
    })
    expect([...page.layers[0]!.masks.indices]).toEqual([...first!.masks.indices.subarray(1, 3)])
    for (const { masks } of page.layers.slice(1)) expect(masks.indices).toHaveLength(0)
  })
})

interface Reference {
  readonly target: number
  readonly score: number
  readonly shape: readonly number[]
  readonly minimum: readonly number[]
  readonly maximum: readonly number[]
  readonly mean: readonly number[]
  readonly meanGradient: readonly number[]
  readonly excerpt: Readonly<Record<string, readonly number[]>>
}

describeShared('looking inside of HMT.h5', () => {
  const reference = JSON.parse(
    readFileSync(resolve(import.meta.dirname, '../reference/engine/activations.json'), 'utf8'),
  ) as Record<string, Reference>
  let bench: TestWorkbench
  let ids: Ids
  /** Of tiles 30 and 400 of the sorted order. */
  const sampleIds = new Map<string, number>()
  const partials: MapPartial[] = []

  beforeAll(async () => {
    bench = startWorkbench()
    const tiles = join(bench.folder, 'tiles')
    const from = sharedPath('data/hmt/HMT_test')
    const all = readdirSync(from)
      .sort()
      .flatMap((label) =>
        readdirSync(join(from, label))
          .sort()
          .map((name) => join(label, name)),
      )
    // A folder for each class, so that class numbers are the model's; the two tiles and a few more to compare with.
    for (const label of readdirSync(from)) mkdirSync(join(tiles, label), { recursive: true })
    for (const [index, name] of all.entries())
      if (index % 45 === 0 || index === 30 || index === 400) cpSync(join(from, name), join(tiles, name))
    copyFileSync(sharedPath('data/models/HMT.h5'), join(bench.folder, 'HMT.h5'))
    await bench.call('workspace.create', { file: handle(bench, join(bench.folder, 'w.eosin')) })
    const folder = bench.workbench.files.register(tiles, 'folder').id
    const { job } = await bench.call('datasets.add', { source: { file: folder } })
    const datasetId = (await bench.finished(job)).result?.datasetId ?? 0
    const model = await bench.call('models.add', {
      source: { file: handle(bench, join(bench.folder, 'HMT.h5')) },
    })
    ids = await idsOf(bench, datasetId, model.id)
    const { names, ids: all_ } = await bench.call('samples.table', { datasetId, modelId: null })
    for (const index of [30, 400])
      sampleIds.set(String(index).padStart(3, '0'), all_[names.indexOf(all[index]!)]!)
    bench.workbench.transport.subscribe('map.partial', (partial) => partials.push(partial as MapPartial))
  }, 120_000)
  afterAll(() => bench?.close())

  for (const [key, expected] of Object.entries(reference)) {
    it(`feature maps of ${key} are PyTorch's`, { timeout: 60_000 }, async () => {
      const [tile = '', layer = ''] = key.split(' ')
      const found = await bench.call('models.activations', {
        sampleId: sampleIds.get(tile)!,
        modelId: ids.modelId,
        layer,
        limit: 64,
      })
      expect(found).toMatchObject({ shape: expected.shape, targetClass: expected.target, output: 'logit' })
      expect(found.score).toBeCloseTo(expected.score, 3)
      for (const figure of ['minimum', 'maximum', 'mean'] as const)
        assertCloseTo(found[figure], [...expected[figure]], { abs: 2e-5, rel: 1e-4 })
      const largest = Math.max(...expected.meanGradient.map(Math.abs))
      assertCloseTo(found.meanGradient, [...expected.meanGradient], { abs: 1e-4 * largest })
      const { height, width, values } = found.planes
      for (const [index, numbers] of Object.entries(expected.excerpt)) {
        const at: number[] = []
        for (let y = 3; y < 111; y += 20)
          for (let x = 7; x < 111; x += 25) at.push(values[Number(index) * height * width + y * width + x]!)
        assertCloseTo(at, [...numbers], { abs: 2e-5, rel: 1e-4 })
      }
    })
  }

  it('the steps of SISE over two layers are those that PyTorch computed, and end with the map', async () => {
    const mapId = await mapOf(bench, ids, sampleIds.get('400')!, {
      method: 'sise',
      params: { layers: ['conv2d_1', 'conv2d_3'], fusion: 'soft-otsu' },
    })
    const steps = await bench.call('attributions.siseSteps', { mapId })
    expect(steps.storedDifference).toBeLessThan(1e-5)
    const told = JSON.parse(readFileSync(sharedPath('goldens/hmt_sise.json'), 'utf8')) as Record<
      string,
      { mean_gradient_per_map: number[]; kept_maps: number }
    >
    for (const { name, keptCount, mapCount, visualization } of steps.layers) {
      const golden = told[`400_${name}`]!
      expect([keptCount, mapCount]).toEqual([golden.kept_maps, golden.mean_gradient_per_map.length])
      const whole = readShared(`goldens/hmt_400_sise_${name}.npy`)
      const reduced = Float64Array.from({ length: 112 * 112 }, (_, at) => {
        const corner = 2 * Math.floor(at / 112) * 224 + 2 * (at % 112)
        return [0, 1, 224, 225].reduce((sum, step) => sum + whole[corner + step]! / 4, 0)
      })
      assertCloseTo(visualization?.plane.values ?? [], [...reduced], { abs: 2e-3 })
    }
    const fused = readShared('goldens/hmt_400_sise_fused_soft_otsu.npy')
    expect(steps.layers[1]?.fused?.maximum).toBeCloseTo(
      fused.reduce((most, value) => Math.max(most, value), 0),
      2,
    )
    expect(steps.layers[0]?.gate).toBeNull()
  }, 120_000)

  it('maps that converge come while RISE goes on, and change no byte of what is stored', async () => {
    partials.length = 0
    const sampleId = sampleIds.get('400')!
    const question = { method: 'rise', params: { maskCount: 200 }, seed: 3 }
    const mapId = await mapOf(bench, ids, sampleId, question)
    expect(partials.length).toBeGreaterThan(0)
    const counts = partials.map(({ evaluations }) => evaluations)
    expect(counts).toEqual([...counts].sort((a, b) => a - b))
    for (const partial of partials) {
      expect(partial).toMatchObject({ sampleId, method: 'rise', shape: [224, 224], total: 200 })
      expect(partial.values).toHaveLength(224 * 224)
      expect(partial.standardError).toBeGreaterThan(0)
    }
    const { run } = await bench
      .call('runs.start', {
        datasetId: ids.datasetId,
        modelId: ids.modelId,
        question: { ...question, target: { kind: 'class', index: (await stored(mapId)).targetClass } },
        sampleIds: [sampleId],
      })
      .then(async (started) => {
        partials.length = 0
        await bench.finished(started.job)
        return started
      })
    expect(partials).toEqual([])
    const [other] = await bench.call('maps.find', { runId: run.id, sampleIds: [sampleId] })
    expect(other?.id).not.toBe(mapId)
    expect([...other!.values]).toEqual([...(await stored(mapId)).values])
  }, 180_000)

  const stored = (mapId: number) => bench.call('maps.get', { mapId })
})
