import type { Tensor } from '../../graph/tensor.ts'

/** @returns the tensor with its axes in the order of `permutation`, as NumPy's transpose. */
export function permute(source: Tensor, permutation: readonly number[]): Tensor {
  const rank = source.shape.length
  const sourceStrides = rowMajorStrides(source.shape)
  const shape = permutation.map((axis) => source.shape[axis]!)
  const strides = permutation.map((axis) => sourceStrides[axis]!)
  const data = new Float32Array(source.data.length)
  const position = new Array<number>(rank).fill(0)
  let offset = 0
  for (let index = 0; index < data.length; index++) {
    data[index] = source.data[offset]!
    for (let axis = rank - 1; axis >= 0; axis--) {
      position[axis]!++
      offset += strides[axis]!
      if (position[axis]! < shape[axis]!) break
      offset -= strides[axis]! * shape[axis]!
      position[axis] = 0
    }
  }
  return { shape, data }
}

function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1)
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!
  return strides
}

/**
 * The kernel with which a stride-1 convolution's input gradient is itself a convolution: turned by 180 degrees, input and
 * output channels exchanged within each group.
 * @param kernel  [kh, kw, C / groups, K]
 * @returns       [kh, kw, K / groups, C]
 */
export function gradientKernel(kernel: Tensor, groups: number): Tensor {
  const [height = 1, width = 1, channelsPerGroup = 1, filters = 1] = kernel.shape
  const filtersPerGroup = filters / groups
  const channels = channelsPerGroup * groups
  const data = new Float32Array(kernel.data.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = ((height - 1 - y) * width + (width - 1 - x)) * channelsPerGroup * filters
      const to = (y * width + x) * filtersPerGroup * channels
      for (let filter = 0; filter < filters; filter++) {
        const group = Math.floor(filter / filtersPerGroup)
        for (let channel = 0; channel < channelsPerGroup; channel++) {
          data[to + (filter % filtersPerGroup) * channels + group * channelsPerGroup + channel] =
            kernel.data[from + channel * filters + filter]!
        }
      }
    }
  }
  return { shape: [height, width, filtersPerGroup, channels], data }
}
