import { existsSync, mkdirSync, writeFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SourceListing } from '../../main/datasets/sample-source.ts'
import { listingOf } from '../helpers/fake-engine.ts'
import { createFixture, withData } from './workbench-fixture.ts'

const question = { method: 'sise' }

describe('datasets', () => {
  it('add twice refreshes: new samples come in, vanished ones are flagged, nothing is doubled', async () => {
    const listing = { ...listingOf(4) } as { -readonly [Key in keyof SourceListing]: SourceListing[Key] }
    await using fixture = createFixture({ listing })
    const { datasetId, modelId } = await withData(fixture)
    await fixture.finish(fixture.call('predictions.start', { datasetId, modelId }))
    listing.samples = [...listing.samples.slice(1), { name: 'a/new.png', label: 0 }]
    const again = await fixture.finish(fixture.call('datasets.add', { source: { builtIn: 'mnist1d' } }))
    const table = await fixture.call('samples.table', { datasetId, modelId })
    expect(again.result?.datasetId).toBe(datasetId)
    expect(await fixture.call('datasets.list', {})).toMatchObject([{ sampleCount: 5, problemCount: 1 }])
    expect(await fixture.call('datasets.problems', { datasetId })).toEqual([
      { name: 'a/000.png', reason: 'no longer there' },
    ])
    expect([...table.predicted].filter((index) => index === -1)).toHaveLength(1)
  })

  it('add lists what was left out as problems that are never computed', async () => {
    const problems = [{ name: 'notes.txt', reason: 'no picture' }]
    await using fixture = createFixture({ listing: { ...listingOf(2), problems } })
    const ids = await withData(fixture)
    expect(await fixture.call('datasets.problems', { datasetId: ids.datasetId })).toEqual(problems)
    const job = await fixture.finish(fixture.call('predictions.start', ids))
    expect([job.state, job.total]).toEqual(['done', 2])
  })

  it('add refuses an empty source and leaves nothing behind', async () => {
    await using fixture = createFixture({ listing: listingOf(0) })
    await fixture.call('workspace.create', { file: fixture.handle(join(fixture.folder, 'w.eosin')) })
    const job = await fixture.finish(fixture.call('datasets.add', { source: { builtIn: 'mnist1d' } }))
    expect([job.state, job.error?.code]).toEqual(['failed', 'file_unsupported'])
    expect(await fixture.call('datasets.list', {})).toEqual([])
  })
})

describe('models', () => {
  it('add takes class names from the data, or from a file beside it', async () => {
    await using fixture = createFixture()
    await withData(fixture)
    const [model] = await fixture.call('models.list', {})
    expect(model?.classNames).toEqual(['a', 'b'])
    const path = join(fixture.folder, 'other.h5')
    writeFileSync(path, '')
    writeFileSync(`${path}.classes.txt`, 'b\na\n')
    const other = await fixture.call('models.add', { source: { file: fixture.handle(path) } })
    expect(other.classNames).toEqual(['b', 'a'])
    expect(other.notes.join()).toMatch(/label order differs from dataset MNIST-1D/)
  })

  it('added before the data take their names when they come', async () => {
    await using fixture = createFixture()
    const path = join(fixture.folder, 'model.h5')
    writeFileSync(path, '')
    await fixture.call('workspace.create', { file: fixture.handle(join(fixture.folder, 'w.eosin')) })
    const before = await fixture.call('models.add', { source: { file: fixture.handle(path) } })
    await fixture.finish(fixture.call('datasets.add', { source: { builtIn: 'mnist1d' } }))
    const [after] = await fixture.call('models.list', {})
    expect([before.classNames, after?.classNames]).toEqual([
      ['class 0', 'class 1'],
      ['a', 'b'],
    ])
  })

  it('add refuses a file that is not there', async () => {
    await using fixture = createFixture()
    await fixture.call('workspace.create', { file: fixture.handle(join(fixture.folder, 'w.eosin')) })
    const file = fixture.handle(join(fixture.folder, 'none.h5'))
    await expect(fixture.call('models.add', { source: { file } })).rejects.toMatchObject({
      code: 'file_unreadable',
    })
  })
})

describe('predictions and evaluation', () => {
  it('unreadable samples become problems and are left out of the figures', async () => {
    await using fixture = createFixture({ unreadable: new Set(['b/001.png']) })
    const ids = await withData(fixture)
    const job = await fixture.finish(fixture.call('predictions.start', ids))
    const evaluation = await fixture.call('evaluation.classifier', ids)
    expect([job.state, job.result?.failures]).toEqual(['done', 1])
    expect(evaluation).toMatchObject({ sampleCount: 5, leftOut: 1, accuracy: 1, backend: 'wasm' })
  })

  it('start asked again predicts nothing', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    await fixture.finish(fixture.call('predictions.start', ids))
    await fixture.finish(fixture.call('predictions.start', ids))
    expect(fixture.engine.calls.filter((name) => name === 'predict')).toHaveLength(1)
  })

  it('refuses a model of another kind of sample', async () => {
    await using fixture = createFixture({ facts: { kind: 'tile' } })
    const ids = await withData(fixture)
    await expect(fixture.call('predictions.start', ids)).rejects.toMatchObject({ code: 'shape_mismatch' })
  })
})

describe('attributions', () => {
  it('explain stores the map, finds it the next time, and after a restart', async () => {
    const fixture = createFixture()
    const { datasetId, modelId } = await withData(fixture)
    const { ids } = await fixture.call('samples.table', { datasetId, modelId })
    const request = { sampleId: ids[3] ?? 0, modelId, question }
    const first = await fixture.finish(fixture.call('attributions.explain', request))
    const again = await fixture.call('attributions.explain', request)
    expect([again.job.state, again.job.result]).toEqual(['done', first.result])
    const map = await fixture.call('maps.get', { mapId: first.result?.mapId ?? 0 })
    expect([[...map.values], map.targetClass, map.output]).toEqual([[3, 3, 3, 3], 1, 'probability'])
    const sampleIds = [...ids.slice(0, 5)]
    const found = await fixture.call('maps.find', { runId: map.runId, sampleIds })
    expect(found.map(({ id, sampleId, values }) => [id, sampleId, [...values]])).toEqual([
      [map.id, request.sampleId, [3, 3, 3, 3]],
    ])
    await fixture.close()

    await using later = createFixture({}, fixture.folder)
    await later.call('workspace.open', { file: later.handle(join(fixture.folder, 'w.eosin')) })
    expect((await later.call('attributions.explain', request)).job.result).toEqual(first.result)
    expect(await later.call('attributions.find', { sampleId: request.sampleId, modelId })).toHaveLength(1)
    expect(later.engine.explained).toEqual([])
  })

  it('explain finds the map that a run has computed', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    await fixture.finish(fixture.call('runs.start', { ...ids, question }))
    const { ids: sampleIds } = await fixture.call('samples.table', ids)
    const { job } = await fixture.call('attributions.explain', {
      sampleId: sampleIds[0] ?? 0,
      modelId: ids.modelId,
      question,
    })
    expect([job.state, fixture.engine.explained.length]).toEqual(['done', 6])
  })

  it('explain that fails leaves no run behind', async () => {
    await using fixture = createFixture({ unreadable: new Set(['a/000.png']) })
    const { datasetId, modelId } = await withData(fixture)
    const { ids } = await fixture.call('samples.table', { datasetId, modelId })
    const job = await fixture.finish(
      fixture.call('attributions.explain', { sampleId: ids[0] ?? 0, modelId, question }),
    )
    expect([job.state, job.error?.code]).toEqual(['failed', 'file_corrupt'])
    expect(await fixture.call('runs.list', {})).toEqual([])
  })

  it('explain does not wait for a run: the run waits between samples', async () => {
    const during: string[] = []
    await using fixture = createFixture({
      listing: listingOf(40),
      onSample: (name) => void during.push(name),
    })
    const { datasetId, modelId } = await withData(fixture)
    const { ids } = await fixture.call('samples.table', { datasetId, modelId })
    const started = await fixture.call('runs.start', { datasetId, modelId, question })
    const last = { sampleId: ids[39] ?? 0, modelId, question: { ...question, seed: 1 } }
    await fixture.finish(fixture.call('attributions.explain', last))
    const run = await fixture.call('runs.get', { runId: started.run.id })
    expect(run.done).toBeLessThan(40)
    expect((await fixture.call('jobs.wait', { jobId: started.job.id })).state).toBe('done')
  })
})

describe('scores', () => {
  it('start gives means over the samples, with intervals, and finds them the next time', async () => {
    await using fixture = createFixture()
    const ids = await withData(fixture)
    const { result } = await fixture.finish(fixture.call('runs.start', { ...ids, question }))
    const request = { runId: result?.runId ?? 0, metric: 'drop-increase', params: { fraction: 0.5 } }
    await fixture.finish(fixture.call('scores.start', request))
    const again = await fixture.call('scores.start', request)
    const [score] = await fixture.call('scores.list', {})
    expect(score).toMatchObject({ sampleCount: 6, degenerate: 1, metric: 'drop-increase' })
    expect(score?.figures['averageDrop']?.value).toBeCloseTo(0.25)
    expect(score?.figures['increaseRate']).toMatchObject({ value: 0.5, count: 6 })
    expect([again.job.state, again.job.result?.scoreId]).toEqual(['done', score?.id])
  })
})

describe('workspace', () => {
  it('calls that need one say so', async () => {
    await using fixture = createFixture()
    await expect(fixture.call('runs.list', {})).rejects.toMatchObject({ code: 'no_workspace' })
    expect(await fixture.call('workspace.current', {})).toEqual({ workspace: null })
  })

  it('create refuses to replace a file; a failed open keeps the present one', async () => {
    await using fixture = createFixture()
    await withData(fixture)
    const file = fixture.handle(join(fixture.folder, 'w.eosin'))
    await expect(fixture.call('workspace.create', { file })).rejects.toMatchObject({ code: 'invalid_input' })
    const wrong = join(fixture.folder, 'text.eosin')
    writeFileSync(wrong, 'no workspace')
    await expect(fixture.call('workspace.open', { file: fixture.handle(wrong) })).rejects.toThrow(
      /text\.eosin/,
    )
    const { workspace } = await fixture.call('workspace.current', {})
    expect(workspace).toMatchObject({ name: 'w', sampleCount: 6, modelCount: 1, synthetic: false })
    expect((await fixture.call('workspace.check', {})).ok).toBe(true)
  })

  it('close stops a run, which can be resumed after opening again', async () => {
    await using fixture = createFixture({ listing: listingOf(60) })
    const ids = await withData(fixture)
    const { run } = await fixture.call('runs.start', { ...ids, question })
    await fixture.call('workspace.close', {})
    await fixture.call('workspace.open', { file: fixture.handle(join(fixture.folder, 'w.eosin')) })
    expect((await fixture.call('runs.get', { runId: run.id })).state).toBe('paused')
    const job = await fixture.finish(fixture.call('runs.resume', { runId: run.id }))
    expect([job.state, job.done]).toEqual(['done', 60])
    expect(new Set(fixture.engine.explained).size).toBe(60)
  })
})

describe('settings and files', () => {
  it('changeSettings keeps them, and a spoilt member falls back alone', async () => {
    await using fixture = createFixture()
    await fixture.call('app.changeSettings', { theme: 'dark', threads: 2 })
    const path = join(fixture.folder, 'settings.json')
    const stored: unknown = JSON.parse(readFileSync(path, 'utf8'))
    writeFileSync(path, JSON.stringify({ ...(stored as object), threads: 'many' }))
    await using later = createFixture({}, fixture.folder)
    expect(await later.call('app.settings', {})).toMatchObject({ theme: 'dark', threads: 0 })
  })

  it('browse gives folders first, hides hidden files, and makes handles for new workspaces', async () => {
    await using fixture = createFixture()
    for (const name of ['zeta', 'alpha', '.hidden']) mkdirSync(join(fixture.folder, name))
    writeFileSync(join(fixture.folder, 'b.h5'), '123')
    const folder = fixture.handle(fixture.folder)
    const listing = await fixture.call('files.browse', { folder, newFile: 'mine' })
    expect(listing.entries.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
      ['alpha', null],
      ['zeta', null],
      ['b.h5', 3],
    ])
    expect(listing.created?.name).toBe('mine.eosin')
    expect(existsSync(join(fixture.folder, 'mine.eosin'))).toBe(false)
    await fixture.call('workspace.create', { file: listing.created?.id ?? '' })
    expect(existsSync(join(fixture.folder, 'mine.eosin'))).toBe(true)
    await expect(fixture.call('files.browse', { folder, newFile: '../x' })).rejects.toThrow(
      /invalid file name/,
    )
    await expect(fixture.call('files.browse', { folder: 'guessed' })).rejects.toMatchObject({
      code: 'unknown_file',
    })
  })

  it('doctor tells what works and how to mend the rest', async () => {
    await using fixture = createFixture()
    const report = await fixture.call('app.doctor', {})
    expect(report.ok).toBe(true)
    expect(report.checks.filter(({ state, remedy }) => state !== 'ok' && remedy === null)).toEqual([])
  })
})
