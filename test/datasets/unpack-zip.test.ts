import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { nameKey, nameProblem } from '../../main/datasets/unpack/entry-name.ts'
import { unpackZip, type UnpackedFile } from '../../main/datasets/unpack/unpack-zip.ts'
import { writeZip, type ZipEntry } from '../helpers/zip-writer.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

const folder = temporaryFolder()
const limits = { entries: 20, bytes: 1_000_000, ratio: 50 }
let count = 0

interface Unpacked {
  readonly target: string
  readonly files: readonly UnpackedFile[]
}

async function unpack(zip: Uint8Array | readonly ZipEntry[], limit = limits): Promise<Unpacked> {
  const name = String(count++)
  const target = join(folder, name, 'target')
  mkdirSync(target, { recursive: true })
  const path = join(folder, name, 'archive.zip')
  writeFileSync(path, zip instanceof Uint8Array ? zip : writeZip(zip))
  const options = { limits: limit, signal: new AbortController().signal, onProgress: () => {} }
  return { target, files: await unpackZip(path, target, options) }
}

/** Refused before anything was written, inside or outside. */
async function isRefused(entries: readonly ZipEntry[], reason: RegExp, limit = limits): Promise<void> {
  const before = count
  await expect(unpack(entries, limit)).rejects.toMatchObject({
    code: 'file_corrupt',
    message: expect.stringMatching(reason) as string,
  })
  expect(readdirSync(join(folder, String(before), 'target'))).toEqual([])
  expect(readdirSync(join(folder, String(before))).sort()).toEqual(['archive.zip', 'target'])
}

const good: ZipEntry = { name: 'a/1.txt', content: 'one' }

describe('unpackZip', () => {
  it('writes every file, stored or deflated, into its folder', async () => {
    const { target, files } = await unpack([
      { name: 'a/', mode: 0o40755 },
      good,
      { name: 'a/b c/ö.bin', content: new Uint8Array(5000).fill(7), stored: true },
      { name: 'empty/', mode: 0 },
      { name: 'a/none' },
    ])
    expect(readFileSync(join(target, 'a/1.txt'), 'utf8')).toBe('one')
    expect(readFileSync(join(target, 'a/b c/ö.bin')).equals(Buffer.alloc(5000, 7))).toBe(true)
    expect(existsSync(join(target, 'empty'))).toBe(true)
    expect(files.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['a/1.txt', 3],
      ['a/b c/ö.bin', 5000],
      ['a/none', 0],
    ])
  })

  it('reads what another program wrote', async () => {
    const { target } = await unpack(zipSync({ x: { 'y.txt': new TextEncoder().encode('why') } }))
    expect(readFileSync(join(target, 'x/y.txt'), 'utf8')).toBe('why')
  })

  it.each([
    '../evil',
    'a/../../evil',
    'a/..',
    '/etc/evil',
    '//server/evil',
    'C:/evil',
    'C:evil',
    'a\\..\\evil',
    '..\\evil',
    'a/./b',
    'a//b',
    'a\0b',
    'a\nb',
    'file:stream',
    'CON',
    'a/nul.txt',
    'a./b',
    'a /b',
    '',
    'x'.repeat(241),
  ])('refuses a name that leads out or that some system cannot hold: %j', (name) =>
    isRefused([good, { name, content: 'evil' }], /archive refused/),
  )

  it('refuses names that are not UTF-8 though they say so', () =>
    isRefused([{ name: Buffer.from([0x61, 0xff, 0xfe]), content: 'x' }], /forbidden character/))

  it.each([
    ['symbolic link', 0o120777],
    ['device', 0o060644],
    ['pipe', 0o010644],
    ['socket', 0o140755],
  ])('refuses a %s', (_, mode) =>
    isRefused([good, { name: 'a/link', content: '/etc', mode }], /special file/),
  )

  it('refuses a link that says it is a folder, and a folder with content', async () => {
    await isRefused([{ name: 'a/', mode: 0o120777 }], /special file/)
    await isRefused([{ name: 'a/', content: 'x', mode: 0o40755 }], /folder with content/)
  })

  it.each([
    ['a/1.txt', 'a/1.txt'],
    ['a/1.txt', 'A/1.TXT'],
    ['caf\u00e9', 'cafe\u0301'],
    ['a', 'a/'],
    ['a/', 'a'],
    ['a', 'A/b'],
    ['a/b', 'a'],
  ])('refuses names that fall together: %s and %s', (one, other) =>
    isRefused(
      [one, other].map((name) => ({ name, mode: 0 })),
      /comes twice|lies in a file/,
    ),
  )

  it('refuses too many entries', () =>
    isRefused(
      Array.from({ length: 21 }, (_, index) => ({ name: `${index}` })),
      /21 entries, at most 20/,
    ))

  it('refuses what unpacks to too much, before it is unpacked', async () => {
    const bomb = { name: 'bomb', content: new Uint8Array(1_000_001) }
    await isRefused([bomb], /unpacks to 1000001 bytes/)
    await isRefused([{ ...bomb, content: new Uint8Array(900_000) }], /more than 50 times/)
  })

  it('refuses entries that share their data', async () => {
    const content = Uint8Array.from({ length: 3000 }, (_, index) => (index * index * 31) % 251)
    const sharing = Array.from({ length: 9 }, (_, index) => ({
      name: `${index}`,
      content,
      dataOf: 0,
      stored: true,
    }))
    await isRefused([{ name: 'first', content, stored: true }, ...sharing], /overlap/)
  })

  it('stops at an entry that turns out larger, or smaller, than it says', async () => {
    for (const bytes of [10, 4999, 5001])
      await expect(
        unpack([{ name: 'liar', content: new Uint8Array(5000).fill(3), bytes }], { ...limits, ratio: 1000 }),
      ).rejects.toMatchObject({ code: 'file_corrupt' })
  })

  it('refuses content whose checksum does not match', () =>
    expect(unpack([{ ...good, crc32: 1 }])).rejects.toThrow(/"a\/1.txt": its checksum does not match/))

  it('refuses encrypted entries and other compressions', async () => {
    await isRefused([{ ...good, flags: 0x0801 }], /encrypted/)
    await isRefused([{ ...good, method: 12 }], /compression method 12/)
  })

  it.each([
    ['empty', 0],
    ['of text', 100],
    ['cut short', -10],
  ])('refuses a file that is %s', async (_, size) => {
    const zip = writeZip([good])
    const bytes = size < 0 ? zip.subarray(0, size) : Buffer.alloc(size, 'text')
    await expect(unpack(bytes)).rejects.toMatchObject({ code: 'file_corrupt' })
  })

  it('writes over nothing', async () => {
    const path = join(folder, 'over.zip')
    const target = temporaryFolder({ 'a/1.txt': 'mine' })
    writeFileSync(path, writeZip([good]))
    const options = { limits, signal: new AbortController().signal, onProgress: () => {} }
    await expect(unpackZip(path, target, options)).rejects.toThrow(/EEXIST/)
    expect(readFileSync(join(target, 'a/1.txt'), 'utf8')).toBe('mine')
  })

  it('stopped, it throws the reason', async () => {
    const path = join(folder, 'stopped.zip')
    writeFileSync(path, writeZip([good]))
    const signal = AbortSignal.abort(new Error('stopped'))
    await expect(
      unpackZip(path, temporaryFolder(), { limits, signal, onProgress: () => {} }),
    ).rejects.toThrow('stopped')
  })
})

describe('nameProblem', () => {
  it.each(['01_TUMOR/1A11_CRC-Prim-HE-07_022.tif_Row_601_Col_151.tif', 'a b/', 'ö', '...a', 'console'])(
    'takes %s',
    (name) => expect(nameProblem(name)).toBe(null),
  )
})

describe('nameKey', () => {
  it('is one for what a file system holds for one', () => {
    expect(nameKey('Caf\u00e9/')).toBe(nameKey('CAFE\u0301'))
  })
})
