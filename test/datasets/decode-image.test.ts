import { describe, expect, it } from 'vitest'
import { fileURLToPath } from 'node:url'
import { DECODE_LIMITS, decodeImage, readImageFile } from '../../main/datasets/decode-image.ts'
import { crc32 } from '../../main/kernels/checksum.ts'
import { pictureBytes, picturePath, reference } from './reference.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

const readable = Object.entries(reference.pictures).filter(([name]) => name !== 'float.tif')

describe('decodeImage', () => {
  it.each(readable)('decodeImage reads %s as Pillow does', async (name, facts) => {
    const { rgb, width, height } = await decodeImage(pictureBytes(name), name)
    expect([...rgb.subarray(0, 12)]).toEqual(facts.firstPixels)
    expect({ width, height, crc32: crc32(rgb) }).toEqual({
      width: facts.width,
      height: facts.height,
      crc32: facts.crc32,
    })
  })

  it.each(['rgb-tiff_lzw.tif', 'rgb.png', 'rgb-420.jpeg', 'lossy.webp', 'rgb.bmp', 'palette.bmp'])(
    'decodeImage names %s when it is cut off',
    async (name) => {
      const bytes = pictureBytes(name)
      for (const share of [0.3, 0.6, 0.9]) {
        const cut = bytes.subarray(0, Math.floor(bytes.length * share))
        await expect(decodeImage(cut, name)).rejects.toMatchObject({
          code: 'file_corrupt',
          message: expect.stringContaining(`corrupt picture: ${name} (`),
        })
      }
    },
  )

  it('decodeImage says why it refuses an empty file, another format, floats and too many pixels', async () => {
    await expect(decodeImage(new Uint8Array(0), 'a.png')).rejects.toThrow(
      'corrupt picture: a.png (empty file)',
    )
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    await expect(decodeImage(svg, 'a.png')).rejects.toMatchObject({ code: 'file_unsupported' })
    await expect(decodeImage(pictureBytes('float.tif'), 'float.tif')).rejects.toThrow(/must be 8 or 16 bits/)
    for (const name of ['rgb.png', 'rgb.bmp']) {
      await expect(decodeImage(pictureBytes(name), name, { ...DECODE_LIMITS, pixels: 220 })).rejects.toThrow(
        `picture too large: ${name} (17x13 px`,
      )
    }
  })

  it('decodeImage refuses a compressed bitmap and one of a negative width', async () => {
    const compressed = Buffer.from(pictureBytes('palette.bmp'))
    compressed.writeUInt32LE(1, 30)
    await expect(decodeImage(compressed, 'a.bmp')).rejects.toThrow(/compression 1/)
    const negative = Buffer.from(pictureBytes('rgb.bmp'))
    negative.writeInt32LE(-17, 18)
    await expect(decodeImage(negative, 'a.bmp')).rejects.toThrow('corrupt picture: a.bmp (size -17x13)')
  })

  it('decodeImage reads a bitmap stored from the top', async () => {
    const upward = pictureBytes('rgb.bmp')
    const downward = Buffer.from(upward)
    downward.writeInt32LE(-13, 22)
    const rows = ({ rgb }: { rgb: Uint8Array }): string[] =>
      Array.from({ length: 13 }, (_, row) => rgb.subarray(row * 51, row * 51 + 51).join())
    expect(rows(await decodeImage(downward, 'a.bmp'))).toEqual(
      rows(await decodeImage(upward, 'a.bmp')).reverse(),
    )
  })
})

describe('readImageFile', () => {
  it('readImageFile gives the bytes, or names what stands in the way', async () => {
    const path = fileURLToPath(picturePath('rgb.png'))
    expect(await readImageFile(path, 'rgb.png')).toEqual(pictureBytes('rgb.png'))
    await expect(readImageFile(`${path}.gone`, 'gone')).rejects.toMatchObject({ code: 'file_unreadable' })
    await expect(readImageFile(temporaryFolder(), 'folder')).rejects.toMatchObject({
      code: 'file_unreadable',
    })
    await expect(readImageFile(path, 'big', { ...DECODE_LIMITS, fileBytes: 10 })).rejects.toThrow(
      /^file too large: big/,
    )
  })
})
