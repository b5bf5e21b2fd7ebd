import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Question } from '../../preload/contract/attributions.ts'
import type { ProbeCurves } from '../../preload/contract/probing.ts'
import type { TrustReport } from '../../preload/contract/trust.ts'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { startWorkbench, type TestWorkbench } from '../helpers/workbench.ts'

const MODEL = resolve(import.meta.dirname, '../../resources/models/mnist1d-cnn.h5')
const STEPS = 20
let bench: TestWorkbench
let ids: { datasetId: number; modelId: number }
let sampleIds: Int32Array
let path: string

beforeAll(async () => {
  bench = startWorkbench()
  path = join(bench.folder, 'w.eosin')
  const fileOf = (file: string) => bench.workbench.files.register(file, 'file').id
  await bench.call('workspace.create', { file: fileOf(path) })
  const { job } = await bench.call('datasets.add', { source: { builtIn: 'mnist1d' } })
  const datasetId = (await bench.finished(job)).result?.datasetId ?? 0
  const model = await bench.call('models.add', { source: { file: fileOf(MODEL) } })
  ids = { datasetId, modelId: model.id }
  sampleIds = (await bench.call('samples.table', { datasetId, modelId: null })).ids
  const predicted = await bench.call('predictions.start', { ...ids, limit: 3 })
  await bench.finished(predicted.job)
}, 120_000)
afterAll(() => bench?.close())

async function mapOf(question: Question, index = 0): Promise<number> {
  const request = { sampleId: sampleIds[index]!, modelId: ids.modelId, question }
  const { job } = await bench.call('attributions.explain', request)
  return (await bench.finished(job)).result?.mapId ?? 0
}

async function curvesOf(mapId: number, given: object = {}): Promise<ProbeCurves> {
  const request = { mapId, steps: STEPS, randomOrders: 3, ...given }
  const { job } = await bench.call('probes.curves', request)
  if (job !== null) await bench.finished(job)
  const { curves, complete, job: another } = await bench.call('probes.curves', { ...request, start: false })
  expect([complete, another]).toEqual([true, null])
  return curves!
}

/** Figures of the map's sample by a metric, as `eosin score` stores them. */
async function figuresOf(mapId: number, metric: string, params: object): Promise<Record<string, unknown>> {
  const { runId, sampleId } = await bench.call('maps.get', { mapId })
  const { job } = await bench.call('scores.start', { runId, metric, params: { ...params } })
  const { result } = await bench.finished(job)
  const workspace = openWorkspace(path, { readonly: true })
  const samples = [...workspace.scores.sampleChunks(result?.scoreId ?? 0)].flat()
  workspace.close()
  return samples.find((sample) => sample.sampleId === sampleId)!.values as Record<string, unknown>
}

describe('probes.curves', { timeout: 120_000 }, () => {
  it('starts at the prediction, ends at it, and tells every class at every step', async () => {
    const mapId = await mapOf({ method: 'sise' })
    const curves = await curvesOf(mapId)
    const { prediction } = await bench.call('samples.get', { sampleId: sampleIds[0]!, modelId: ids.modelId })
    const { classCount, deletion, insertion, order, steps } = curves
    expect([steps, classCount, order.length]).toEqual([STEPS, 10, 40])
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index))
    const near = (values: Float32Array) =>
      values.forEach((value, index) => {
        expect(value).toBeCloseTo(prediction!.probabilities[index]!, 5)
      })
    near(deletion.subarray(0, 10))
    near(insertion.subarray(STEPS * 10))
    for (let step = 0; step <= STEPS; step++) {
      const row = deletion.subarray(step * 10, step * 10 + 10)
      expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4)
    }
  })

  it('removes at each step what a region over the same pixels removes', async () => {
    const mapId = await mapOf({ method: 'sise' })
    const { deletion, order } = await curvesOf(mapId)
    const step = 6
    const removed = [...order.subarray(0, Math.round((step * 40) / STEPS))]
    const regions = removed.map((position) => ({
      outline: [
        [position / 40, 0],
        [(position + 1) / 40, 0],
        [(position + 1) / 40, 1],
        [position / 40, 1],
      ] as [number, number][],
      fill: { kind: 'black' } as const,
    }))
    const answer = await bench.call('probes.region', {
      sampleId: sampleIds[0]!,
      modelId: ids.modelId,
      regions,
    })
    expect(answer.coveredFraction).toBeCloseTo(removed.length / 40, 6)
    answer.after.forEach((value, index) => expect(value).toBeCloseTo(deletion[step * 10 + index]!, 5))
  })

  it('has the areas of the metric insertion-deletion, to the last bit', async () => {
    for (const question of [
      { method: 'sise' },
      { method: 'sise', versus: 3, target: { kind: 'class', index: 5 } },
    ]) {
      const mapId = await mapOf(question as Question)
      const { areas, random } = await curvesOf(mapId, { randomOrders: 3 })
      const params = { steps: STEPS, randomOrders: 3, scoredClass: 'explained' }
      const figures = await figuresOf(mapId, 'insertion-deletion', params)
      expect([areas.deletion, areas.insertion]).toEqual([figures['deletionAuc'], figures['insertionAuc']])
      expect(random!.deletion.area.mean).toBeCloseTo(figures['randomDeletionAuc'] as number, 12)
      expect(random!.insertion.area.mean).toBeCloseTo(figures['randomInsertionAuc'] as number, 12)
    }
  })

  it('computes nothing where it is only asked what is known, and goes on with more random orders', async () => {
    const mapId = await mapOf({ method: 'saliency' })
    const asked = { mapId, steps: STEPS, randomOrders: 2, start: false }
    expect(await bench.call('probes.curves', asked)).toEqual({ curves: null, complete: false, job: null })
    const two = await curvesOf(mapId, { randomOrders: 2 })
    const { job } = await bench.call('probes.curves', { mapId, steps: STEPS, randomOrders: 4 })
    expect(job?.total).toBe(2 * 2 * (STEPS + 1))
    await bench.finished(job!)
    const four = await curvesOf(mapId, { randomOrders: 4 })
    expect([two.random?.orders, four.random?.orders]).toEqual([2, 4])
    expect(await curvesOf(mapId, { randomOrders: 2 })).toEqual(two)
    for (const band of [four.random!.deletion, four.random!.insertion]) {
      band.mean.forEach((_, step) => expect(band.low[step]!).toBeLessThanOrEqual(band.high[step]!))
    }
  })

  it('ends as cancelled when its job is, and keeps what was finished', async () => {
    const mapId = await mapOf({ method: 'grad-cam' })
    const request = { mapId, steps: 40, randomOrders: 50 }
    const { job } = await bench.call('probes.curves', request)
    const again = await bench.call('probes.curves', request)
    expect(again.job?.id).toBe(job?.id)
    expect((await bench.call('jobs.cancel', { jobId: job!.id })).state).toBe('cancelled')
    const { complete, job: none } = await bench.call('probes.curves', { ...request, start: false })
    expect([complete, none]).toEqual([false, null])
    const { curves } = await bench.call('probes.curves', { ...request, randomOrders: 1 })
    expect(curves === null || curves.steps === 40).toBe(true)
  })
})

describe('probes.region and probes.filled', { timeout: 60_000 }, () => {
  const whole: [number, number][] = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ]
  const ask = (regions: Parameters<typeof bench.call<'probes.region'>>[1]['regions']) =>
    bench.call('probes.region', { sampleId: sampleIds[0]!, modelId: ids.modelId, regions })

  it('changes nothing without a region', async () => {
    const { before, after, coveredFraction } = await ask([])
    expect([[...after], coveredFraction]).toEqual([[...before], 0])
  })

  it('filled from another sample all over, is that sample to the model', async () => {
    const other = sampleIds[1]!
    const { after, values } = await ask([{ outline: whole, fill: { kind: 'sample', sampleId: other } }])
    const { prediction } = await bench.call('samples.get', { sampleId: other, modelId: ids.modelId })
    const signal = await bench.call('samples.signal', { sampleId: other })
    expect(values).toEqual(signal.values)
    after.forEach((value, index) => expect(value).toBeCloseTo(prediction!.probabilities[index]!, 5))
  })

  it('shows the sample taken away as the curves take it away', async () => {
    const place = { sampleId: sampleIds[0]!, modelId: ids.modelId }
    for (const fill of ['black', 'white', 'mean', 'blur'] as const) {
      const filled = await bench.call('probes.filled', { ...place, fill })
      expect((await ask([{ outline: whole, fill: { kind: fill } }])).values).toEqual(filled.values)
    }
  })

  it('fills later regions over earlier ones', async () => {
    const left: [number, number][] = [
      [0, 0],
      [0.5, 0],
      [0.5, 1],
      [0, 1],
    ]
    const { values, coveredFraction } = await ask([
      { outline: whole, fill: { kind: 'white' } },
      { outline: left, fill: { kind: 'black' } },
    ])
    expect([...values!]).toEqual([...Array(20).fill(0), ...Array(20).fill(1)])
    expect(coveredFraction).toBe(1)
  })

  it('refuses outlines that are none', async () => {
    const refused = ask([{ outline: whole.slice(2), fill: { kind: 'black' } }])
    await expect(refused).rejects.toMatchObject({ code: 'invalid_input' })
    const outside = ask([{ outline: [...whole, [1.2, 0]], fill: { kind: 'black' } }])
    await expect(outside).rejects.toMatchObject({ code: 'invalid_input' })
  })
})

describe('maps.trust', { timeout: 120_000 }, () => {
  const rowOf = ({ rows }: TrustReport, id: string) => rows.find((row) => row.id === id)!

  it('knows at once what the map’s record says, and asks for the rest', async () => {
    const sise = await bench.call('maps.trustReport', { mapId: await mapOf({ method: 'sise' }, 1) })
    expect(rowOf(sise, 'additivity')).toMatchObject({ verdict: 'not-promised', value: null })
    expect(rowOf(sise, 'runner-up')).toMatchObject({ verdict: 'unchecked', check: 'runner-up' })
    expect(sise.checks.map(({ id, done }) => [id, done])).toEqual([
      ['kept-confidence', false],
      ['runner-up', false],
      ['randomised-model', false],
      ['removal-order', false],
    ])
    for (const { estimatedMs } of sise.checks) expect(estimatedMs).toBeGreaterThan(0)
    const mapId = await mapOf({ method: 'gradient-shap' }, 1)
    const { diagnostics } = await bench.call('maps.get', { mapId })
    const shap = await bench.call('maps.trustReport', { mapId })
    const { residual } = diagnostics.details['additivity'] as { residual: number }
    expect(rowOf(shap, 'additivity').value).toBe(residual)
    const { mean } = diagnostics.details['standardError'] as { mean: number }
    const reach = Math.max(-diagnostics.minimum, diagnostics.maximum)
    expect(rowOf(shap, 'standard-error').value).toBeCloseTo(mean / reach, 12)
  })

  it('finds the numbers of the metrics for the same map, and keeps them in the workspace', async () => {
    const mapId = await mapOf({ method: 'sise' }, 1)
    const { job } = await bench.call('maps.trust', { mapId })
    const ended = await bench.finished(job)
    expect([ended.done, ended.total]).toEqual([4, 4])
    const report = await bench.call('maps.trustReport', { mapId })
    const sensitivity = await figuresOf(mapId, 'class-sensitivity', {})
    const cascade = await figuresOf(mapId, 'model-randomisation', { maxSteps: 2 })
    const drop = await figuresOf(mapId, 'drop-increase', { fraction: 0.9, scoredClass: 'explained' })
    const curves = await figuresOf(mapId, 'insertion-deletion', {
      steps: 40,
      randomOrders: 5,
      scoredClass: 'explained',
    })
    const { y } = cascade['curves'] as { y: { absoluteSpearman: number[] } }
    expect(rowOf(report, 'runner-up').value).toBe(sensitivity['runnerUpSpearman'])
    expect(rowOf(report, 'last-layer').value).toBe(y.absoluteSpearman[0])
    expect(rowOf(report, 'every-layer').value).toBe(cascade['lastAbsoluteSpearman'])
    expect(rowOf(report, 'kept-confidence').value).toBe(drop['averageDrop'])
    expect(rowOf(report, 'deletion-gap').value).toBeCloseTo(curves['deletionGap'] as number, 12)
    expect(rowOf(report, 'insertion-gap').value).toBeCloseTo(curves['insertionGap'] as number, 12)
    expect(report.rows.some(({ verdict }) => verdict === 'unchecked')).toBe(false)
    const workspace = openWorkspace(path, { readonly: true })
    expect(workspace.mapChecks.list(mapId)).toHaveLength(4)
    workspace.close()
    const again = await bench.call('maps.trust', { mapId })
    expect([again.job.state, again.job.total]).toEqual(['done', 0])
  })

  it('takes over what the bench has computed', async () => {
    const mapId = await mapOf({ method: 'grad-cam' }, 1)
    await curvesOf(mapId, { steps: 100, randomOrders: 5 })
    const report = await bench.call('maps.trustReport', { mapId })
    expect(report.checks.filter(({ done }) => done).map(({ id }) => id)).toEqual(['removal-order'])
    expect(rowOf(report, 'deletion-gap').value).not.toBeNull()
  })

  it('makes only the checks that are asked for', async () => {
    const mapId = await mapOf({ method: 'sise' }, 2)
    await bench.finished((await bench.call('maps.trust', { mapId, checks: ['runner-up'] })).job)
    const { checks } = await bench.call('maps.trustReport', { mapId })
    expect(checks.filter(({ done }) => done).map(({ id }) => id)).toEqual(['runner-up'])
  })

  it('fails a map that does not ask the model', async () => {
    const mapId = await mapOf({ method: 'edge' }, 2)
    await bench.finished((await bench.call('maps.trust', { mapId })).job)
    const report = await bench.call('maps.trustReport', { mapId })
    for (const id of ['runner-up', 'last-layer', 'every-layer']) {
      expect(rowOf(report, id)).toMatchObject({ verdict: 'fail', value: 1 })
    }
  })
})
