import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseAddress, redirected } from '../../main/datasets/download/address.ts'
import { downloadFile } from '../../main/datasets/download/download-file.ts'
import { PartFile } from '../../main/datasets/download/part-file.ts'
import {
  breaksOff,
  hasGrown,
  serve,
  startFileServer,
  status,
  type FileServer,
} from '../helpers/file-server.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

const content = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251)
const folder = temporaryFolder()
const patience = { tries: 3, firstWaitMs: 1, longestWaitMs: 5, stallMs: 600 }
const signal = new AbortController().signal

let server: FileServer
let count = 0
let part: PartFile
let path: string

beforeAll(async () => {
  server = await startFileServer(content)
})
afterAll(() => server.close())
beforeEach(() => {
  Object.assign(server, { content, etag: '"one"' })
  server.ranges.length = 0
  server.script.length = 0
  path = join(folder, `${count++}.part`)
  part = partFile()
})

function partFile(sha256 = 'abc'): PartFile {
  return new PartFile(path, { address: server.address, sha256 })
}

async function download(stop = signal): Promise<number[]> {
  const seen: number[] = []
  await downloadFile({
    address: new URL(server.address),
    part,
    bytes: content.length,
    patience,
    signal: stop,
    onProgress: (bytes) => seen.push(bytes),
  })
  return seen
}

/** A download that has broken off after some bytes and was given up. */
async function begin(bytes = 100_000): Promise<void> {
  server.script.push(breaksOff(server, bytes, path), status(404))
  await expect(download()).rejects.toThrow(/status 404/)
  server.ranges.length = 0
}

const isComplete = () => expect(Buffer.compare(readFileSync(path), content)).toBe(0)

describe('downloadFile', () => {
  it('receives the file and tells how far it is', async () => {
    const seen = await download()
    isComplete()
    expect(seen.at(-1)).toBe(content.length)
  })

  it('goes on where the connection broke, as often as it gets further', async () => {
    server.script.push(...Array.from({ length: 5 }, () => breaksOff(server, 50_000, path)))
    await download()
    isComplete()
    expect(server.ranges).toEqual(['-', ...[1, 2, 3, 4, 5].map((step) => `bytes=${step * 50_000}-`)])
  })

  it('gives up after some attempts without anything, and keeps what arrived', async () => {
    server.script.push(breaksOff(server, 1000, path), ...Array.from({ length: 9 }, () => status(503)))
    await expect(download()).rejects.toThrow(/status 503/)
    expect(server.ranges).toHaveLength(1 + patience.tries)
    expect(await part.size()).toBe(1000)
  })

  it('goes on in another process', async () => {
    await begin()
    part = partFile()
    await download()
    isComplete()
    expect(server.ranges).toEqual(['bytes=100000-'])
  })

  it('asks for nothing when everything had arrived', async () => {
    await download()
    server.ranges.length = 0
    await download()
    expect(server.ranges).toEqual([])
  })

  it('starts over when the file on the server has changed', async () => {
    await begin()
    server.etag = '"two"'
    await download()
    isComplete()
    expect(server.ranges).toEqual(['bytes=100000-'])
  })

  it('starts over when the file has changed and the server knows no If-Range', async () => {
    await begin()
    server.script.push(({ headers }, response) =>
      serve({ content, etag: '"two"' }, { headers: { range: headers.range } } as never, response),
    )
    await download()
    isComplete()
    expect(server.ranges).toEqual(['bytes=100000-', '-'])
  })

  it('starts over when the server ignores ranges', async () => {
    await begin()
    server.script.push((_, response) => void response.setHeader('ETag', '"one"').end(content))
    await download()
    isComplete()
  })

  it('starts over when the server answers another range, or none that is left', async () => {
    for (const answer of [
      status(416),
      status(206, { 'Content-Range': `bytes 7-${content.length - 1}/${content.length}` }),
    ]) {
      await begin()
      server.script.push(answer)
      await download()
      isComplete()
      expect(server.ranges).toEqual(['bytes=100000-', '-'])
      await part.remove()
    }
  })

  it('starts over when the bytes are of another file', async () => {
    await begin()
    part = partFile('def')
    expect(await part.size()).toBe(0)
    await download()
    isComplete()
  })

  it('starts over when what tells whose bytes they are is torn', async () => {
    await begin()
    writeFileSync(`${path}.json`, '{"addr')
    await download()
    expect(server.ranges).toEqual(['-'])
    isComplete()
  })

  it('goes on without a tag, or with a weak one, by the date or by nothing', async () => {
    for (const etag of [null, 'W/"weak"']) {
      server.etag = etag
      await begin()
      expect(await part.validator()).toBe(null)
      await download()
      isComplete()
      expect(server.ranges).toEqual(['bytes=100000-'])
      await part.remove()
    }
  })

  it.each([content.length + 1, content.length - 1, 12])(
    'refuses a file that is announced with %i bytes, and keeps what it has',
    async (bytes) => {
      await begin()
      server.script.push((_, response) => void response.end(Buffer.alloc(bytes)))
      await expect(download()).rejects.toThrow(`wrong length: ${bytes} bytes (must be ${content.length})`)
      expect(await part.size()).toBe(100_000)
    },
  )

  it('refuses a rest of a file of another length', async () => {
    await begin()
    server.script.push(status(206, { 'Content-Range': 'bytes 100000-100001/100002' }))
    await expect(download()).rejects.toThrow(/wrong length: 100002 bytes/)
  })

  it('stops at a body that goes on beyond the file, and keeps nothing of it', async () => {
    server.script.push((_, response) => {
      response.write(content)
      response.end('more')
    })
    await expect(download()).rejects.toThrow(/longer than the file/)
    expect(existsSync(path)).toBe(false)
  })

  it('goes on after a body that ends early without saying so', async () => {
    server.script.push((_, response) => {
      response.setHeader('ETag', '"one"').write(content.subarray(0, 5000))
      response.end()
    })
    await download()
    isComplete()
    expect(server.ranges).toEqual(['-', 'bytes=5000-'])
  })

  it('takes no web page for the file', async () => {
    await begin()
    server.script.push(status(200, { 'Content-Type': 'text/html; charset=utf-8' }))
    await expect(download()).rejects.toThrow(/web page/)
    expect(await part.size()).toBe(100_000)
  })

  it('takes no encoded answer', async () => {
    server.script.push(status(200, { 'Content-Encoding': 'gzip' }))
    await expect(download()).rejects.toThrow(/encoded: gzip/)
  })

  it('a connection that stalls is broken off, and gone on with', async () => {
    server.script.push(
      () => {},
      (_, response) => {
        response.writeHead(200, { 'Content-Length': content.length, ETag: '"one"' })
        response.write(content.subarray(0, 3000))
      },
    )
    await download()
    isComplete()
    expect(server.ranges).toEqual(['-', '-', 'bytes=3000-'])
  })

  it.each([408, 429, 500, 502, 503])('status %i is tried again', async (code) => {
    server.script.push(status(code, { 'Retry-After': '0' }))
    await download()
    isComplete()
  })

  it.each([401, 403, 404, 410])('status %i is final', async (code) => {
    server.script.push(status(code))
    await expect(download()).rejects.toThrow(`the server answers with status ${code}`)
    expect(server.ranges).toHaveLength(1)
  })

  it('follows redirects, at most five', async () => {
    const on = status(302, { Location: '/elsewhere' })
    server.script.push(on, on, on, on, on)
    await download()
    isComplete()
    await part.remove()
    server.script.push(on, on, on, on, on, on)
    await expect(download()).rejects.toThrow(/too many redirects/)
  })

  it('does not follow a redirect to plain http', async () => {
    server.script.push(status(302, { Location: 'http://example.org/file.zip' }))
    await expect(download()).rejects.toThrow(/redirect refused: http:\/\/example.org/)
  })

  it('stopped, it throws the reason and keeps what arrived', async () => {
    const stop = new AbortController()
    server.script.push((_, response) => {
      response.writeHead(200, { 'Content-Length': content.length, ETag: '"one"' })
      response.write(content.subarray(0, 4000))
      void hasGrown(path, 4000).then(() => stop.abort(new Error('stopped')))
    })
    await expect(download(stop.signal)).rejects.toThrow('stopped')
    expect(await part.size()).toBe(4000)
    await download()
    isComplete()
  })

  it('without a server it says so at once', async () => {
    const gone = await startFileServer(content)
    await gone.close()
    const address = new URL(gone.address)
    await expect(
      downloadFile({ address, part, bytes: 1, patience, signal, onProgress: () => {} }),
    ).rejects.toMatchObject({ isOffline: true, message: expect.stringContaining('ECONNREFUSED') as string })
  })
})

describe('parseAddress', () => {
  it.each(['https://zenodo.org/x', 'http://127.0.0.1:81/', 'http://localhost', 'http://[::1]:9999'])(
    'takes %s',
    (text) => expect(parseAddress(text).href).toContain(text),
  )

  it.each([
    '',
    'zenodo.org',
    'http://zenodo.org',
    'file:///etc',
    'https://a:b@zenodo.org',
    'http://127.evil.org',
  ])('refuses %j', (text) => expect(() => parseAddress(text)).toThrow(/invalid address/))
})

describe('redirected', () => {
  const far = new URL('https://zenodo.org/a')
  it('leads from a public server to https only, never to this machine', () => {
    expect(redirected(far, '/b')?.href).toBe('https://zenodo.org/b')
    expect(redirected(far, 'https://files.org/c')?.href).toBe('https://files.org/c')
    for (const location of [
      'http://zenodo.org/a',
      'https://127.0.0.1/',
      'http://localhost:3000',
      'file:///x',
      'https://u:p@x.org',
      '//[',
    ])
      expect(redirected(far, location)).toBe(null)
  })
})
