import { WorkbenchError } from '#contract/errors.ts'
import type { GraphBuilder } from '../../graph/graph-builder.ts'
import type { BinaryFunction, Op, Pair, UnaryFunction } from '../../graph/graph.ts'
import { tensor, type Tensor } from '../../graph/tensor.ts'
import type { LayerConfig } from '../json-config.ts'

/**
 * A value on its way through the layers. `rank` is that of Keras, without the batch: a value of rank 2 (a signal, [L, C])
 * stands in the graph as [N, 1, L, C]; every other as Keras has it.
 */
export interface LayerValue {
  readonly id: string
  readonly rank: number
}

/** One call of one layer. */
export interface LayerCall {
  readonly builder: GraphBuilder
  /** `conv2d_3`, `outer/inner`, `shared:1` */
  readonly name: string
  readonly className: string
  readonly config: LayerConfig
  readonly inputs: readonly LayerValue[]
  /** The checked tensor of a weight of this shape. */
  weight(weightName: string, shape: readonly number[]): Tensor
}

/** Puts what a layer computes at inference into the graph. */
export type LayerBuilder = (call: LayerCall) => LayerValue
export type LayerTable = Readonly<Record<string, LayerBuilder>>

/** `conv2d_3 (Conv2D)` */
export function describeCall(call: { readonly name: string; readonly className: string }): string {
  return `${call.name} (${call.className})`
}

export function refuse(call: LayerCall, reason: string): never {
  throw new WorkbenchError('layer_unsupported', `unsupported layer: ${describeCall(call)} (${reason})`, {
    details: { layer: call.name, className: call.className },
  })
}

/** The one value that a layer takes in, of an allowed rank. */
export function onlyInput(call: LayerCall, rank?: number): LayerValue {
  const [input, second] = call.inputs
  if (input === undefined || second !== undefined) refuse(call, `${call.inputs.length} inputs, takes one`)
  if (rank !== undefined && input.rank !== rank) refuse(call, `input of rank ${input.rank}, takes ${rank}`)
  return input
}

/** Keras's shape of a value, without the batch. */
export function kerasShape(call: LayerCall, value: LayerValue): readonly number[] {
  return call.builder.shapeOf(value.id).slice(value.rank === 2 ? 2 : 1)
}

/** A shape of Keras as it stands in the graph, both without the batch. */
export function graphShape(shape: readonly number[]): readonly number[] {
  return shape.length === 2 ? [1, ...shape] : shape
}

export function channelsOf(call: LayerCall, value: LayerValue): number {
  return call.builder.shapeOf(value.id).at(-1)!
}

/** Adds a node that carries the layer's name. */
export function add(call: LayerCall, op: Op, inputs: readonly string[]): string {
  const label = op.type === 'unary' || op.type === 'binary' ? op.fn : op.type
  return call.builder.add(op, inputs, call.builder.freeId(`${call.name}/${label}`))
}

export function unary(call: LayerCall, fn: UnaryFunction, x: string, alpha?: number): string {
  return add(call, alpha === undefined ? { type: 'unary', fn } : { type: 'unary', fn, alpha }, [x])
}

export function binary(call: LayerCall, fn: BinaryFunction, a: string | number, b: string | number): string {
  const operand = (value: string | number) => (typeof value === 'number' ? call.builder.scalar(value) : value)
  return add(call, { type: 'binary', fn }, [operand(a), operand(b)])
}

export function constant(
  call: LayerCall,
  label: string,
  shape: readonly number[],
  values: Float32Array | number[],
): string {
  return call.builder.constant(tensor(shape, values), `${call.name}/${label}`)
}

/** A setting of one or two numbers as [vertical, horizontal]; of a signal's layer, horizontal. */
export function pairSetting(call: LayerCall, key: string, rank: number, otherwise?: number): Pair {
  const dimensions = rank - 1
  const counts = call.config.counts(key, dimensions, otherwise)
  return dimensions === 1 ? [1, counts[0]!] : [counts[0]!, counts[1]!]
}
