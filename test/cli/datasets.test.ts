import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { knownDatasets } from '../../main/datasets/catalogue.ts'
import type { ConsoleOutput } from '../../main/cli/console-output.ts'
import { fetchDatasetCommand, listDatasetsCommand } from '../../main/cli/datasets-command.ts'
import { ProgressLine } from '../../main/cli/progress-line.ts'
import { Session } from '../../main/cli/session.ts'
import { hasGrown, startFileServer, type FileServer } from '../helpers/file-server.ts'
import { catalogued, tinyArchive } from '../helpers/tiny-dataset.ts'
import { makeHome, makeTiles, removeHome, runCli, startCli, TILE_MODEL } from './run-cli.ts'

const known = knownDatasets[0]!
const home = makeHome()
const cli = (...words: string[]) => runCli(words, home)
let server: FileServer

beforeAll(async () => {
  server = await startFileServer(new Uint8Array(100))
  vi.stubEnv('EOSIN_DATASETS_URL', server.address)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.close()
  removeHome(home)
})
beforeEach(() => void (server.ranges.length = 0))

describe('eosin datasets', () => {
  it('list tells size, licence, and what to do', async () => {
    const { code, stdout } = await cli('datasets', 'list')
    expect(code).toBe(0)
    expect(stdout).toContain('kather-2016: Collection of textures')
    expect(stdout).toContain('download 258.1 MB')
    expect(stdout).toContain('licence CC BY 4.0')
    expect(stdout).toContain(`md5 ${known.archive.md5}`)
    const { json } = await cli('datasets', 'list', '--json')
    expect(json).toMatchObject({ datasets: [{ id: 'kather-2016', state: { kind: 'absent' } }] })
  })

  it('fetch without a terminal shows size and licence, and refuses without --yes', async () => {
    const { code, stdout, stderr } = await cli('datasets', 'fetch', 'kather-2016')
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/258\.1 MB[^]*CC BY 4\.0[^]*not confirmed: download 258.1 MB[^]*say --yes/)
    expect(server.ranges).toEqual([])
  })

  it('fetch --yes from a server with another file fails, says what to bring, and is exit code 1', async () => {
    const { code, json } = await cli('datasets', 'fetch', 'kather-2016', '--yes', '--json')
    expect(code).toBe(1)
    expect(json).toMatchObject({
      error: { code: 'download_failed', details: { md5: known.archive.md5, bytes: known.archive.bytes } },
    })
    expect(JSON.stringify(json)).toContain('wrong length: 100 bytes (must be 258098431)')
    expect(server.ranges).toEqual(['-'])
  })

  it('fetch --from another file is bad input', async () => {
    const file = join(home, 'other.zip')
    writeFileSync(file, 'no archive')
    const { code, stderr } = await cli('datasets', 'fetch', 'kather-2016', '--from', file, '--yes')
    expect(code).toBe(2)
    expect(stderr).toContain(`not the published archive: ${file} has 10 bytes (must be 258098431)`)
    expect((await cli('datasets', 'fetch', 'kather-2016', '--from', 'none', '--yes')).code).toBe(2)
  })

  it('fetch of an unknown data set names the known ones', async () => {
    const { code, stderr } = await cli('datasets', 'fetch', 'x', '--yes')
    expect(code).toBe(2)
    expect(stderr).toContain('unknown data set: x (must be one of kather-2016)')
  })

  it('--data kather-2016 says how to fetch it, and leaves no workspace behind', async () => {
    const workspace = join(home, 'made', 'w.eosin')
    const words = ['evaluate', '--model', TILE_MODEL, '--data', 'kather-2016', '--workspace', workspace]
    const { code, stderr } = await cli(...words)
    expect(code).toBe(2)
    expect(stderr).toContain(
      'data set absent: kather-2016 (fetch it first: eosin datasets fetch kather-2016)',
    )
    expect(readdirSync(home)).not.toContain('made')
    expect(server.ranges).toEqual([])
  })

  it('--data kather-2016 takes what was fetched', async () => {
    const own = makeHome()
    const root = join(own, 'datasets', known.id)
    await makeTiles(join(root, known.folder), known.classFolders.slice(0, 3), 1)
    writeFileSync(join(root, 'eosin-files.json'), '{}')
    const words = ['evaluate', '--model', TILE_MODEL, '--data', 'kather-2016', '--json']
    const { code, json } = await runCli(words, own)
    removeHome(own)
    expect(code).toBe(0)
    expect(json).toMatchObject({
      data: join(root, known.folder),
      sampleCount: 3,
      classes: known.classFolders.slice(0, 3).map((name) => ({ name })),
    })
  })

  it('Ctrl-C ends a download in order; what was received is kept', async () => {
    const bytes = known.archive.bytes
    const part = join(home, 'datasets', `${known.archive.name}.part`)
    server.script.push((_, response) => {
      response.writeHead(200, { 'Content-Length': bytes, ETag: '"one"' })
      response.write(Buffer.alloc(5000))
      void hasGrown(part, 5000).then(() => child.kill('SIGINT'))
    })
    const child = startCli(['datasets', 'fetch', 'kather-2016', '--yes'], home)
    expect(await new Promise((done) => child.on('close', done))).toBe(1)
    expect(readFileSync(part)).toHaveLength(5000)
    const { json } = await cli('datasets', 'list', '--json')
    expect(json).toMatchObject({ datasets: [{ state: { kind: 'partial', bytes: 5000 } }] })
  })
})

describe('fetchDatasetCommand', () => {
  let own: string
  let session: Session
  const results: Record<string, unknown>[] = []
  const output: ConsoleOutput = {
    json: false,
    note: () => {},
    error: () => {},
    result: (value) => void results.push(value),
  }

  beforeEach(async () => {
    own = makeHome()
    vi.stubEnv('EOSIN_HOME', own)
    const tiles = join(own, 'made')
    mkdirSync(tiles)
    await makeTiles(tiles, ['01_TUMOR', '02_STROMA'], 1)
    const archive = tinyArchive(
      ['01_TUMOR', '02_STROMA'].map((name) => readFileSync(join(tiles, name, 'tile-0.png'))),
    )
    server.content = archive
    session = new Session(new AbortController().signal, 'command-line', {
      catalogue: { datasets: [catalogued(archive)] },
    })
  })
  afterEach(async () => {
    await session.close()
    removeHome(own)
  })

  it('prints the folder; fetched again it downloads nothing, and needs no --yes', async () => {
    const folder = join(own, 'datasets', 'tiny', 'Tiny')
    await fetchDatasetCommand(session, { id: 'tiny', yes: true }, output)
    expect(results.pop()).toEqual({ id: 'tiny', folder, fetched: true })
    expect(readdirSync(folder)).toEqual(['01_TUMOR', '02_STROMA'])
    await fetchDatasetCommand(session, { id: 'tiny', yes: false }, output)
    expect(results.pop()).toEqual({ id: 'tiny', folder, fetched: false })
    expect(server.ranges).toEqual(['-'])
    await listDatasetsCommand(session, output)
    expect(results.pop()).toMatchObject({ datasets: [{ state: { kind: 'present', location: folder } }] })
  })
})

describe('ProgressLine', () => {
  it('counts bytes in megabytes', () => {
    const written: string[] = []
    const stream = { isTTY: true, write: (text: string) => written.push(text) }
    const job = { title: 'Fetching', state: 'running', unit: 'bytes', remainingMs: 90_000 }
    new ProgressLine(stream as never).show({ ...job, done: 12_340_000, total: 100_000_000 } as never)
    expect(written.join('')).toContain('Fetching: 12.3 MB of 100.0 MB (12 %), 1 min 30 s left')
  })
})
