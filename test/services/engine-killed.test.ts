import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Job } from '../../preload/contract/jobs.ts'
import { startWorkbench, type TestWorkbench } from '../helpers/workbench.ts'

const MODEL = resolve(import.meta.dirname, '../../resources/models/mnist1d-cnn.h5')
let bench: TestWorkbench
let ids: { datasetId: number; modelId: number }
let sampleId: number
let mapId: number
let layer: string
let runIds: [number, number]

beforeAll(async () => {
  bench = startWorkbench()
  const { call, finished } = bench
  const fileOf = (file: string) => bench.workbench.files.register(file, 'file').id
  await call('workspace.create', { file: fileOf(join(bench.folder, 'w.eosin')) })
  const { job } = await call('datasets.add', { source: { builtIn: 'mnist1d' } })
  const datasetId = (await finished(job)).result?.datasetId ?? 0
  const model = await call('models.add', { source: { file: fileOf(MODEL) } })
  layer = model.layers.find(({ spatial }) => spatial)?.name ?? ''
  ids = { datasetId, modelId: model.id }
  const questions = [{ method: 'sise' }, { method: 'random' }]
  const started = await call('runs.startSeveral', { ...ids, questions, limit: 6 })
  await finished(started.job)
  const [first, second] = started.entries.map(({ run }) => run?.id ?? 0)
  runIds = [first ?? 0, second ?? 0]
  const [map] = await call('maps.list', { runId: runIds[0] })
  mapId = map?.id ?? 0
  sampleId = map?.sampleId ?? 0
}, 120_000)
afterAll(() => bench?.close())

/** Ends the engine while it has the question and has not answered it. */
async function killUnder<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  // Any answer proves that it runs.
  await bench.call('samples.signal', { sampleId })
  const pid = bench.workbench.engine.pid ?? 0
  process.kill(pid, 'SIGSTOP')
  const answer = ask()
  answer.catch(() => {})
  await new Promise((next) => setTimeout(next, 100))
  process.kill(pid, 'SIGKILL')
  return answer
}

const jobOf = async (asked: Promise<{ job: Job | null }>): Promise<Job> => {
  const { job } = await asked
  if (job === null) throw new Error('nothing to compute')
  return bench.call('jobs.wait', { jobId: job.id })
}

describe.skipIf(process.platform === 'win32')('an engine that is killed', { timeout: 120_000 }, () => {
  it.each<[string, () => Promise<unknown>]>([
    ['models.activations', () => bench.call('models.activations', { ...ids, sampleId, layer })],
    ['attributions.siseSteps', () => bench.call('attributions.siseSteps', { mapId })],
    ['runs.disagreement', () => bench.call('runs.disagreement', { runIds })],
    ['maps.compare', async () => bench.call('maps.compare', { mapIds: [mapId, await otherMap()] })],
    ['probes.region', () => bench.call('probes.region', { ...ids, sampleId, regions: [] })],
    ['datasets.templates', () => bench.call('datasets.templates', ids)],
  ])('fails %s with its reason, and the next one is answered', async (_, ask) => {
    await expect(killUnder(ask)).rejects.toMatchObject({ code: 'engine_crashed' })
    expect(await ask()).toBeDefined()
  })

  it.each<[string, () => Promise<{ job: Job | null }>]>([
    ['probes.curves', () => bench.call('probes.curves', { mapId, randomOrders: 7 })],
    ['maps.trust', () => bench.call('maps.trust', { mapId, checks: ['runner-up', 'kept-confidence'] })],
    ['attributions.explain', () => bench.call('attributions.explain', { ...ids, sampleId, question: { method: 'saliency' } })], // prettier-ignore
  ])('ends the job of %s as failed, and the next one finishes', async (_, ask) => {
    const killed = await killUnder(() => jobOf(ask()))
    expect([killed.state, killed.error?.code]).toEqual(['failed', 'engine_crashed'])
    expect((await jobOf(ask())).state).toBe('done')
  })

  it('costs a score nothing: it goes on with a new engine', async () => {
    const score = () => bench.call('scores.start', { runId: runIds[0], metric: 'drop-increase' })
    const ended = await killUnder(() => jobOf(score()))
    expect([ended.state, ended.result?.failures]).toEqual(['done', 0])
  })

  it('keeps the checks of a map that were done before', async () => {
    const { checks } = await bench.call('maps.trustReport', { mapId })
    expect(checks.filter(({ done }) => done).map(({ id }) => id)).toEqual(
      expect.arrayContaining(['kept-confidence', 'runner-up']),
    )
  })
})

describe('cancelling', { timeout: 120_000 }, () => {
  const question = { method: 'rise', params: { maskCount: 10_000 } }

  it('stops a map, its checks and its curves before they are done', async () => {
    const { job } = await bench.call('attributions.explain', { ...ids, sampleId, question })
    const explained = await bench.finished(job)
    const long = explained.result?.mapId ?? 0
    const again = { ...question, seed: 1 }
    for (const ask of [
      () => bench.call('attributions.explain', { ...ids, sampleId, question: again }),
      () => bench.call('maps.trust', { mapId: long, checks: ['randomised-model'] }),
      () => bench.call('probes.curves', { mapId: long, randomOrders: 50 }),
    ]) {
      const { job: started } = await ask()
      await new Promise((next) => setTimeout(next, 30))
      const ended = await bench.call('jobs.cancel', { jobId: started?.id ?? '' })
      expect([ended.state, ended.error]).toEqual(['cancelled', null])
      expect(ended.done).toBeLessThan(ended.total || 1)
    }
    const { checks } = await bench.call('maps.trustReport', { mapId: long })
    expect(checks.find(({ id }) => id === 'randomised-model')?.done).toBe(false)
  })
})

async function otherMap(): Promise<number> {
  const maps = await bench.call('attributions.find', { ...ids, sampleId })
  return maps.find(({ id }) => id !== mapId)?.id ?? 0
}
