import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { codeOf, fill, mapValues, putMap } from './fixture.ts'

const folder = temporaryFolder()
const open = (name: string) => openWorkspace(join(folder, name), { create: true })

describe('maps', () => {
  it('put and find give the values back with all that describes them', () => {
    const workspace = openWorkspace(join(folder, 'map.eosin'), { create: true, now: () => 1234 })
    const { run, sampleIds } = fill(workspace, 2)
    const id = putMap(workspace, run.id, sampleIds[0]!)
    expect(workspace.maps.find(run.id, sampleIds[0]!)).toEqual({
      id,
      runId: run.id,
      sampleId: sampleIds[0],
      targetClass: 1,
      versusClass: null,
      shape: [16],
      diagnostics: { sum: 1 },
      durationMs: 2.5,
      computedAt: 1234,
      sampleSha256: 'hash-0',
      stale: false,
      values: mapValues(sampleIds[0]!, 16),
    })
    expect(workspace.maps.find(run.id, sampleIds[1]!)).toBeUndefined()
    expect(codeOf(() => workspace.maps.get(99))).toBe('unknown_map')
    workspace.close()
  })

  it('put again replaces the map under the same id and clears a failure', () => {
    const workspace = open('again.eosin')
    const { run, sampleIds } = fill(workspace, 1)
    const id = putMap(workspace, run.id, sampleIds[0]!, 8)
    workspace.maps.failures.put(run.id, sampleIds[0]!, { code: 'internal', message: 'odd' })
    expect(putMap(workspace, run.id, sampleIds[0]!, 9)).toBe(id)
    expect(workspace.maps.get(id).shape).toEqual([9])
    expect(workspace.maps.failures.list(run.id)).toEqual([])
    workspace.close()
  })

  it('findFor lists the maps over a sample without values, of one model where it is named', () => {
    const workspace = open('for.eosin')
    const { run, definition, modelId, sampleIds } = fill(workspace, 2)
    const other = workspace.runs.findOrCreate({ ...definition, seed: 7 }, {}).run
    putMap(workspace, run.id, sampleIds[0]!)
    putMap(workspace, other.id, sampleIds[0]!)
    putMap(workspace, run.id, sampleIds[1]!)
    const found = workspace.maps.findFor(sampleIds[0]!, modelId)
    expect(found.map((map) => map.runId)).toEqual([other.id, run.id])
    expect(found[0]).not.toHaveProperty('values')
    expect(workspace.maps.findFor(sampleIds[0]!, 99)).toEqual([])
    expect([...workspace.maps.read(run.id)].map((map) => map.sampleId)).toEqual([...sampleIds])
    workspace.close()
  })

  it('compact gives the space of removed maps back', () => {
    const workspace = open('compact.eosin')
    const { run, sampleIds } = fill(workspace, 40)
    for (const sampleId of sampleIds) putMap(workspace, run.id, sampleId, 5000)
    const before = workspace.counts().sizeBytes
    expect(workspace.diskUsage()[0]).toMatchObject({ table: 'maps' })
    workspace.runs.remove(run.id)
    workspace.compact()
    expect(workspace.counts().sizeBytes).toBeLessThan(before / 4)
    workspace.close()
  })

  it('scores keep a summary and values per sample, replaced as a whole', () => {
    const workspace = open('scores.eosin')
    const { run, sampleIds } = fill(workspace, 2)
    const score = {
      runId: run.id,
      metric: 'drop-increase',
      params: { fraction: 0.9, mode: 'values' },
      summary: { averageDrop: 0.5 },
      samples: [...sampleIds].map((sampleId) => ({ sampleId, values: { drop: sampleId } })),
    }
    const first = workspace.scores.put(score)
    const again = workspace.scores.put({
      ...score,
      summary: { averageDrop: 0.25 },
      samples: score.samples.slice(1),
    })
    expect(again.id).toBe(first.id)
    const found = workspace.scores.find(run.id, 'drop-increase', { mode: 'values', fraction: 0.9 })
    expect(found).toMatchObject({ id: first.id, summary: { averageDrop: 0.25 } })
    expect([...workspace.scores.sampleChunks(first.id)].flat()).toEqual([
      { sampleId: sampleIds[1], values: { drop: 2 } },
    ])
    expect(workspace.scores.list(run.id)).toHaveLength(1)
    workspace.close()
  })

  it('settings keep JSON by key, and forget undefined', () => {
    const workspace = open('settings.eosin')
    workspace.settings.set('a', [1, null])
    workspace.settings.set('b', 'text')
    workspace.settings.set('b', undefined)
    expect(workspace.settings.all()).toEqual({ a: [1, null] })
    expect(workspace.settings.get('b')).toBeUndefined()
    workspace.close()
  })
})
