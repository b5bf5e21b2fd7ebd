import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { calls, type CallInput, type CallOutput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Job } from '#contract/jobs.ts'
import type { CallName } from '#contract/names.ts'
import { createDispatch } from '../../main/ipc/dispatch.ts'
import { FileHandles } from '../../main/services/file-handles.ts'
import { createServices, type Services } from '../../main/services/services.ts'
import { fakeEngine } from '../helpers/fake-engine.ts'
import { breaksOff, hasGrown, startFileServer, status, type FileServer } from '../helpers/file-server.ts'
import { catalogued, tinyArchive } from '../helpers/tiny-dataset.ts'

const archive = tinyArchive()
const dataset = catalogued(archive)
const patience = { tries: 2, firstWaitMs: 1, longestWaitMs: 2, stallMs: 5000 }

let server: FileServer
let folder: string
let services: Services
let files: FileHandles
let jobs: Job[]

beforeAll(async () => {
  server = await startFileServer(archive)
})
afterAll(() => server.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eosin-catalogue-'))
  vi.stubEnv('EOSIN_HOME', folder)
  vi.stubEnv('EOSIN_DATASETS_URL', server.address)
  server.ranges.length = 0
  files = new FileHandles()
  jobs = []
  services = createServices({
    engine: fakeEngine({}),
    host: 'command-line',
    files,
    settingsPath: join(folder, 'settings.json'),
    emit: (name, payload) => name === 'job.changed' && jobs.push(payload as Job),
    catalogue: { datasets: [dataset], patience },
  })
})
afterEach(async () => {
  await services.close()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

async function call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
  const reply = await createDispatch({ handlers: services.handlers, checkOutput: true })(name, input)
  if (!reply.ok) throw WorkbenchError.fromRecord(reply.error)
  return calls[name].output.parse(reply.value) as CallOutput<Name>
}

async function fetchTiny(file?: string): Promise<Job> {
  const handle = file === undefined ? {} : { file: files.register(file).id }
  const { job } = await call('datasets.fetch', { id: 'tiny', ...handle })
  return call('jobs.wait', { jobId: job.id })
}
const state = async () => (await call('datasets.catalogue', {}))[0]?.state

describe('datasets.catalogue', () => {
  it('tells what is fetched, from where, under which licence, and downloads nothing', async () => {
    const [entry] = await call('datasets.catalogue', {})
    expect(entry).toMatchObject({
      id: 'tiny',
      licence: { name: 'CC BY 4.0' },
      archive: { bytes: archive.length, address: `${server.address}/records/1/files/Tiny.zip?download=1` },
      place: join(folder, 'datasets', 'Tiny.zip'),
      state: { kind: 'absent' },
    })
    expect(server.ranges).toEqual([])
    expect(existsSync(join(folder, 'datasets'))).toBe(false)
  })
})

describe('datasets.fetch', () => {
  it('is a job that counts bytes; then the data set is there and can be added', async () => {
    expect(await fetchTiny()).toMatchObject({ state: 'done', kind: 'download', unit: 'bytes' })
    expect(jobs.map(({ total }) => total)).toEqual(jobs.map(() => archive.length + dataset.unpackedBytes))
    const location = join(folder, 'datasets', 'tiny', 'Tiny')
    expect(await state()).toMatchObject({ kind: 'present', location, folder: { kind: 'folder' } })
    await call('workspace.create', { file: files.register(join(folder, 'w.eosin')).id })
    const { job } = await call('datasets.add', { source: { catalogue: 'tiny' } })
    expect((await call('jobs.wait', { jobId: job.id })).state).toBe('done')
    expect(await call('datasets.list', {})).toMatchObject([{ name: 'tiny', location }])
  })

  it('that broke off can be seen, and gone on with', async () => {
    const part = join(folder, 'datasets', 'Tiny.zip.part')
    server.script.push(breaksOff(server, 100, part), status(403))
    expect(await fetchTiny()).toMatchObject({ state: 'failed', error: { code: 'download_failed' } })
    expect(await state()).toEqual({ kind: 'partial', bytes: 100 })
    expect(await fetchTiny()).toMatchObject({ state: 'done' })
    expect(server.ranges.at(-1)).toBe('bytes=100-')
  })

  it('goes on while workspaces are opened, and is cancelled when it is asked to be', async () => {
    const part = join(folder, 'datasets', 'Tiny.zip.part')
    server.script.push((_, response) => {
      response.writeHead(200, { 'Content-Length': archive.length, ETag: '"one"' })
      response.write(archive.subarray(0, 60))
    })
    const { job } = await call('datasets.fetch', { id: 'tiny' })
    await hasGrown(part, 60)
    await call('workspace.create', { file: files.register(join(folder, 'w.eosin')).id })
    await call('workspace.close', {})
    expect(await call('jobs.list', {})).toMatchObject([{ state: 'running' }])
    expect(await call('jobs.cancel', { jobId: job.id })).toMatchObject({ state: 'cancelled', error: null })
    expect(await state()).toEqual({ kind: 'partial', bytes: 60 })
  })

  it('takes the archive from a handle, and nothing else for it', async () => {
    const file = join(folder, 'brought.zip')
    writeFileSync(file, 'no archive')
    expect(await fetchTiny(file)).toMatchObject({ state: 'failed', error: { code: 'file_corrupt' } })
    writeFileSync(file, archive)
    expect(await fetchTiny(file)).toMatchObject({ state: 'done' })
    expect(server.ranges).toEqual([])
  })

  it('refuses what it does not know', async () => {
    await expect(call('datasets.fetch', { id: '../x' })).rejects.toMatchObject({ code: 'unknown_dataset' })
    await expect(call('datasets.fetch', { id: 'tiny', file: 'guess' })).rejects.toMatchObject({
      code: 'unknown_file',
    })
  })
})

describe('datasets.add', () => {
  it('of what was not fetched says how to fetch it', async () => {
    await call('workspace.create', { file: files.register(join(folder, 'w.eosin')).id })
    await expect(call('datasets.add', { source: { catalogue: 'tiny' } })).rejects.toThrow(
      'data set absent: tiny (fetch it first: eosin datasets fetch tiny)',
    )
    await expect(call('datasets.add', { source: { catalogue: 'x' } })).rejects.toMatchObject({
      code: 'unknown_dataset',
    })
  })
})
