import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { WorkbenchError } from '#contract/errors.ts'
import type * as OpenWorkspace from '../../main/store/open-workspace.ts'
import type { Workspace } from '../../main/store/workspace.ts'
import { startWorkbench } from '../helpers/workbench.ts'

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

it('the engine is stopped even where the workspace cannot be closed, so that nothing waits for it', async () => {
  const bench = startWorkbench()
  const { engine, files } = bench.workbench
  await bench.call('workspace.create', { file: files.register(join(bench.folder, 'w.eosin'), 'file').id })
  const added = await bench.call('datasets.add', { source: { builtIn: 'mnist1d' } })
  await bench.finished(added.job)
  expect(engine.pid).not.toBeNull()
  const workspace = opened.at(-1)!
  const close = workspace.close.bind(workspace)
  workspace.close = () => {
    throw new WorkbenchError('store_full', 'workspace full: made up for this test')
  }
  await expect(bench.close()).rejects.toThrow('workspace full')
  expect(engine.pid).toBeNull()
  close()
}, 60_000)
