import type { OutputKind } from '#contract/attributions.ts'
import { unary } from '../../graph/gradient/arithmetic.ts'
import { gradientId, propagateBack } from '../../graph/gradient.ts'
import { GraphBuilder } from '../../graph/graph-builder.ts'
import type { Graph } from '../../graph/graph.ts'
import { shapeOfValue } from '../../graph/subgraph.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { ModelSession } from '../model-session.ts'
import { outputGraph } from '../output-graph.ts'
import { offsetContributions } from './offsets.ts'

/** Magnitudes of one term over positions and channels, as far as its map needs them. */
export interface TermMap {
  /** [h, w], sum over the channels of |value|. */
  readonly absolute: Float32Array
  readonly height: number
  readonly width: number
  readonly channels: number
  /** Smallest and largest |value|. */
  readonly lowest: number
  readonly highest: number
}

/** What one value's bias adds to the score. */
export interface OffsetTerm {
  readonly node: string
  readonly total: number
  /** Null where the value has no positions. */
  readonly map: TermMap | null
}

/**
 * Gradient of the explained value with respect to the input, and per value that adds an offset (`offsetContributions`) its
 * total and, where it has positions, what its map is made of: channels are joined in the graph.
 */
export function fullGradientGraph({ model }: ModelSession, output: OutputKind): Graph {
  const { graph, value } = outputGraph(model, output)
  const builder = GraphBuilder.from(graph)
  const arrived = propagateBack(builder, graph, {
    of: value,
    upstream: 'direction',
    withRespectTo: [model.input],
  })
  const shape = builder.shapeOf(model.input)
  const zeros = () => builder.add({ type: 'broadcastLike' }, [builder.scalar(0), model.input])
  const input = arrived.get(model.input) ?? zeros()
  const outputs = [
    model.logits,
    model.probabilities,
    builder.add({ type: 'reshape', shape }, [input], gradientId(model.input)),
  ]
  for (const [node, offset] of offsetContributions(builder, graph, arrived)) {
    const rank = builder.shapeOf(offset).length
    const axes = Array.from({ length: rank - 1 }, (_, index) => index + 1)
    const named = (fn: 'sum' | 'min' | 'max', part: string, of: string, over = axes) =>
      outputs.push(
        builder.add(
          { type: 'reduce', fn, axes: over, keepDims: over !== axes },
          [of],
          `offset/${node}/${part}`,
        ),
      )
    named('sum', 'total', offset)
    if (rank !== 4) continue
    const absolute = unary(builder, 'abs', offset)
    named('sum', 'absolute', absolute, [3])
    named('min', 'lowest', absolute)
    named('max', 'highest', absolute)
  }
  return builder.build(outputs)
}

/** The offsets among the outputs of a full-gradient graph that was run on one sample. */
export function offsetTerms(graph: Graph, values: Readonly<Record<string, Tensor>>): OffsetTerm[] {
  return graph.outputs.flatMap((id) => {
    const [, node] = /^offset\/(.*)\/total$/.exec(id) ?? []
    if (node === undefined) return []
    const part = (name: string) => values[`offset/${node}/${name}`]?.data
    const [height = 1, width = 1, channels = 1] = shapeOfValue(graph, node).slice(1)
    const absolute = part('absolute')
    const map =
      absolute === undefined || height * width === 1
        ? null
        : { absolute, height, width, channels, lowest: part('lowest')![0]!, highest: part('highest')![0]! }
    return [{ node, total: part('total')![0]!, map }]
  })
}

/** The term of the input itself. @param products  input times gradient, [H, W, C] */
export function inputTermMap(
  products: Float32Array,
  [height, width, channels]: readonly [number, number, number],
): TermMap {
  const absolute = new Float32Array(height * width)
  let lowest = Infinity
  let highest = 0
  products.forEach((value, index) => {
    const magnitude = Math.abs(value)
    absolute[Math.floor(index / channels)]! += magnitude
    lowest = Math.min(lowest, magnitude)
    highest = Math.max(highest, magnitude)
  })
  return { absolute, height, width, channels, lowest, highest }
}
