import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeImage } from '../../main/datasets/decode-image.ts'
import { generateMnist1d } from '../../main/datasets/mnist1d.ts'
import { writeNpy } from '../../main/datasets/npy.ts'
import { writeNpz } from '../../main/datasets/npz.ts'
import { defaultPreprocessing, resizeForModel } from '../../main/datasets/preprocess.ts'
import { listingOf, openSource } from '../../main/datasets/sample-source.ts'
import { describeShared, sharedPath } from '../helpers/shared.ts'
import { pictureBytes, reference } from './reference.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

const recipe = defaultPreprocessing(6, 8, 3)

describe('a folder', () => {
  const folder = temporaryFolder({
    'a/good.png': pictureBytes('rgb.png'),
    'b/broken.png': pictureBytes('rgb.png').subarray(0, 300),
    'b/empty.tif': '',
    'b/good.tif': pictureBytes('rgb-tiff_lzw.tif'),
  })

  it('reads each tile through the preprocessing, and shows it at its own size', async () => {
    const source = await openSource({ kind: 'folder', path: folder })
    expect(source.kind).toBe('tile')
    const fromPng = await source.read(0, recipe)
    expect(fromPng.length).toBe(6 * 8 * 3)
    expect(await source.read({ index: 3, name: 'b/good.tif' }, recipe)).toEqual(fromPng)
    expect(await source.picture(0)).toMatchObject({ width: 17, height: 13 })
    expect((await source.read(0, null)).length).toBe(17 * 13 * 3)
  })

  it('names a tile that cannot be read, and goes on with the others', async () => {
    const source = await openSource({ kind: 'folder', path: folder })
    const results = await Promise.allSettled(source.samples.map((_, index) => source.read(index, recipe)))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    await expect(source.read(1, recipe)).rejects.toMatchObject({
      code: 'file_corrupt',
      message: expect.stringContaining('b/broken.png'),
    })
    await expect(source.read(2, recipe)).rejects.toThrow('corrupt picture: b/empty.tif (empty file)')
  })

  it('hashes the bytes of the file', async () => {
    const source = await openSource({ kind: 'folder', path: folder })
    expect(await source.hash(0)).toBe(createHash('sha256').update(pictureBytes('rgb.png')).digest('hex'))
  })

  it.each(['../secret.png', '/etc/passwd', 'a/../../x.png', 'a//good.png', './a/good.png', 'a/good.png\0'])(
    'refuses a name that leads elsewhere: %j',
    async (name) => {
      const source = await openSource({ kind: 'folder', path: folder })
      const asked = async () => source.read({ index: 0, name }, recipe)
      await expect(asked()).rejects.toMatchObject({ code: 'unknown_sample' })
    },
  )

  it('refuses a place that the listing does not have', async () => {
    const source = await openSource({ kind: 'folder', path: folder })
    await expect((async () => source.picture(99))()).rejects.toThrow('unknown sample: 99 (the source has 4)')
  })
})

describe('mnist1d', () => {
  it('lists and reads the generated signals as [1, 40, 1]', async () => {
    const source = await openSource({ kind: 'mnist1d', seed: 7, split: 'test' })
    const { signals, labels } = generateMnist1d(7).test
    expect([source.kind, source.samples.length, source.classNames.length, source.templates.length]).toEqual([
      'signal',
      1000,
      10,
      10,
    ])
    expect(source.sampleShape).toEqual([1, 40, 1])
    expect(source.samples[3]).toEqual({ name: 'test/0003', label: labels[3] })
    expect(await source.read(3, null)).toEqual(Float32Array.from(signals.subarray(120, 160)))
    expect(await source.hash(3)).toMatch(/^[0-9a-f]{64}$/)
    await expect(source.picture(3)).rejects.toThrow(/^not a picture: test\/0003/)
    await expect((async () => source.read({ index: 3, name: 'train/0003' }, null))()).rejects.toMatchObject({
      code: 'unknown_sample',
    })
  })

  it('gives a listing that crosses a process border', async () => {
    const listing = listingOf(await openSource({ kind: 'mnist1d', seed: 7, split: 'train' }))
    expect(structuredClone(listing)).toEqual(listing)
    expect(listing.samples.length).toBe(4000)
  })
})

describe('npz', () => {
  const open = (name: string, bytes: Uint8Array) =>
    openSource({ kind: 'npz', path: join(temporaryFolder({ [name]: bytes }), name) })
  const numbers = Float32Array.from({ length: 12 }, (_, index) => index)

  it('takes [N, L] as signals, with labels and class names', async () => {
    const source = await open('a.npz', Buffer.from(reference.npz.deflated, 'base64'))
    expect(source).toMatchObject({
      kind: 'signal',
      sampleShape: [1, 4, 1],
      classNames: ['tumour', 'strøma', '粘液'],
    })
    expect(source.samples.map(({ label }) => label)).toEqual([2, 0, 1])
    expect([...(await source.read(1, null))]).toEqual([4, 5, 6, 7])
  })

  it('prefers x_test to x, and takes one-hot labels', async () => {
    const source = await open(
      'a.npz',
      writeNpz({
        x: { shape: [4, 3], data: numbers },
        x_test: { shape: [2, 6, 1], data: numbers },
        y_test: { shape: [2, 3], data: Uint8Array.of(0, 0, 1, 1, 0, 0) },
      }),
    )
    expect(source.samples.map(({ label }) => label)).toEqual([2, 0])
    expect(source.classNames).toEqual(['0', '1', '2'])
  })

  it('takes bytes of [N, H, W, 3] as pictures, and floats as they are', async () => {
    const picture = await decodeImage(pictureBytes('rgb.png'), 'rgb.png')
    const bytes = await open('x.npy', writeNpy([1, 13, 17, 3], picture.rgb))
    expect(await bytes.picture(0)).toEqual(picture)
    expect(await bytes.read(0, recipe)).toEqual(
      Float32Array.from(resizeForModel(picture, recipe).data, (value) => value / 255),
    )
    expect(bytes.samples).toEqual([{ name: 'x/00000', label: null }])
    const floats = await open(
      'x.npy',
      writeNpy(
        [1, 2, 2, 3],
        numbers.map((value) => value / 12),
      ),
    )
    expect(await floats.read(0, recipe)).toEqual(numbers.map((value) => value / 12))
    expect((await floats.picture(0)).rgb[11]).toBe(Math.round((255 * 11) / 12))
  })

  it.each([
    ['nothing to read', writeNpz({ z: { shape: [1], data: Uint8Array.of(1) } }), 'file_unsupported'],
    ['no samples', writeNpz({ x: { shape: [0, 4], data: new Float32Array(0) } }), 'file_unsupported'],
    [
      'labels of another number',
      writeNpz({
        x: { shape: [3, 4], data: new Float32Array(12) },
        y: { shape: [2], data: Uint8Array.of(0, 1) },
      }),
      'shape_mismatch',
    ],
    [
      'labels that are no classes',
      writeNpz({
        x: { shape: [1, 4], data: new Float32Array(4) },
        y: { shape: [1], data: Float32Array.of(0.5) },
      }),
      'file_corrupt',
    ],
    ['a file of another kind', Buffer.from('hello'), 'file_corrupt'],
  ])('refuses %s', async (_, bytes, code) => {
    await expect(open('bad.npz', bytes)).rejects.toMatchObject({ code })
  })

  it('names a file that is not there', async () => {
    await expect(openSource({ kind: 'npz', path: '/nowhere/a.npz' })).rejects.toMatchObject({
      code: 'file_unreadable',
    })
  })
})

describeShared('real tiles against Pillow', () => {
  it.each([0, 100, 250, 400])(
    'tile %i equals Pillow to the byte after its resize to 224x224',
    async (index) => {
      const source = await openSource({ kind: 'folder', path: sharedPath('data/hmt/HMT_test') })
      const name = `goldens/pil_bilinear_224/${String(index).padStart(3, '0')}.png`
      const golden = await decodeImage(readFileSync(sharedPath(name)), name)
      const resized = resizeForModel(await source.picture(index), defaultPreprocessing(224, 224, 3))
      expect(Buffer.compare(resized.data, golden.rgb)).toBe(0)
    },
  )
})
