import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { KEPT_EVENTS } from '../../main/store/run-events.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { codeOf, fill, putMap } from './fixture.ts'

const folder = temporaryFolder()
let number = 0
const fresh = () => openWorkspace(join(folder, `${++number}.eosin`), { create: true })

describe('run events', () => {
  it('come back in order, with the sample, and the oldest make room', () => {
    const workspace = fresh()
    const { run, sampleIds } = fill(workspace, 1)
    workspace.transaction(() => {
      for (let index = 0; index < KEPT_EVENTS + 20; index++) {
        workspace.runs.events.add(run.id, { kind: 'started', message: `${index}`, sampleId: sampleIds[0] })
      }
    })
    const events = workspace.runs.events.list(run.id)
    expect(events).toHaveLength(KEPT_EVENTS)
    expect([events[0]?.message, events.at(-1)?.message, events[0]?.sampleId]).toEqual([
      '20',
      `${KEPT_EVENTS + 19}`,
      sampleIds[0],
    ])
    workspace.close()
  })
})

describe('deleted runs', () => {
  it('are hidden with their maps, and restored with them', () => {
    const workspace = fresh()
    const { run, sampleIds, modelId, datasetId } = fill(workspace, 2)
    putMap(workspace, run.id, sampleIds[0]!)
    workspace.runs.deletions.delete(run.id)
    expect(codeOf(() => workspace.runs.get(run.id))).toBe('unknown_run')
    expect(codeOf(() => workspace.runs.deletions.delete(run.id))).toBe('unknown_run')
    expect([
      workspace.runs.list().length,
      workspace.maps.findFor(sampleIds[0]!).length,
      workspace.maps.explainedSamples(modelId, datasetId).length,
      workspace.counts().maps,
    ]).toEqual([0, 0, 0, 0])
    workspace.runs.deletions.restore(run.id)
    expect(workspace.runs.get(run.id).runKey).toBe(run.runKey)
    expect(workspace.maps.findFor(sampleIds[0]!)).toHaveLength(1)
    workspace.close()
  })

  it('leave their question free, and are not restored over another run of it', () => {
    const workspace = fresh()
    const { run, definition } = fill(workspace, 2)
    workspace.runs.deletions.delete(run.id)
    expect(workspace.runs.find(definition)).toBeUndefined()
    const { run: second, created } = workspace.runs.findOrCreate(definition, {})
    expect([created, second.id === run.id]).toEqual([true, false])
    expect(codeOf(() => workspace.runs.deletions.restore(run.id))).toBe('invalid_input')
    workspace.close()
  })

  it('are purged by age, for good, with their maps', () => {
    const workspace = fresh()
    const { run, sampleIds } = fill(workspace, 2)
    putMap(workspace, run.id, sampleIds[0]!)
    workspace.runs.deletions.delete(run.id)
    expect(workspace.runs.deletions.purge(0)).toBe(0)
    expect(workspace.storage().runs.map(({ mapCount, deletedAt }) => [mapCount, deletedAt === null])).toEqual(
      [[1, false]],
    )
    expect(workspace.runs.deletions.purge()).toBe(1)
    expect(workspace.storage().runs).toEqual([])
    expect(codeOf(() => workspace.runs.deletions.restore(run.id))).toBe('unknown_run')
    workspace.close()
  })
})

describe('scores that come in parts', () => {
  it('have no summary before they are finished, and lose samples without a map', () => {
    const workspace = fresh()
    const { run, sampleIds } = fill(workspace, 3)
    for (const id of sampleIds) putMap(workspace, run.id, id)
    const [first, second] = workspace.maps.list(run.id)
    const scoreId = workspace.scores.begin(run.id, 'road', { a: 1 })
    const row = (map: typeof first) => ({
      sampleId: map!.sampleId,
      mapComputedAt: map!.computedAt,
      values: { auc: map!.sampleId },
    })
    workspace.scores.putSamples(scoreId, [row(first), row(second)])
    expect([workspace.scores.find(run.id, 'road', { a: 1 }), workspace.scores.list(run.id)]).toEqual([
      undefined,
      [],
    ])
    expect(workspace.scores.begin(run.id, 'road', { a: 1 })).toBe(scoreId)
    workspace.maps.remove(run.id, first!.sampleId)
    workspace.scores.finish(scoreId, { figures: {} })
    expect([...workspace.scores.sampleChunks(scoreId)].flat().map(({ sampleId }) => sampleId)).toEqual([
      second!.sampleId,
    ])
    expect(workspace.scores.list(run.id)).toHaveLength(1)
    workspace.close()
  })
})
