import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrations } from '../../main/store/migrations/index.ts'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import type { Workspace } from '../../main/store/workspace.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { fill, putMap } from './fixture.ts'

const folder = temporaryFolder()
const path = join(folder, 'checks.eosin')
let time = 1000
let workspace: Workspace
let ids: { runId: number; sampleId: number; mapId: number }

beforeAll(() => {
  workspace = openWorkspace(path, { create: true, now: () => ++time })
  const { run, sampleIds } = fill(workspace, 2)
  const sampleId = sampleIds[0]!
  ids = { runId: run.id, sampleId, mapId: putMap(workspace, run.id, sampleId) }
})
afterAll(() => workspace.close())

describe('MapChecks', () => {
  it('put(mapId, check, values) keeps the newest of each check, also after reopening', () => {
    const { mapId } = ids
    workspace.mapChecks.put(mapId, 'runner-up', { spearman: 0.1 })
    workspace.mapChecks.put(mapId, 'runner-up', { spearman: 0.2 })
    workspace.mapChecks.put(mapId, 'kept-confidence', { drop: null })
    workspace.close()
    workspace = openWorkspace(path, { now: () => ++time })
    expect(workspace.mapChecks.list(mapId).map(({ check, values }) => [check, values])).toEqual([
      ['kept-confidence', { drop: null }],
      ['runner-up', { spearman: 0.2 }],
    ])
  })

  it('forgets them once the map is computed anew, and with the map', () => {
    const { runId, sampleId, mapId } = ids
    expect(putMap(workspace, runId, sampleId)).toBe(mapId)
    expect(workspace.mapChecks.list(mapId)).toEqual([])
    workspace.mapChecks.put(mapId, 'runner-up', { spearman: 0.3 })
    expect(workspace.mapChecks.list(mapId)).toHaveLength(1)
    workspace.maps.remove(runId, sampleId)
    expect(workspace.mapChecks.list(mapId)).toEqual([])
    workspace.mapChecks.put(mapId, 'runner-up', { spearman: 0.4 })
    expect(workspace.mapChecks.list(mapId)).toEqual([])
  })

  it('comes to a workspace of version 2 with everything that was in it', () => {
    const old = join(folder, 'old.eosin')
    const before = openWorkspace(old, { create: true, steps: migrations.slice(0, 2) })
    const { run, sampleIds } = fill(before, 2)
    const mapId = putMap(before, run.id, sampleIds[0]!)
    before.close()
    const after = openWorkspace(old)
    after.mapChecks.put(mapId, 'runner-up', { spearman: 1 })
    expect([after.maps.get(mapId).runId, after.mapChecks.list(mapId).length]).toEqual([run.id, 1])
    after.close()
  })
})
