import type { ReduceFunction } from '../../graph/graph.ts'
import { add, onlyInput, pairSetting } from './layer.ts'
import type { LayerBuilder, LayerTable } from './layer.ts'
import { paddingSetting } from './padding.ts'

function pooling(type: 'maxPool' | 'avgPool', rank: number): LayerBuilder {
  return (call) => {
    const input = onlyInput(call, rank)
    const window = pairSetting(call, 'pool_size', rank, 2)
    const strides = call.config.raw('strides') == null ? window : pairSetting(call, 'strides', rank)
    const [, height, width] = call.builder.shapeOf(input.id)
    const padding = paddingSetting(call, [height!, width!], { window, strides, dilations: [1, 1] })
    return { ...input, id: add(call, { type, window, strides, padding }, [input.id]) }
  }
}

function globalPooling(fn: ReduceFunction, rank: number): LayerBuilder {
  return (call) => {
    const input = onlyInput(call, rank)
    const keepDims = call.config.flag('keepdims', false)
    return {
      id: add(call, { type: 'reduce', fn, axes: [1, 2], keepDims }, [input.id]),
      rank: keepDims ? rank : 1,
    }
  }
}

export const poolingLayers: LayerTable = {
  MaxPooling1D: pooling('maxPool', 2),
  MaxPooling2D: pooling('maxPool', 3),
  AveragePooling1D: pooling('avgPool', 2),
  AveragePooling2D: pooling('avgPool', 3),
  GlobalMaxPooling1D: globalPooling('max', 2),
  GlobalMaxPooling2D: globalPooling('max', 3),
  GlobalAveragePooling1D: globalPooling('mean', 2),
  GlobalAveragePooling2D: globalPooling('mean', 3),
}
