import type { Tensor } from './tensor.ts'

/**
 * A dataflow graph over a closed set of ops: what a model file becomes, what the gradient makes out of it, and what a
 * backend lowers. Values are named by strings; a node's id is the name of its one output value.
 *
 * Layout is channels-last. A signal is an image of height 1, so that convolution and pooling are always 2-D.
 * Dimension 0 of a value whose `batched` is true is the batch and is written as BATCH in shapes.
 */
export const BATCH = -1

/** Rows/columns of padding added before and after: top, bottom, left, right. */
export type Padding = readonly [top: number, bottom: number, left: number, right: number]
export type Pair = readonly [vertical: number, horizontal: number]

export interface Window2d {
  readonly strides: Pair
  readonly padding: Padding
}
export interface Convolution extends Window2d {
  readonly dilations: Pair
  /** 1, or the number of input channels (depthwise). */
  readonly groups: number
}
export interface Pooling extends Window2d {
  readonly window: Pair
}

/**
 * relu6: min(max(x, 0), 6). selu: scale 1.0507009873554805, alpha 1.6732632423543772. gelu: x (1 + erf(x / sqrt 2)) / 2.
 * hardSigmoid: clip(0.2 x + 0.5, 0, 1) (Keras 2). swish: x sigmoid(x). erf serves the gradient of gelu.
 */
export type UnaryFunction =
  | 'relu'
  | 'relu6'
  | 'leakyRelu'
  | 'elu'
  | 'selu'
  | 'softplus'
  | 'softsign'
  | 'sigmoid'
  | 'hardSigmoid'
  | 'tanh'
  | 'gelu'
  | 'swish'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'negate'
  | 'abs'
  | 'sign'
  | 'reciprocal'
  | 'square'
  | 'erf'
export type BinaryFunction =
  'add' | 'subtract' | 'multiply' | 'divide' | 'maximum' | 'minimum' | 'greater' | 'greaterEqual' | 'equal'
export type ReduceFunction = 'sum' | 'mean' | 'max' | 'min'

/** An op and its attributes. Inputs are named in the comment, in the order of `GraphNode.inputs`. */
export type Op =
  /**
   * x [N, H, W, C], kernel [kh, kw, C / groups, K] -> [N, H', W', K]. Correlation, as all deep-learning libraries.
   * Output channel k reads group floor(k groups / K). H' = floor((H + top + bottom - dilation (kh - 1) - 1) / stride) + 1.
   */
  | ({ readonly type: 'conv2d' } & Convolution)
  /** upstream [N, H', W', K], kernel of the forward convolution -> gradient [N, ...inputSize, C]. */
  | ({ readonly type: 'conv2dInputGradient'; readonly inputSize: Pair } & Convolution)
  /** a [..., i], b [i, j] (or [j, i] if transposeB) -> [..., j]. */
  | { readonly type: 'matMul'; readonly transposeB: boolean }
  /** x -> [N, H', W', C]; padding never wins the maximum. */
  | ({ readonly type: 'maxPool' } & Pooling)
  /** x -> [N, H', W', C]; padding does not count in the mean. */
  | ({ readonly type: 'avgPool' } & Pooling)
  /** x, y = maxPool(x), upstream -> gradient like x. The first maximum of a window (row-major) takes all; overlapping windows accumulate. */
  | ({ readonly type: 'maxPoolGradient' } & Pooling)
  /** upstream -> gradient [N, ...inputSize, C]. */
  | ({ readonly type: 'avgPoolGradient'; readonly inputSize: Pair } & Pooling)
  /** alpha: slope of leakyRelu (default 0.3), scale of elu (default 1). */
  | { readonly type: 'unary'; readonly fn: UnaryFunction; readonly alpha?: number }
  /** NumPy broadcasting. Comparisons give 1 or 0. */
  | { readonly type: 'binary'; readonly fn: BinaryFunction }
  /**
   * condition (0 or not), a, b -> a where the condition is not 0, else b. NumPy broadcasting.
   * The gradient of relu is `select(y, upstream, 0)` with y = relu(x): worth a fast path where a backend has one.
   */
  | { readonly type: 'select' }
  /** Axes counted from 0 with the batch; keepDims keeps them with length 1. */
  | {
      readonly type: 'reduce'
      readonly fn: ReduceFunction
      readonly axes: readonly number[]
      readonly keepDims: boolean
    }
  /** Over the last axis. */
  | { readonly type: 'softmax' }
  /** Target shape with BATCH in front where the value is batched. */
  | { readonly type: 'reshape'; readonly shape: readonly number[] }
  | { readonly type: 'transpose'; readonly permutation: readonly number[] }
  /** Per axis [before, after], constant zero. */
  | { readonly type: 'pad'; readonly paddings: readonly (readonly [number, number])[] }
  /** Per axis start (>= 0) and size; size BATCH keeps the whole batch. */
  | { readonly type: 'slice'; readonly begin: readonly number[]; readonly size: readonly number[] }
  /** Two or more inputs. */
  | { readonly type: 'concat'; readonly axis: number }
  /** x [N, h, w, C] -> [N, height, width, C], half-pixel centres, edges clamped. */
  | { readonly type: 'resizeBilinear'; readonly height: number; readonly width: number }
  /** x [N, h, w, C] -> every pixel repeated factor[0] x factor[1] times. */
  | { readonly type: 'upsampleNearest'; readonly factor: Pair }
  /** x, like -> x expanded by NumPy rules to the shape of `like`, whose values do not matter. */
  | { readonly type: 'broadcastLike' }

export type OpType = Op['type']

export interface GraphNode {
  readonly id: string
  readonly op: Op
  readonly inputs: readonly string[]
  /** Inferred on construction; BATCH in place of the batch. */
  readonly shape: readonly number[]
}

export interface GraphInput {
  readonly id: string
  readonly shape: readonly number[]
}

/** Nodes stand in topological order. Every input of a node is a graph input, a constant or an earlier node. */
export interface Graph {
  readonly inputs: readonly GraphInput[]
  readonly constants: ReadonlyMap<string, Tensor>
  readonly nodes: readonly GraphNode[]
  /** Ids of the values that running the graph returns. */
  readonly outputs: readonly string[]
}
