import type { Convolution } from '../../graph/graph.ts'
import { tensor, type Tensor } from '../../graph/tensor.ts'
import type { Lowering } from './lowering.ts'
import type { OnnxAttributeValue } from './onnx-schema.ts'

/** Channels that the widest blocked kernel computes at once, wanted or not. */
const BLOCK = 16

const wholeBlocks = (channels: number) => Math.ceil(channels / BLOCK) * BLOCK

/**
 * True where it pays to compute a convolution of many channels to few filters (the input gradient of a first layer) in three
 * steps: the blocked kernels would fill up the few filters to a whole block, and multiply all taps for them.
 * @param shape  of the kernel, [kh, kw, C, K]
 */
export function paysInSteps({ strides, groups }: Convolution, shape: readonly number[]): boolean {
  const [height = 1, width = 1, channels = 1, filters = 1] = shape
  if (groups !== 1 || strides.some((stride) => stride !== 1)) return false
  if (channels % BLOCK !== 0 || filters >= BLOCK) return false
  const taps = height * width
  const planes = wholeBlocks(taps * filters)
  const atOnce = taps * channels * BLOCK
  const inSteps = channels * planes + taps * planes + planes * BLOCK
  return 2 * inSteps <= atOnce
}

/**
 * A convolution of one group as three: every tap's product by itself (1x1, C to kh kw K planes), each plane moved to where
 * its tap looks (depthwise, a single 1), the planes of a filter summed (1x1).
 * @param kernel   [kh, kw, C, K]
 * @param windows  the attributes of the whole convolution
 * @returns        name of the result, as of Conv
 */
export function convolveInSteps(
  lowering: Lowering,
  x: string,
  kernel: Tensor,
  windows: Readonly<Record<string, OnnxAttributeValue>>,
): string {
  const [height = 1, width = 1, channels = 1, filters = 1] = kernel.shape
  const taps = height * width
  // Depthwise kernels are blocked only where the blocks are whole; the planes too many are zero.
  const planes = wholeBlocks(taps * filters)
  const products = tensor([planes, channels, 1, 1])
  const moves = tensor([planes, 1, height, width])
  const sums = tensor([filters, planes, 1, 1])
  for (let tap = 0; tap < taps; tap++)
    for (let filter = 0; filter < filters; filter++) {
      const plane = tap * filters + filter
      for (let channel = 0; channel < channels; channel++)
        products.data[plane * channels + channel] =
          kernel.data[(tap * channels + channel) * filters + filter]!
      moves.data[plane * taps + tap] = 1
      sums.data[filter * planes + plane] = 1
    }
  const product = lowering.emit('Conv', [x, lowering.floats(products)])
  const moved = lowering.emit('Conv', [product, lowering.floats(moves)], { ...windows, group: { i: planes } })
  return lowering.emit('Conv', [moved, lowering.floats(sums)])
}
