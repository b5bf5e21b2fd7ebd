import type { Graph, GraphNode } from '../../graph/graph.ts'
import { tensor, type Tensor } from '../../graph/tensor.ts'

/**
 * A convolution or dense layer together with the constants that scale and shift its result (its bias, batch normalisation):
 * as one linear layer with kernel W and bias b.
 */
export interface LinearChain {
  /** Id of the value that the whole puts out. */
  readonly final: string
  readonly kernel: Tensor
  /** [K] */
  readonly bias: Float32Array
  /** No other such layer stands between it and the model's input. */
  readonly first: boolean
  /** All values that it takes in are at least zero, whatever the sample. */
  readonly takesNonNegative: boolean
}

const ABOVE_ZERO = new Set([
  'relu',
  'relu6',
  'sigmoid',
  'hardSigmoid',
  'softplus',
  'exp',
  'abs',
  'square',
  'sqrt',
])
const KEEPS_SIGN = new Set([
  'maxPool',
  'avgPool',
  'reshape',
  'transpose',
  'pad',
  'slice',
  'concat',
  'reduce',
  'resizeBilinear',
  'upsampleNearest',
])

/** The linear layers of a graph by the id of their convolution or product. */
export function linearChains(graph: Graph): ReadonlyMap<string, LinearChain> {
  const readers = new Map<string, GraphNode[]>()
  for (const node of graph.nodes) {
    for (const input of node.inputs) readers.set(input, [...(readers.get(input) ?? []), node])
  }
  const nonNegative = nonNegativeValues(graph)
  const behindLinear = new Set<string>()
  const chains = new Map<string, LinearChain>()
  for (const node of graph.nodes) {
    const kernel = isLinear(node) ? graph.constants.get(node.inputs[1]!) : undefined
    if (node.inputs.some((input) => behindLinear.has(input)) || kernel !== undefined)
      behindLinear.add(node.id)
    if (kernel === undefined) continue
    const x = node.inputs[0]!
    chains.set(node.id, {
      ...merged(graph, node, kernel, readers),
      first: !behindLinear.has(x),
      takesNonNegative: nonNegative.has(x),
    })
  }
  return chains
}

function isLinear({ op }: GraphNode): boolean {
  return op.type === 'conv2d' || (op.type === 'matMul' && !op.transposeB)
}

/** Follows scales and shifts per channel for as long as nobody else reads what is between. */
function merged(
  graph: Graph,
  node: GraphNode,
  kernel: Tensor,
  readers: ReadonlyMap<string, readonly GraphNode[]>,
): Pick<LinearChain, 'final' | 'kernel' | 'bias'> {
  const count = kernel.shape.at(-1)!
  const scale = new Float64Array(count).fill(1)
  const bias = new Float64Array(count)
  let final = node.id
  for (;;) {
    const [reader, second] = readers.get(final) ?? []
    if (reader === undefined || second !== undefined || graph.outputs.includes(final)) break
    const step = perChannel(graph, reader, final, count)
    if (step === undefined) break
    for (let k = 0; k < count; k++) {
      scale[k]! *= step.factor(k)
      bias[k] = bias[k]! * step.factor(k) + step.shift(k)
    }
    final = reader.id
  }
  const values = kernel.data.map((value, index) => value * scale[index % count]!)
  return { final, kernel: tensor(kernel.shape, values), bias: Float32Array.from(bias) }
}

/** A binary op of `value` with a constant per channel, as value * factor + shift. */
function perChannel(graph: Graph, { op, inputs }: GraphNode, value: string, count: number) {
  if (op.type !== 'binary') return undefined
  const constant = graph.constants.get(inputs[0] === value ? inputs[1]! : inputs[0]!)
  if (constant === undefined) return undefined
  const { data, shape } = constant
  const fits = data.length === 1 || (data.length === count && shape.at(-1) === count)
  const swaps = inputs[0] === value || op.fn === 'add' || op.fn === 'multiply'
  if (!fits || !swaps) return undefined
  const at = (k: number) => data[data.length === 1 ? 0 : k]!
  const [zero, one] = [() => 0, () => 1]
  if (op.fn === 'add') return { factor: one, shift: at }
  if (op.fn === 'subtract') return { factor: one, shift: (k: number) => -at(k) }
  if (op.fn === 'multiply') return { factor: at, shift: zero }
  if (op.fn === 'divide') return { factor: (k: number) => 1 / at(k), shift: zero }
  return undefined
}

function nonNegativeValues(graph: Graph): ReadonlySet<string> {
  const known = new Set<string>()
  for (const [id, { data }] of graph.constants) if (data.every((value) => value >= 0)) known.add(id)
  for (const { id, op, inputs } of graph.nodes) {
    const all = inputs.every((input) => known.has(input))
    const holds =
      (op.type === 'unary' && ABOVE_ZERO.has(op.fn)) ||
      op.type === 'softmax' ||
      (all && KEEPS_SIGN.has(op.type)) ||
      (all && op.type === 'binary' && ['add', 'multiply', 'divide', 'maximum', 'minimum'].includes(op.fn))
    if (holds) known.add(id)
  }
  return known
}
