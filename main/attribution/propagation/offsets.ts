import { binary } from '../../graph/gradient/arithmetic.ts'
import { gradientRules } from '../../graph/gradient.ts'
import type { OpOf } from '../../graph/gradient/rule.ts'
import type { GraphBuilder } from '../../graph/graph-builder.ts'
import type { Graph, GraphNode, OpType, UnaryFunction } from '../../graph/graph.ts'
import { sameShape } from '../../graph/shape-check.ts'

/** Functions of degree one: f(x) = f'(x) x, so that nothing is added on the way. */
const HOMOGENEOUS: ReadonlySet<UnaryFunction> = new Set(['relu', 'leakyRelu', 'negate', 'abs'])

/**
 * What the ops of a graph add to the score that does not come from their inputs: gradient times y minus the sum of gradient
 * times input, for every op that is not of degree one. For x + b that is gradient times b; for a curved function its implicit
 * bias y - f'(x) x. With input times gradient they sum to the score exactly.
 *
 * @param arrived  gradient per value, as `propagateBack` returns it
 * @returns        id of the offsets [of the node's shape] per node that adds something
 * @see            Srinivas and Fleuret 2019, Proposition 2 and Sec. 3.2 (implicit biases)
 */
export function offsetContributions(
  builder: GraphBuilder,
  graph: Graph,
  arrived: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const dependent = new Set(graph.inputs.map(({ id }) => id))
  const offsets = new Map<string, string>()
  for (const node of graph.nodes) {
    const active = node.inputs.map((input) => dependent.has(input))
    if (!active.includes(true)) continue
    dependent.add(node.id)
    const gradient = arrived.get(node.id)
    if (gradient === undefined) continue
    const offset = offsetOf({ builder, node, gradient, active })
    if (offset !== undefined) offsets.set(node.id, offset)
  }
  return offsets
}

interface Place {
  readonly builder: GraphBuilder
  readonly node: GraphNode
  readonly gradient: string
  /** Per input: does it depend on the model's input? */
  readonly active: readonly boolean[]
}

function offsetOf(place: Place): string | undefined {
  const { op } = place.node
  switch (op.type) {
    case 'unary':
      return HOMOGENEOUS.has(op.fn) ? undefined : remainder(place, op)
    case 'binary':
      return binaryOffset(place, op)
    case 'softmax':
    case 'select':
      return remainder(place, op)
    // The rest moves, sums or chooses values: of degree one.
    default:
      return undefined
  }
}

function binaryOffset(place: Place, op: OpOf<'binary'>): string | undefined {
  const { builder, node, gradient, active } = place
  const [left, right] = [node.inputs[0]!, node.inputs[1]!]
  const both = active[0]! && active[1]!
  const times = (value: string, factor = 1): string => {
    const product = binary(builder, 'multiply', gradient, value)
    return factor === 1 ? product : binary(builder, 'multiply', product, factor)
  }
  switch (op.fn) {
    case 'add':
      return both ? undefined : times(active[0] ? right : left)
    case 'subtract':
      return both ? undefined : active[0] ? times(right, -1) : times(left)
    case 'multiply':
      return both ? times(node.id, -1) : undefined
    case 'divide':
      return active[1] ? times(node.id, both ? 1 : 2) : undefined
    case 'maximum':
    case 'minimum':
      return both ? undefined : remainder(place, op)
    default:
      return times(node.id)
  }
}

/** gradient y - sum of what the derivative passes to each input times that input; for inputs of the node's own shape. */
function remainder<Type extends OpType>(place: Place, op: OpOf<Type>): string | undefined {
  const { builder, node, gradient, active } = place
  const parts = gradientRules[op.type as Type]({
    builder,
    op,
    inputs: node.inputs,
    output: node.id,
    upstream: gradient,
    needed: active,
  })
  let rest = binary(builder, 'multiply', gradient, node.id)
  for (const [index, part] of parts.entries()) {
    if (part === undefined || !active[index]) continue
    const input = node.inputs[index]!
    if (!sameShape(builder.shapeOf(input), node.shape)) return undefined
    rest = binary(builder, 'subtract', rest, binary(builder, 'multiply', part, input))
  }
  return rest
}
