import type { Pair } from '../../graph/graph.ts'
import type { TfjsApi, TfjsTensor } from './tfjs-api.ts'

/** The kernel with its zeros written out: dilation 1 and the same reach. */
export function dilatedKernel(tf: TfjsApi, kernel: TfjsTensor, dilations: Pair): TfjsTensor {
  const [height = 1, width = 1, channels = 1, filters = 1] = kernel.shape
  const reach = [(height - 1) * dilations[0] + 1, (width - 1) * dilations[1] + 1] as const
  const source = kernel.dataSync()
  const block = channels * filters
  const data = new Float32Array(reach[0] * reach[1] * block)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * block
      data.set(source.slice(from, from + block), (y * dilations[0] * reach[1] + x * dilations[1]) * block)
    }
  }
  return tf.tensor(data, [reach[0], reach[1], channels, filters])
}

/** A grouped kernel [kh, kw, C / groups, K] as one over all channels [kh, kw, C, K], zero between the groups. */
export function denseDepthwiseKernel(tf: TfjsApi, kernel: TfjsTensor, groups: number): TfjsTensor {
  const [height = 1, width = 1, channelsPerGroup = 1, filters = 1] = kernel.shape
  const channels = channelsPerGroup * groups
  const source = kernel.dataSync()
  const data = new Float32Array(height * width * channels * filters)
  for (let position = 0; position < height * width; position++) {
    for (let filter = 0; filter < filters; filter++) {
      const first = Math.floor((filter * groups) / filters) * channelsPerGroup
      for (let channel = 0; channel < channelsPerGroup; channel++) {
        data[(position * channels + first + channel) * filters + filter] =
          source[(position * channelsPerGroup + channel) * filters + filter]!
      }
    }
  }
  return tf.tensor(data, [height, width, channels, filters])
}
