import type { Preprocessing } from '#contract/common.ts'
import type { ChangedSample } from '#contract/probing.ts'
import { encodePng } from '../datasets/encode-png.ts'
import { defaultPreprocessing } from '../datasets/preprocess.ts'
import type { ModelGraph } from '../graph/model-graph.ts'

/** An input of the model as a person can see it: the picture whose preprocessing gives it, or a signal's values. */
export async function showInput(
  input: Float32Array,
  model: ModelGraph,
  preprocessing: Preprocessing | null,
): Promise<ChangedSample> {
  if (model.kind === 'signal') return { picture: null, values: input }
  const [height, width, channels] = model.inputShape
  const recipe = preprocessing ?? defaultPreprocessing(height, width, channels)
  const data = unpreprocess(input, recipe)
  const { bytes } = await encodePng({ data, width, height, channels: recipe.channelOrder === 'grey' ? 1 : 3 })
  const picture = { mime: 'image/png', bytes, width, height, originalWidth: width, originalHeight: height }
  return { picture, values: null }
}

/** value = (input * deviation + mean) / scale, rounded and held in 0 .. 255; channels in the order of pictures. */
function unpreprocess(input: Float32Array, recipe: Preprocessing): Uint8ClampedArray {
  const channels = recipe.channelOrder === 'grey' ? 1 : 3
  const data = new Uint8ClampedArray(input.length)
  for (let channel = 0; channel < channels; channel++) {
    const target = recipe.channelOrder === 'bgr' ? channels - 1 - channel : channel
    const mean = recipe.mean[channel] ?? 0
    const deviation = recipe.deviation[channel] ?? 1
    for (let pixel = 0; pixel < input.length; pixel += channels) {
      data[pixel + target] = (input[pixel + channel]! * deviation + mean) / recipe.scale
    }
  }
  return data
}
