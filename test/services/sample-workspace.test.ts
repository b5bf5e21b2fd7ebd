import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Dataset } from '#contract/workspace.ts'
import type { Model } from '#contract/models.ts'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { startWorkbench, type TestWorkbench } from '../helpers/workbench.ts'

/** Predicting 400 tiles and explaining 8 of them takes minutes on a busy machine. */
const PATIENCE_MS = 300_000

interface Sample {
  readonly dataset: Dataset
  readonly model: Model
}

describe('the built-in sample', () => {
  const home = temporaryFolder()
  const before = process.env['EOSIN_HOME']
  let workbench: TestWorkbench

  async function sampleOf(kind: 'tile' | 'signal'): Promise<Sample> {
    const datasets = await workbench.call('datasets.list', {})
    const models = await workbench.call('models.list', {})
    const dataset = datasets.find((candidate) => candidate.kind === kind)
    const model = models.find((candidate) => candidate.kind === kind)
    if (dataset === undefined || model === undefined) throw new Error(`no ${kind}s in the sample`)
    return { dataset, model }
  }

  beforeAll(async () => {
    process.env['EOSIN_HOME'] = home
    workbench = startWorkbench()
    const { job } = await workbench.call('workspace.openSample', {})
    if (job === null) throw new Error('the sample was there already')
    const ended = await workbench.finished(job)
    expect([ended.state, ended.done]).toEqual(['done', ended.total])
  }, PATIENCE_MS)

  afterAll(async () => {
    await workbench.close()
    if (before === undefined) delete process.env['EOSIN_HOME']
    else process.env['EOSIN_HOME'] = before
  })

  it('holds tiles and signals, all labelled synthetic, with 8 maps each', async () => {
    const { workspace } = await workbench.call('workspace.current', {})
    expect(workspace).toMatchObject({
      synthetic: true,
      sampleCount: 1400,
      datasetCount: 2,
      modelCount: 2,
      mapCount: 16,
    })
    const datasets = await workbench.call('datasets.list', {})
    expect(datasets.map(({ kind, synthetic, sampleCount }) => [kind, synthetic, sampleCount])).toEqual([
      ['signal', true, 1000],
      ['tile', true, 400],
    ])
  })

  it.each([
    ['tile', 0.95],
    ['signal', 0.87],
  ] as const)('names more %ss rightly than %d', async (kind, least) => {
    const { dataset, model } = await sampleOf(kind)
    const evaluation = await workbench.call('evaluation.classifier', {
      datasetId: dataset.id,
      modelId: model.id,
    })
    expect(evaluation.sampleCount).toBe(dataset.sampleCount)
    expect(evaluation.accuracy).toBeGreaterThan(least)
    expect(model.classNames).toEqual(dataset.classNames)
  })

  it('explains one tile of each class', async () => {
    const { dataset, model } = await sampleOf('tile')
    const { hasMap, labels } = await workbench.call('samples.table', {
      datasetId: dataset.id,
      modelId: model.id,
    })
    expect([...labels].filter((_, index) => hasMap[index] === 1)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })

  it('scores where the maps of tiles lie against what was painted', async () => {
    const { dataset, model } = await sampleOf('tile')
    const question = { method: 'saliency', target: { kind: 'predicted' as const } }
    const { run, job } = await workbench.call('runs.start', {
      datasetId: dataset.id,
      modelId: model.id,
      question,
      limit: 4,
    })
    await workbench.finished(job)
    const scoring = await workbench.call('scores.start', {
      runId: run.id,
      metric: 'localisation',
      params: {},
    })
    await workbench.finished(scoring.job)
    const scores = await workbench.call('scores.list', { runId: run.id })
    expect(scores).toMatchObject([{ metric: 'localisation', sampleCount: 4 }])
    expect(scores[0]?.figures).toMatchObject({
      pointingGame: { count: 4 },
      massAccuracy: { count: 4 },
      localisationAuc: { count: 4 },
    })
  })

  it('opens at once the second time, and computes nothing', async () => {
    await workbench.call('workspace.close', {})
    const pid = workbench.workbench.engine.pid
    const again = await workbench.call('workspace.openSample', {})
    expect(again).toMatchObject({ job: null, workspace: { synthetic: true, sampleCount: 1400 } })
    expect(workbench.workbench.engine.pid).toBe(pid)
  })

  it(
    'completes a sample of an earlier version, and doubles nothing',
    async () => {
      await workbench.call('workspace.close', {})
      const stored = openWorkspace(join(home, 'sample.eosin'), { create: false })
      const [signals] = stored.datasets.list()
      stored.datasets.remove(signals?.id ?? 0)
      stored.settings.set('sample-complete', true)
      stored.close()
      const { job } = await workbench.call('workspace.openSample', {})
      if (job === null) throw new Error('taken for complete')
      await workbench.finished(job)
      const { workspace } = await workbench.call('workspace.current', {})
      expect(workspace).toMatchObject({ sampleCount: 1400, datasetCount: 2, modelCount: 2, mapCount: 20 })
      expect((await workbench.call('workspace.openSample', {})).job).toBe(null)
    },
    PATIENCE_MS,
  )
})
