import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { fill } from './fixture.ts'

const folder = temporaryFolder()

it('maps.index(runId) gives what the maps span and cost as columns, in the dataset’s order', () => {
  const workspace = openWorkspace(join(folder, 'index.eosin'), { create: true })
  const { run, sampleIds } = fill(workspace, 3)
  const put = (sample: number, diagnostics: unknown, durationMs: number) =>
    workspace.maps.put({
      runId: run.id,
      sampleId: sampleIds[sample]!,
      targetClass: 0,
      versusClass: null,
      shape: [2],
      values: Float32Array.of(0, 1),
      diagnostics,
      durationMs,
    })
  put(2, { minimum: -0.5, maximum: 0.25, evaluations: 27, degenerate: null }, 12)
  put(0, { minimum: null, maximum: null, evaluations: 3, degenerate: 'constant' }, 7)
  expect(workspace.maps.index(run.id)).toEqual({
    sampleIds: Int32Array.of(sampleIds[0]!, sampleIds[2]!),
    minimum: Float32Array.of(NaN, -0.5),
    maximum: Float32Array.of(NaN, 0.25),
    durationMs: Float32Array.of(7, 12),
    evaluations: Int32Array.of(3, 27),
    degenerate: Uint8Array.of(1, 0),
  })
  expect(workspace.maps.index(99).sampleIds.length).toBe(0)
  workspace.close()
})
