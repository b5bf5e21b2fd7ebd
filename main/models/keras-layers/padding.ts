import type { Padding, Pair } from '../../graph/graph.ts'
import { refuse, type LayerCall } from './layer.ts'

/** TensorFlow's "same": the output has ceil(length / stride) places; an odd row of padding goes behind. */
function samePadding(length: number, window: number, stride: number, dilation = 1): [number, number] {
  const reach = dilation * (window - 1) + 1
  const total = Math.max((Math.ceil(length / stride) - 1) * stride + reach - length, 0)
  const before = Math.floor(total / 2)
  return [before, total - before]
}

/** The layer's `padding` setting in rows and columns of zeros. */
export function paddingSetting(
  call: LayerCall,
  size: Pair,
  window: { readonly window: Pair; readonly strides: Pair; readonly dilations: Pair },
): Padding {
  const mode = call.config.text('padding', 'valid')
  switch (mode) {
    case 'valid':
      return [0, 0, 0, 0]
    case 'same': {
      const along = (axis: 0 | 1) =>
        samePadding(size[axis], window.window[axis], window.strides[axis], window.dilations[axis])
      return [...along(0), ...along(1)]
    }
    case 'causal':
      if (call.className.endsWith('1D')) return [0, 0, window.dilations[1] * (window.window[1] - 1), 0]
  }
  return refuse(call, `padding ${mode}`)
}
