import { join, resolve } from 'node:path'
import { expect, it, vi } from 'vitest'
import type * as OpenWorkspace from '../../main/store/open-workspace.ts'
import type { Workspace } from '../../main/store/workspace.ts'
import { startWorkbench } from '../helpers/workbench.ts'

const MODEL = resolve(import.meta.dirname, '../../resources/models/mnist1d-cnn.h5')
const PAGE_BYTES = 4096
const LIMIT = 300

const opened = vi.hoisted(() => [] as Workspace[])
vi.mock('../../main/store/open-workspace.ts', async (importOriginal) => {
  const original = await importOriginal<typeof OpenWorkspace>()
  const openWorkspace: typeof original.openWorkspace = (...input) => {
    const workspace = original.openWorkspace(...input)
    opened.push(workspace)
    return workspace
  }
  return { ...original, openWorkspace }
})

it('a run on a full disk fails as store_full, keeps its maps, and goes on when there is room', async () => {
  const bench = startWorkbench()
  try {
    const file = (path: string): string => bench.workbench.files.register(path, 'file').id
    await bench.call('workspace.create', { file: file(join(bench.folder, 'w.eosin')) })
    const added = await bench.call('datasets.add', { source: { builtIn: 'mnist1d' } })
    const datasetId = (await bench.finished(added.job)).result?.datasetId ?? 0
    const model = await bench.call('models.add', { source: { file: file(MODEL) } })
    const workspace = opened.at(-1)!
    workspace.limitPages(Math.ceil(workspace.counts().sizeBytes / PAGE_BYTES) + 12)

    const request = { datasetId, modelId: model.id, question: { method: 'sise' }, limit: LIMIT }
    const { run, job } = await bench.call('runs.start', request)
    const failed = await bench.call('jobs.wait', { jobId: job.id })
    expect([failed.state, failed.error?.code]).toEqual(['failed', 'store_full'])
    const before = new Map(workspace.maps.list(run.id).map((map) => [map.sampleId, map.computedAt]))
    expect(before.size).toBeGreaterThan(0)
    expect(before.size).toBeLessThan(LIMIT)
    expect(workspace.checkIntegrity()).toMatchObject({ ok: true })

    workspace.limitPages(null)
    const resumed = await bench.call('runs.resume', { runId: run.id })
    expect((await bench.finished(resumed.job)).state).toBe('done')
    const after = new Map(workspace.maps.list(run.id).map((map) => [map.sampleId, map.computedAt]))
    expect(after.size).toBe(LIMIT)
    for (const [sampleId, time] of before) expect(after.get(sampleId)).toBe(time)
    expect((await bench.call('runs.get', { runId: run.id })).state).toBe('done')
  } finally {
    await bench.close()
  }
}, 120_000)
