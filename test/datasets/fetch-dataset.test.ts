import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { knownDatasets } from '../../main/datasets/catalogue.ts'
import { checkDiskSpace } from '../../main/datasets/download/disk-space.ts'
import { fetchDataset, receivedBytes, type FetchOptions } from '../../main/datasets/fetch-dataset.ts'
import { isPresent } from '../../main/datasets/stored-dataset.ts'
import { breaksOff, hasGrown, startFileServer, status, type FileServer } from '../helpers/file-server.ts'
import { catalogued, tinyArchive } from '../helpers/tiny-dataset.ts'
import { writeZip } from '../helpers/zip-writer.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

const archive = tinyArchive()
const dataset = catalogued(archive)
const { name } = dataset.archive
const patience = { tries: 2, firstWaitMs: 1, longestWaitMs: 2, stallMs: 5000 }
const parent = temporaryFolder()

let server: FileServer
let home: string
let count = 0

beforeAll(async () => {
  server = await startFileServer(archive)
})
afterAll(() => server.close())
beforeEach(() => {
  Object.assign(server, { content: archive })
  server.ranges.length = 0
  server.script.length = 0
  home = join(parent, `${count++}`, 'datasets')
})

const fetchTiny = (options: Partial<FetchOptions> = {}, what = dataset) =>
  fetchDataset(what, {
    home,
    host: server.address,
    patience,
    signal: new AbortController().signal,
    onProgress: () => {},
    ...options,
  })
const tile = () => join(home, 'tiny', 'Tiny', '01_TUMOR', 'a.txt')

describe('fetchDataset', () => {
  it('downloads, checks, unpacks, and leaves nothing else', async () => {
    const seen: [number, number][] = []
    await fetchTiny({ onProgress: (done, total) => seen.push([done, total]) })
    expect(readFileSync(tile(), 'utf8')).toBe('tumour')
    expect(readdirSync(home)).toEqual(['tiny'])
    expect(await isPresent(home, dataset)).toBe(true)
    const total = dataset.archive.bytes + dataset.unpackedBytes
    expect(seen.at(-1)).toEqual([total, total])
    expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).sort((a, b) => a - b))
  })

  it('called again, checks every file and asks the server for nothing', async () => {
    await fetchTiny()
    writeFileSync(join(home, 'tiny', 'mine.txt'), 'stays')
    server.ranges.length = 0
    await fetchTiny()
    expect(server.ranges).toEqual([])
    expect(existsSync(join(home, 'tiny', 'mine.txt'))).toBe(true)
  })

  it.each([
    ['missing', () => rmSync(tile())],
    ['changed', () => writeFileSync(tile(), 'tumoUr')],
    ['cut short', () => writeFileSync(tile(), 'tum')],
  ])('mends a data set with a file that is %s', async (_, damage) => {
    await fetchTiny()
    damage()
    await fetchTiny()
    expect(readFileSync(tile(), 'utf8')).toBe('tumour')
    expect(readdirSync(home)).toEqual(['tiny'])
  })

  it('a wrong file of the right length is refused and forgotten', async () => {
    server.content = Buffer.from(archive).fill(0, 50, 60)
    await expect(fetchTiny()).rejects.toMatchObject({
      code: 'file_corrupt',
      message: expect.stringContaining(`must be ${dataset.archive.md5}`) as string,
    })
    expect(readdirSync(home)).toEqual([])
    server.content = archive
    await fetchTiny()
    expect(existsSync(tile())).toBe(true)
  })

  it('an MD5 that fits does not make up for another SHA-256', async () => {
    const other = { ...dataset, archive: { ...dataset.archive, sha256: '0'.repeat(64) } }
    await expect(fetchTiny({}, other)).rejects.toThrow(/sha256 .* \(must be 0{64}\)/)
  })

  it.each(['longer', 'shorter'])('a file that is %s than published is refused', async (kind) => {
    server.content =
      kind === 'longer' ? Buffer.concat([archive, Buffer.from('x')]) : archive.subarray(0, archive.length - 1)
    await expect(fetchTiny()).rejects.toMatchObject({
      code: 'download_failed',
      message: expect.stringContaining('wrong length') as string,
    })
    expect(existsSync(join(home, 'tiny'))).toBe(false)
  })

  it('what broke off can go on later', async () => {
    server.script.push(breaksOff(server, 100, join(home, `${name}.part`)), status(404))
    await expect(fetchTiny()).rejects.toMatchObject({ code: 'download_failed' })
    expect(await receivedBytes(dataset, home, server.address)).toBe(100)
    await fetchTiny()
    expect(server.ranges).toEqual(['-', 'bytes=100-', 'bytes=100-'])
    expect(existsSync(tile())).toBe(true)
  })

  it('stopped, it throws the reason and keeps what was received', async () => {
    const stop = new AbortController()
    server.script.push((_, response) => {
      response.writeHead(200, { 'Content-Length': archive.length, ETag: '"one"' })
      response.write(archive.subarray(0, 70))
      void hasGrown(join(home, `${name}.part`), 70).then(() => stop.abort(new Error('stopped')))
    })
    await expect(fetchTiny({ signal: stop.signal })).rejects.toThrow('stopped')
    expect(readdirSync(home).sort()).toEqual([`${name}.part`, `${name}.part.json`])
    await fetchTiny()
    expect(server.ranges).toEqual(['-', 'bytes=70-'])
  })

  it('without a network it says which file to bring and where to put it', async () => {
    const gone = await startFileServer(archive)
    await gone.close()
    await expect(fetchTiny({ host: gone.address })).rejects.toMatchObject({
      code: 'download_failed',
      message: expect.stringContaining(
        `bring ${name}, ${archive.length} bytes, md5 ${dataset.archive.md5}, from ${dataset.page} and put it at ${join(home, name)}, or choose it`,
      ) as string,
      details: {
        offline: true,
        name,
        bytes: archive.length,
        md5: dataset.archive.md5,
        place: join(home, name),
      },
    })
  })

  it('takes the archive from disk, or from its place, and leaves it there', async () => {
    const file = join(temporaryFolder({ 'brought.zip': archive }), 'brought.zip')
    await fetchTiny({ file })
    expect(existsSync(tile())).toBe(true)
    rmSync(join(home, 'tiny'), { recursive: true })
    writeFileSync(join(home, name), archive)
    await fetchTiny()
    expect(existsSync(tile())).toBe(true)
    expect([existsSync(file), existsSync(join(home, name)), server.ranges.length]).toEqual([true, true, 0])
  })

  it('refuses another file from disk', async () => {
    for (const content of ['text', Buffer.from(archive).fill(0, 50, 60)]) {
      const file = join(temporaryFolder({ 'brought.zip': content }), 'brought.zip')
      await expect(fetchTiny({ file })).rejects.toMatchObject({ code: 'file_corrupt' })
    }
    await expect(fetchTiny({ file: join(parent, 'none.zip') })).rejects.toMatchObject({
      code: 'file_unreadable',
    })
    expect(server.ranges).toEqual([])
  })

  it('leaves nothing of an archive that must not be unpacked', async () => {
    const evil = writeZip([
      { name: 'Tiny/01_TUMOR/a.txt', content: 'x' },
      { name: '../evil', content: 'x' },
    ])
    server.content = evil
    await expect(fetchTiny({}, catalogued(evil))).rejects.toThrow(/archive refused/)
    expect(readdirSync(home).filter((entry) => !entry.includes('.part'))).toEqual([])
    expect(existsSync(join(home, '..', 'evil'))).toBe(false)
  })

  it('refuses an archive without the class folders', async () => {
    const other = writeZip([{ name: 'Tiny/other/a.txt', content: 'x' }])
    server.content = other
    await expect(fetchTiny({}, catalogued(other))).rejects.toThrow('no folder: Tiny/01_TUMOR')
    expect(existsSync(join(home, 'tiny'))).toBe(false)
  })

  it('begins anew after a process that was killed while it unpacked', async () => {
    mkdirSync(join(home, 'tiny.unpacking', 'Tiny'), { recursive: true })
    // No process has this id.
    writeFileSync(join(home, 'tiny.lock'), '999999999')
    await fetchTiny()
    expect(readdirSync(home)).toEqual(['tiny'])
  })

  it('is not done twice at once', async () => {
    const [one, other] = await Promise.allSettled([fetchTiny(), fetchTiny()])
    const failed = [one, other].filter((result) => result.status === 'rejected')
    expect(failed).toHaveLength(1)
    expect(String(failed[0]?.reason)).toContain('is being fetched')
    expect(existsSync(tile())).toBe(true)
  })

  it('refuses an address that is neither https nor this machine', async () => {
    await expect(fetchTiny({ host: 'http://example.org' })).rejects.toMatchObject({ code: 'invalid_input' })
  })
})

describe('checkDiskSpace', () => {
  it('refuses what the disk cannot take', async () => {
    await checkDiskSpace(parent, 1)
    await expect(checkDiskSpace(parent, 1e18)).rejects.toMatchObject({ code: 'store_full' })
  })
})

describe('knownDatasets', () => {
  it.each(knownDatasets.map((known) => [known.id, known] as const))(
    '%s can be told and found',
    (_, known) => {
      const { archive: file, classFolders, licence, page } = known
      expect(file.md5).toMatch(/^[0-9a-f]{32}$/)
      expect(file.sha256).toMatch(/^[0-9a-f]{64}$/)
      expect(createHash('md5').update('').digest('hex')).not.toBe(file.md5)
      expect(file.path).toContain(`/${file.name}`)
      expect(classFolders).toEqual([...classFolders].sort())
      expect(`${page} ${licence.url}`).toMatch(/^https:.* https:/)
    },
  )
})
