import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { codeOf, fill, putMap } from './fixture.ts'

const folder = temporaryFolder()
const open = (name: string) => openWorkspace(join(folder, name), { create: true })

describe('runs', () => {
  it('findOrCreate gives the same run for the same definition, another one for another', () => {
    const workspace = open('same.eosin')
    const { definition, run } = fill(workspace, 2)
    const same = workspace.runs.findOrCreate({ ...definition, params: { layers: ['conv'] } }, {})
    expect(same).toMatchObject({ created: false, run: { id: run.id, provenance: { app: '0.1.0' } } })
    for (const other of [{ seed: 1 }, { versus: 1 }, { backend: 'onnxruntime' }, { params: {} }] as const) {
      expect(workspace.runs.findOrCreate({ ...definition, ...other }, {}).created).toBe(true)
    }
    expect(workspace.runs.list({ modelId: definition.modelId })).toHaveLength(5)
    expect(workspace.runs.list({ datasetId: 99 })).toHaveLength(0)
    workspace.close()
  })

  it('setState keeps the error until the next state', () => {
    const workspace = open('state.eosin')
    const { run } = fill(workspace, 1)
    const error = { code: 'engine_crashed', message: 'engine crashed' } as const
    workspace.runs.setState(run.id, 'failed', error)
    expect(workspace.runs.get(run.id)).toMatchObject({ state: 'failed', error })
    workspace.runs.setState(run.id, 'queued')
    expect(workspace.runs.get(run.id)).toMatchObject({ state: 'queued', error: null })
    expect(codeOf(() => workspace.runs.setState(99, 'done'))).toBe('unknown_run')
    workspace.close()
  })

  it('pendingSamples leaves out readable problems, maps and failures, in order', () => {
    const workspace = open('pending.eosin')
    const { run, sampleIds } = fill(workspace, 6)
    const [first, second, third, fourth, fifth, sixth] = sampleIds
    workspace.samples.setProblem(second!, 'cut short')
    putMap(workspace, run.id, first!)
    workspace.maps.failures.put(run.id, fourth!, { code: 'backend_failed', message: 'out of memory' })
    expect([...workspace.runs.pendingSamples(run.id)]).toEqual([third, fifth, sixth])
    expect([...workspace.runs.pendingSamples(run.id, 2)]).toEqual([third, fifth])
    expect(workspace.runs.samples.progress(run.id)).toEqual({ total: 5, done: 1, failed: 1 })
    expect([...workspace.runs.samples.done(run.id)]).toEqual([first])
    expect(workspace.maps.failures.list(run.id)).toMatchObject([{ sampleId: fourth }])
    expect(workspace.maps.failures.clearAll(run.id)).toBe(1)
    expect(workspace.runs.pendingSamples(run.id)).toHaveLength(4)
    workspace.close()
  })

  it('findOrCreate takes another background for another run, and none for what it always was', () => {
    const workspace = open('background.eosin')
    const { definition, run } = fill(workspace, 2)
    const withBackground = (background: unknown) =>
      workspace.runs.findOrCreate({ ...definition, background }, {})
    expect(withBackground(null)).toMatchObject({ created: false, run: { id: run.id, background: null } })
    const { run: other, created } = withBackground({ count: 5, classes: [1] })
    expect([created, other.background]).toEqual([true, { count: 5, classes: [1] }])
    expect(workspace.runs.find({ ...definition, background: { classes: [1], count: 5 } })?.id).toBe(other.id)
    workspace.close()
  })

  it('a run grows to every selection that was asked for', () => {
    const workspace = open('selection.eosin')
    const { definition, sampleIds } = fill(workspace, 6)
    type Selection = typeof definition.selection
    const covered = (seed: number, ...selections: Selection[]) => {
      const runs = selections.map(
        (selection) => workspace.runs.findOrCreate({ ...definition, seed, selection }, {}).run,
      )
      expect(new Set(runs.map((run) => run.id)).size).toBe(1)
      return [...workspace.runs.samples.selected(runs[0]!.id)]
    }
    const named: Selection = { kind: 'samples', sampleIds: [sampleIds[4]!, sampleIds[1]!] }
    const first = (count: number): Selection => ({ kind: 'first', count })
    expect(covered(1, first(2), first(3), first(1))).toEqual([1, 2, 3])
    expect(covered(2, first(2), named)).toEqual([1, 2, 5])
    expect(covered(3, named, first(5))).toEqual([1, 2, 3, 4, 5])
    expect(
      covered(4, named, { kind: 'samples', sampleIds: [3] }, { kind: 'samples', sampleIds: [] }),
    ).toEqual([2, 3, 5])
    expect(covered(5, named, { kind: 'all' }, first(1))).toEqual([1, 2, 3, 4, 5, 6])
    workspace.close()
  })

  it('a map of other bytes than the sample has now is stale and pending', () => {
    const workspace = open('stale.eosin')
    const { run, sampleIds } = fill(workspace, 1)
    putMap(workspace, run.id, sampleIds[0]!)
    workspace.samples.setHash(sampleIds[0]!, 'other bytes')
    expect(workspace.maps.find(run.id, sampleIds[0]!)).toMatchObject({ stale: true, sampleSha256: 'hash-0' })
    expect([...workspace.runs.pendingSamples(run.id)]).toEqual([sampleIds[0]])
    workspace.close()
  })
})

describe('run leases', () => {
  it('only one session executes a run; another may after release or expiry', () => {
    let now = 1000
    const path = join(folder, 'lease.eosin')
    const first = openWorkspace(path, { create: true, now: () => now })
    const { run } = fill(first, 1)
    const second = openWorkspace(path, { now: () => now })
    first.runs.leases.claim(run.id, 500)
    first.runs.leases.claim(run.id, 500)
    expect(codeOf(() => second.runs.leases.claim(run.id))).toBe('workspace_locked')
    expect(() => second.runs.leases.claim(run.id)).toThrow(`process ${process.pid} is executing it`)
    expect(second.runs.leases.isHeld(run.id)).toBe(true)
    first.runs.leases.release(run.id)
    second.runs.leases.claim(run.id, 500)
    expect(first.runs.leases.renew(run.id)).toBe(false)
    now += 501
    first.runs.leases.claim(run.id)
    expect(second.runs.leases.renew(run.id)).toBe(false)
    expect(first.runs.get(run.id).state).toBe('running')
    first.close()
    expect(second.runs.leases.isHeld(run.id)).toBe(false)
    second.close()
  })

  it('a run of a killed process is paused on the next opening and can be claimed at once', async () => {
    const path = join(folder, 'killed.eosin')
    const maker = openWorkspace(path, { create: true })
    const { run, sampleIds } = fill(maker, 1)
    maker.close()
    const child = spawn(process.execPath, [
      join(import.meta.dirname, 'map-writer.ts'),
      path,
      String(run.id),
      'hold',
    ])
    await once(child.stdout, 'data')
    const rival = openWorkspace(path)
    expect(rival.opening.unclean).toBe(false)
    expect(codeOf(() => rival.runs.leases.claim(run.id))).toBe('workspace_locked')
    child.kill('SIGKILL')
    await once(child, 'exit')
    rival.runs.leases.claim(run.id)
    rival.close()
    const reopened = openWorkspace(path)
    expect(reopened.opening.unclean).toBe(true)
    expect(reopened.runs.get(run.id).state).toBe('paused')
    expect([...reopened.runs.pendingSamples(run.id)]).toEqual([...sampleIds])
    reopened.close()
  })
})
