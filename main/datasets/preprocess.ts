import type { Preprocessing } from '#contract/common.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { resizePillow, type BytePicture } from '../kernels/resize-pillow.ts'
import type { RgbPicture } from './rgb-picture.ts'

/** Pillow's bilinear filter, then 0 .. 1: what the models of the 2021 study were trained on. */
export function defaultPreprocessing(height: number, width: number, channels: number): Preprocessing {
  return {
    height,
    width,
    filter: 'bilinear',
    scale: 1 / 255,
    mean: Array.from({ length: channels }, () => 0),
    deviation: Array.from({ length: channels }, () => 1),
    channelOrder: channels === 1 ? 'grey' : 'rgb',
  }
}

/** The picture as the model sees it before scaling: resized, in three channels or one. */
export function resizeForModel(picture: RgbPicture, recipe: Preprocessing): BytePicture {
  const { height, width } = picture
  const source: BytePicture =
    recipe.channelOrder === 'grey'
      ? { data: greyOf(picture.rgb), height, width, channels: 1 }
      : { data: picture.rgb, height, width, channels: 3 }
  return resizePillow(source, recipe, recipe.filter)
}

/**
 * A decoded picture as the input of a model: (value * scale - mean) / deviation, computed in float64.
 * @returns [H, W, C] float32; C is 1 for `grey`, else 3
 * @throws  WorkbenchError `invalid_param` when mean or deviation does not fit the channels
 */
export function preprocessImage(picture: RgbPicture, recipe: Preprocessing): Float32Array {
  const { data, channels } = resizeForModel(picture, recipe)
  const lookup = channelTables(recipe, channels)
  const values = new Float32Array(data.length)
  for (let channel = 0; channel < channels; channel++) {
    const source = recipe.channelOrder === 'bgr' ? channels - 1 - channel : channel
    const table = lookup[channel]!
    for (let pixel = 0; pixel < data.length; pixel += channels) {
      values[pixel + channel] = table[data[pixel + source]!]!
    }
  }
  return values
}

/** The 256 possible inputs of each channel; mean and deviation are in the order of the model's channels. */
function channelTables(recipe: Preprocessing, channels: number): readonly Float32Array[] {
  for (const name of ['mean', 'deviation'] as const) {
    if (recipe[name].length !== channels) {
      throw new WorkbenchError(
        'invalid_param',
        `invalid ${name}: ${recipe[name].length} values (must be ${channels}, one per channel)`,
      )
    }
  }
  return Array.from({ length: channels }, (_, channel) => {
    const mean = recipe.mean[channel]!
    const deviation = recipe.deviation[channel]!
    if (!(deviation > 0))
      throw new WorkbenchError('invalid_param', `invalid deviation: ${deviation} (must be > 0)`)
    return Float32Array.from({ length: 256 }, (_, value) => (value * recipe.scale - mean) / deviation)
  })
}

/** Luma as Pillow's `convert('L')`: ITU-R 601-2 in 16-bit fixed point. */
function greyOf(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3)
  for (let pixel = 0; pixel < grey.length; pixel++) {
    const start = pixel * 3
    grey[pixel] = (rgb[start]! * 19595 + rgb[start + 1]! * 38470 + rgb[start + 2]! * 7471 + 0x8000) >> 16
  }
  return grey
}
