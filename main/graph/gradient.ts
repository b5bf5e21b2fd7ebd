import { WorkbenchError } from '#contract/errors.ts'
import { GraphBuilder } from './graph-builder.ts'
import { arrangementRules } from './gradient/arrangement-rules.ts'
import { binary } from './gradient/arithmetic.ts'
import { convolutionRules } from './gradient/convolution-rules.ts'
import { elementwiseRules } from './gradient/elementwise-rules.ts'
import { poolingRules } from './gradient/pooling-rules.ts'
import type { BackwardStep, OpOf, RuleTable } from './gradient/rule.ts'
import type { Graph, GraphNode, OpType } from './graph.ts'
import { sameShape } from './infer-shape.ts'
import type { Tensor } from './tensor.ts'

export type { BackwardStep, Rule, RuleTable } from './gradient/rule.ts'

/** Reverse-mode derivative of every op. */
export const gradientRules: RuleTable = {
  ...elementwiseRules,
  ...arrangementRules,
  ...convolutionRules,
  ...poolingRules,
}

export interface GradientRequest {
  /** Id of the value that is differentiated: `model.logits`. */
  readonly of: string
  /**
   * What is propagated back from `of`, of its shape (or one that broadcasts to it): the name of a graph input that is made
   * (an existing one is used), or a constant. A one-hot row per sample explains that class; one executable serves all.
   */
  readonly upstream: string | Tensor
  /** Ids of the values by which it is differentiated: the input, any layer's output. */
  readonly withRespectTo: readonly string[]
  /** Values of the forward pass that the graph puts out as well, before the gradients: probabilities, feature maps. */
  readonly keep?: readonly string[]
  /** How to pass back through an op; derivatives where left out. */
  readonly rules?: RuleTable
}

/** Id of the output of a gradient graph that holds the gradient with respect to a value. */
export function gradientId(value: string): string {
  return `gradient/${value}`
}

/**
 * The graph of a reverse-mode derivative: sum over classes of upstream times d of / d value, for every sample of a batch.
 *
 * @returns  graph with the inputs of `graph` and the upstream; outputs `keep`, then `gradientId(v)` per value, each of the
 *           shape of v. A value that `of` does not depend on has gradient zero.
 * @throws   WorkbenchError `capability_missing` where an op on the way has no derivative, `internal` on an unknown value
 * @see      Griewank and Walther, Evaluating Derivatives, 2008, chapter 3.2
 */
export function gradientGraph(graph: Graph, request: GradientRequest): Graph {
  const builder = GraphBuilder.from(graph)
  const arrived = propagateBack(builder, graph, request)
  const { keep = [], withRespectTo } = request
  const outputs = withRespectTo.map((value) => {
    const gradient = arrived.get(value) ?? builder.add({ type: 'broadcastLike' }, [builder.scalar(0), value])
    // A name of its own for every output; a reshape to the same shape costs nothing beside the rest.
    return builder.add({ type: 'reshape', shape: builder.shapeOf(value) }, [gradient], gradientId(value))
  })
  return builder.build([...keep, ...outputs])
}

/**
 * Passes `upstream` back through the nodes of `graph`, all of which are in the builder under the same ids.
 *
 * @returns  id of what arrived, per value reached (each of the shape of the value)
 */
export function propagateBack(
  builder: GraphBuilder,
  graph: Graph,
  request: GradientRequest,
): ReadonlyMap<string, string> {
  const { of, upstream, withRespectTo, rules = gradientRules } = request
  const active = dependents(graph, withRespectTo)
  const arrived = new Map([[of, startOf(builder, of, upstream)]])
  for (const node of graph.nodes.toReversed()) {
    const back = arrived.get(node.id)
    if (back === undefined || !node.inputs.some((input) => active.has(input))) continue
    const needed = node.inputs.map((input) => active.has(input))
    const parts = applyRule(rules, node.op, { builder, node, upstream: back, needed })
    node.inputs.forEach((input, index) => {
      const part = parts[index]
      if (part === undefined || !needed[index]) return
      if (!sameShape(builder.shapeOf(part), builder.shapeOf(input)))
        throw new WorkbenchError(
          'internal',
          `wrong rule: ${node.op.type} gives another shape than its input ${input}`,
        )
      const before = arrived.get(input)
      arrived.set(input, before === undefined ? part : binary(builder, 'add', before, part))
    })
  }
  return arrived
}

/** Ids of everything that depends on one of the values, those included. */
function dependents(graph: Graph, values: readonly string[]): ReadonlySet<string> {
  const active = new Set(values)
  for (const node of graph.nodes) {
    if (node.inputs.some((input) => active.has(input))) active.add(node.id)
  }
  return active
}

function startOf(builder: GraphBuilder, of: string, upstream: string | Tensor): string {
  const shape = builder.shapeOf(of)
  const id =
    typeof upstream !== 'string'
      ? builder.constant(upstream, 'upstream')
      : builder.has(upstream)
        ? upstream
        : builder.input(upstream, shape)
  return sameShape(builder.shapeOf(id), shape) ? id : builder.add({ type: 'broadcastLike' }, [id, of])
}

function applyRule<Type extends OpType>(
  rules: RuleTable,
  op: OpOf<Type>,
  place: { builder: GraphBuilder; node: GraphNode; upstream: string; needed: readonly boolean[] },
): readonly (string | undefined)[] {
  const { builder, node, upstream, needed } = place
  const step: BackwardStep<Type> = { builder, op, inputs: node.inputs, output: node.id, upstream, needed }
  const rule = rules[op.type as Type]
  return rule(step)
}
