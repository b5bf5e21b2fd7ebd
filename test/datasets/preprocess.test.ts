import { describe, expect, it } from 'vitest'
import { defaultPreprocessing, preprocessImage, resizeForModel } from '../../main/datasets/preprocess.ts'

const picture = { rgb: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30), width: 2, height: 2 }

describe('preprocessImage', () => {
  it('the default recipe is v / 255 in float32, for every byte', () => {
    const rgb = Uint8Array.from({ length: 256 * 3 }, (_, index) => Math.floor(index / 3))
    const values = preprocessImage({ rgb, width: 256, height: 1 }, defaultPreprocessing(1, 256, 3))
    const expected = Float32Array.from(rgb, (value) => Math.fround(value) / Math.fround(255))
    expect(values).toEqual(expected)
  })

  it('mean and deviation are those of the model channels, after scaling and reordering', () => {
    const recipe = {
      ...defaultPreprocessing(2, 2, 3),
      scale: 1,
      mean: [1, 2, 3],
      deviation: [2, 4, 8],
      channelOrder: 'bgr' as const,
    }
    const values = preprocessImage(picture, recipe)
    expect([...values.subarray(9)]).toEqual([(30 - 1) / 2, (20 - 2) / 4, (10 - 3) / 8])
  })

  it('grey is the luma of ITU-R 601-2, one channel', () => {
    const recipe = defaultPreprocessing(2, 2, 1)
    expect([...resizeForModel(picture, recipe).data]).toEqual([76, 150, 29, 18])
    expect(preprocessImage(picture, recipe).length).toBe(4)
  })

  it('a recipe for another number of channels, or a deviation of 0, is refused', () => {
    const recipe = defaultPreprocessing(2, 2, 3)
    expect(() => preprocessImage(picture, { ...recipe, mean: [0] })).toThrow('invalid mean: 1 values')
    expect(() => preprocessImage(picture, { ...recipe, deviation: [1, 0, 1] })).toThrow(
      'invalid deviation: 0',
    )
  })
})
