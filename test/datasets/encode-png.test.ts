import { describe, expect, it } from 'vitest'
import { decodeImage } from '../../main/datasets/decode-image.ts'
import { encodePng } from '../../main/datasets/encode-png.ts'

const data = Uint8Array.from({ length: 4 * 2 * 3 }, (_, index) => index * 10)

describe('encodePng', () => {
  it('encodePng(picture) is lossless', async () => {
    const encoded = await encodePng({ data, width: 4, height: 2, channels: 3 })
    expect(await decodeImage(encoded.bytes, 'a.png')).toEqual({ rgb: data, width: 4, height: 2 })
  })

  it('encodePng(picture, longestSide) repeats pixels when enlarging', async () => {
    const encoded = await encodePng({ data, width: 4, height: 2, channels: 3 }, 8)
    const { rgb, width, height } = await decodeImage(encoded.bytes, 'a.png')
    expect([width, height]).toEqual([8, 4])
    expect([...rgb.subarray(0, 9)]).toEqual([0, 10, 20, 0, 10, 20, 30, 40, 50])
  })

  it('encodePng(picture, longestSide) keeps the proportions when shrinking, to at least one pixel', async () => {
    const long = { data: new Uint8Array(100 * 3), width: 100, height: 1, channels: 3 } as const
    expect(await encodePng(long, 10)).toMatchObject({ width: 10, height: 1 })
  })

  it('encodePng refuses data that do not fit the size', async () => {
    await expect(encodePng({ data, width: 5, height: 2, channels: 3 })).rejects.toMatchObject({
      code: 'shape_mismatch',
    })
  })
})
