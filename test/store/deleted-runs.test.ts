import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import type { Workspace } from '../../main/store/workspace.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { codeOf, fill, putMap } from './fixture.ts'

const folder = temporaryFolder()
let number = 0

/** Two windows on one workspace, each a session of its own. */
function twice(): { readonly here: Workspace; readonly there: Workspace; close(): void } {
  const path = join(folder, `${++number}.eosin`)
  const here = openWorkspace(path, { create: true })
  const there = openWorkspace(path)
  return {
    here,
    there,
    close: () => {
      here.close()
      there.close()
    },
  }
}

describe('a run on which two work', () => {
  it('is not deleted while the other executes it', () => {
    const { here, there, close } = twice()
    const { run } = fill(here, 2)
    there.runs.leases.claim(run.id)
    expect(codeOf(() => here.runs.deletions.delete(run.id))).toBe('workspace_locked')
    expect(here.runs.get(run.id).state).toBe('running')
    there.runs.leases.release(run.id)
    here.runs.deletions.delete(run.id)
    close()
  })

  it('is not executed any more once the other has deleted it', () => {
    const { here, there, close } = twice()
    const { run } = fill(here, 2)
    here.runs.deletions.delete(run.id)
    expect(codeOf(() => there.runs.leases.claim(run.id))).toBe('unknown_run')
    there.runs.deletions.restore(run.id)
    here.runs.leases.claim(run.id)
    expect(there.runs.get(run.id).state).toBe('running')
    close()
  })
})

it('maps of a deleted run are not read by their ids, but checked with all others', () => {
  const { here, close } = twice()
  const { run, sampleIds } = fill(here, 2)
  const mapId = putMap(here, run.id, sampleIds[0]!)
  here.mapChecks.put(mapId, 'runner-up', {})
  here.runs.deletions.delete(run.id)
  expect(codeOf(() => here.maps.get(mapId))).toBe('unknown_map')
  expect(here.checkIntegrity()).toEqual({ ok: true, problems: [], mapsChecked: 1 })
  here.runs.deletions.restore(run.id)
  expect([here.maps.get(mapId).sampleId, here.mapChecks.list(mapId).length]).toEqual([sampleIds[0], 1])
  here.runs.deletions.delete(run.id)
  here.runs.deletions.purge()
  expect(here.checkIntegrity()).toEqual({ ok: true, problems: [], mapsChecked: 0 })
  close()
})

it('shared maps are read page by page, in the data set’s order', () => {
  const { here, close } = twice()
  const { run, sampleIds, definition } = fill(here, 5)
  const { run: other } = here.runs.findOrCreate({ ...definition, seed: 9 }, {})
  for (const id of sampleIds) putMap(here, run.id, id)
  for (const id of [...sampleIds].slice(1)) putMap(here, other.id, id)
  const page = (start: number, count: number) =>
    here.maps.shared(run.id, other.id, { start, count }).map(({ sampleId }) => sampleId)
  expect(here.maps.countShared(run.id, other.id)).toBe(4)
  expect([page(0, 3), page(3, 3), page(1e15, 3)]).toEqual([
    [...sampleIds].slice(1, 4),
    [...sampleIds].slice(4),
    [],
  ])
  close()
})
