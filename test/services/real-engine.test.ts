import { join, resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Job } from '../../preload/contract/jobs.ts'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { runCli } from '../cli/run-cli.ts'
import { startWorkbench, type TestWorkbench } from '../helpers/workbench.ts'

const MODEL = resolve(import.meta.dirname, '../../resources/models/mnist1d-cnn.h5')
const question = { method: 'sise' }
const open: TestWorkbench[] = []

afterEach(async () => {
  for (const bench of open.splice(0).reverse()) await bench.close()
})

function start(): TestWorkbench {
  const bench = startWorkbench()
  open.push(bench)
  return bench
}

function fileOf({ workbench }: TestWorkbench, path: string): string {
  return workbench.files.register(path, 'file').id
}

async function withSignals(
  bench: TestWorkbench,
): Promise<{ path: string; ids: { datasetId: number; modelId: number } }> {
  const path = join(bench.folder, 'w.eosin')
  await bench.call('workspace.create', { file: fileOf(bench, path) })
  const { job } = await bench.call('datasets.add', { source: { builtIn: 'mnist1d' } })
  const datasetId = (await bench.finished(job)).result?.datasetId ?? 0
  const model = await bench.call('models.add', { source: { file: fileOf(bench, MODEL) } })
  return { path, ids: { datasetId, modelId: model.id } }
}

/** Waits until so many maps are stored; false where the job ended before. */
async function untilStored(
  bench: TestWorkbench,
  runId: number,
  count: number,
  { id }: Job,
): Promise<boolean> {
  for (;;) {
    if ((await bench.call('runs.get', { runId })).done >= count) return true
    const job = (await bench.call('jobs.list', {})).find((candidate) => candidate.id === id)
    if (job === undefined || !['queued', 'running'].includes(job.state)) return false
    await new Promise((next) => setTimeout(next, 10))
  }
}

/** When each map was computed, by sample. */
function computedTimes(path: string, runId: number): Map<number, number> {
  const workspace = openWorkspace(path, { readonly: true })
  const times = new Map(workspace.maps.list(runId).map((map) => [map.sampleId, map.computedAt]))
  const { ok, problems } = workspace.checkIntegrity()
  workspace.close()
  expect([ok, problems]).toEqual([true, []])
  return times
}

describe('a run with a real engine', { timeout: 120_000 }, () => {
  it('goes on when its engine is killed, and computes no map twice', async () => {
    const bench = start()
    const { path, ids } = await withSignals(bench)
    const { run, job } = await bench.call('runs.start', { ...ids, question, limit: 400 })
    expect(await untilStored(bench, run.id, 20, job)).toBe(true)
    const before = computedTimes(path, run.id)
    const { pid } = bench.workbench.engine
    process.kill(pid ?? 0, 'SIGKILL')
    const ended = await bench.finished(job)
    const after = computedTimes(path, run.id)
    expect([ended.state, after.size]).toEqual(['done', 400])
    for (const [sampleId, time] of before) expect(after.get(sampleId)).toBe(time)
    expect(bench.workbench.engine.pid).not.toBe(pid)
  })

  it.skipIf(process.platform === 'win32')(
    'is refused to another process while it goes on, and taken up by it afterwards',
    async () => {
      const bench = start()
      const { path, ids } = await withSignals(bench)
      const { run, job } = await bench.call('runs.start', { ...ids, question, limit: 600 })
      expect(await untilStored(bench, run.id, 5, job)).toBe(true)
      const words = ['run', '--workspace', path, '--model', MODEL, '--data', 'mnist1d', '--method', 'sise']
      // Stopped in the middle of a map, so that the run is sure to go on for as long as the other process tries.
      const { pid } = bench.workbench.engine
      process.kill(pid ?? 0, 'SIGSTOP')
      const refused = await runCli([...words, '--limit', '600', '--json'], bench.folder)
      process.kill(pid ?? 0, 'SIGCONT')
      expect([refused.code, refused.json]).toMatchObject([2, { error: { code: 'workspace_locked' } }])
      const { state, done } = await bench.call('runs.pause', { runId: run.id })
      expect(state).toBe('paused')
      expect(done).toBeLessThan(600)
      const before = computedTimes(path, run.id)
      const taken = await runCli([...words, '--limit', '600', '--json'], bench.folder)
      expect(taken.json).toMatchObject({ runId: run.id, state: 'done', done: 600, resumed: before.size })
      const after = computedTimes(path, run.id)
      for (const [sampleId, time] of before) expect(after.get(sampleId)).toBe(time)
    },
  )
})
