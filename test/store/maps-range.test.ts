import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { fill } from './fixture.ts'

const folder = temporaryFolder()

it('range(runId) is over the maps that say something and whose samples are unchanged', () => {
  const workspace = openWorkspace(join(folder, 'range.eosin'), { create: true })
  const { run, sampleIds, definition } = fill(workspace, 4)
  const put = (index: number, diagnostics: object) =>
    workspace.maps.put({
      runId: run.id, sampleId: sampleIds[index]!, targetClass: 0, versusClass: null, shape: [1],
      values: new Float32Array(1), diagnostics, durationMs: 1,
    }) // prettier-ignore
  put(0, { minimum: -2, maximum: 1, degenerate: null })
  put(1, { minimum: -0.5, maximum: 7.25, degenerate: null })
  put(2, { minimum: -100, maximum: 100, degenerate: 'the map is constant' })
  expect(workspace.maps.range(run.id)).toEqual({ minimum: -2, maximum: 7.25, count: 2 })
  const empty = workspace.runs.findOrCreate({ ...definition, seed: 3 }, {}).run
  expect(workspace.maps.range(empty.id)).toEqual({ minimum: null, maximum: null, count: 0 })
  workspace.close()
})
