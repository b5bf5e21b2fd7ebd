import { z } from 'zod'

const choices = z.enum(['sum', 'absolute', 'separate'])

export type Channels = z.output<typeof choices>

/** The parameter that says how a value per pixel and channel becomes a map. */
export function channelsParam(usual: Channels) {
  return choices.default(usual).meta({
    title: 'Channels',
    description:
      'sum: one signed value a pixel, the total is kept; absolute: the largest magnitude among the channels; separate: a map per channel.',
  })
}

/**
 * @param values      [H, W, C]
 * @param inputShape  [H, W, C]
 * @returns           map [H, W], or [H, W, C] for `separate`
 */
export function reduceChannels(
  values: Float32Array | Float64Array,
  inputShape: readonly [number, number, number],
  channels: Channels,
): { saliencyMap: Float32Array; shape: readonly number[] } {
  const [height, width, count] = inputShape
  if (channels === 'separate') return { saliencyMap: Float32Array.from(values), shape: inputShape }
  const saliencyMap = new Float32Array(height * width)
  for (let pixel = 0; pixel < saliencyMap.length; pixel++) {
    let reduced = 0
    for (let channel = 0; channel < count; channel++) {
      const value = values[pixel * count + channel]!
      reduced = channels === 'sum' ? reduced + value : Math.max(reduced, Math.abs(value))
    }
    saliencyMap[pixel] = reduced
  }
  return { saliencyMap, shape: [height, width] }
}
