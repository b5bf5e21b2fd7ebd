import { gaussLegendre } from '../../kernels/gauss-legendre.ts'
import { gradientGraph, gradientId } from '../gradient.ts'
import { binary, reduce } from '../gradient/arithmetic.ts'
import type { GraphBuilder } from '../graph-builder.ts'
import type { Graph } from '../graph.ts'
import { appendGraph, cutAt } from '../subgraph.ts'
import type { Counterpart } from './counterpart.ts'

/** Points on the way from b's logits to x's; the rest of the error is put right exactly. */
const POINTS = 32

interface Head {
  readonly builder: GraphBuilder
  readonly graph: Graph
  /** What is explained (`of`) as a function of the logits (`through`). */
  readonly of: string
  readonly through: string
  readonly upstream: string
  readonly sample: Counterpart
}

/**
 * Multipliers from logits to what is made of them (probabilities, log-odds): the mean gradient along the straight way from
 * b's logits to x's (Aumann and Shapley), which no difference of nearly equal logits can blow up. What the quadrature leaves
 * is spread along the way, so that the multipliers carry the whole change.
 *
 * @returns id of the multipliers of the logits, a row per background
 */
export function integratedHead({ builder, graph, of, through, upstream, sample }: Head): string {
  const gradients = gradientGraph(cutAt(graph, [through], [of]), {
    of,
    upstream: 'direction',
    withRespectTo: [through],
  })
  const change = binary(builder, 'subtract', sample.valueOf(through), through)
  const direction = builder.add({ type: 'broadcastLike' }, [upstream, through])
  const { nodes, weights } = gaussLegendre(POINTS)
  let mean: string | undefined
  for (const [index, position] of nodes.entries()) {
    const point = binary(builder, 'add', through, binary(builder, 'multiply', change, position))
    const values = appendGraph(builder, gradients, { [through]: point, direction }, `point${index}/`)
    const part = binary(builder, 'multiply', values.get(gradientId(through))!, weights[index]!)
    mean = mean === undefined ? part : binary(builder, 'add', mean, part)
  }
  return carryingAll({
    builder,
    change,
    mean: mean!,
    promised: promisedChange(builder, of, upstream, sample),
  })
}

/** Change of the explained score, [n, 1]. */
function promisedChange(builder: GraphBuilder, of: string, upstream: string, sample: Counterpart): string {
  const difference = binary(builder, 'subtract', sample.valueOf(of), of)
  return reduce(builder, 'sum', binary(builder, 'multiply', difference, upstream), [1], true)
}

/** The smallest correction (least squares) after which the multipliers sum to what is promised. */
function carryingAll(parts: {
  readonly builder: GraphBuilder
  readonly change: string
  readonly mean: string
  readonly promised: string
}): string {
  const { builder, change, mean, promised } = parts
  const carried = reduce(builder, 'sum', binary(builder, 'multiply', mean, change), [1], true)
  const missing = binary(builder, 'subtract', promised, carried)
  const squared = reduce(builder, 'sum', binary(builder, 'multiply', change, change), [1], true)
  const step = binary(builder, 'divide', missing, binary(builder, 'maximum', squared, 1e-12))
  return binary(builder, 'add', mean, binary(builder, 'multiply', change, step))
}
