import { WorkbenchError } from '#contract/errors.ts'
import type { GraphBuilder } from '../graph/graph-builder.ts'
import { BATCH } from '../graph/graph.ts'
import { sizeOf } from '../graph/tensor.ts'
import type { JsonObject } from './json-config.ts'
import type { LayerValue } from './keras-layers/layer.ts'

export interface ModelInput {
  readonly id: string
  readonly kind: 'tile' | 'signal'
  /** [H, W, C] */
  readonly shape: readonly [number, number, number]
  /** What the first layer takes in: Keras's shape. */
  readonly value: LayerValue
  readonly notes: readonly string[]
}

const LARGEST_INPUT = 2 ** 26

/**
 * Declares the graph input that a model's InputLayer (or its first layer) describes: [H, W, C] a tile, [L, C] a signal,
 * [L] a signal of one channel.
 */
export function readInput(builder: GraphBuilder, layer: string, config: JsonObject): ModelInput {
  const declared = config['batch_input_shape'] ?? config['batch_shape']
  if (!Array.isArray(declared)) throw failed(`no input shape: ${layer} (the model was never built)`)
  const sizes: unknown[] = declared.slice(1)
  const shape = sizes.map((size) => {
    if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 1) return size
    throw failed(`input size not fixed: ${layer} ${JSON.stringify(sizes)} (every size must be given, >= 1)`)
  })
  if (sizeOf(shape) > LARGEST_INPUT) throw failed(`input too large: ${layer} [${shape.join(', ')}]`)
  const [first, second, third] = shape
  if (first === undefined || shape.length > 3) {
    throw failed(`unsupported input: ${layer} [${shape.join(', ')}] (a tile [H, W, C] or a signal [L, C])`)
  }
  if (second === undefined) return flatInput(builder, layer, first)
  if (third === undefined) {
    const id = builder.input(layer, [BATCH, 1, first, second])
    return { id, kind: 'signal', shape: [1, first, second], value: { id, rank: 2 }, notes: [] }
  }
  const id = builder.input(layer, [BATCH, first, second, third])
  return { id, kind: 'tile', shape: [first, second, third], value: { id, rank: 3 }, notes: [] }
}

function flatInput(builder: GraphBuilder, layer: string, length: number): ModelInput {
  const id = builder.input(layer, [BATCH, 1, length, 1])
  const flat = builder.add({ type: 'reshape', shape: [BATCH, length] }, [id], builder.freeId(`${layer}/flat`))
  const notes = [`input [${length}] read as a signal of ${length} values and one channel`]
  return { id, kind: 'signal', shape: [1, length, 1], value: { id: flat, rank: 1 }, notes }
}

function failed(message: string): WorkbenchError {
  return new WorkbenchError('model_load_failed', message)
}
