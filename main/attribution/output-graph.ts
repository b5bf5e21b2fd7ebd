import type { OutputKind } from '#contract/attributions.ts'
import { GraphBuilder } from '../graph/graph-builder.ts'
import type { Graph } from '../graph/graph.ts'
import type { ModelGraph } from '../graph/model-graph.ts'
import { tensor } from '../graph/tensor.ts'

/** Keeps the logarithm finite where the other classes' exponentials all underflow. */
const SMALLEST = 1.2e-38

/**
 * The model's graph with the value that is explained, [BATCH, classCount]: `probability`, `logit`, or `log-odds` of every
 * class, log(p / (1 - p)) written as z_c - max z - log(sum of the other classes' exp(z - max z)).
 */
export function outputGraph(model: ModelGraph, output: OutputKind): { graph: Graph; value: string } {
  if (output === 'logit') return { graph: model.graph, value: model.logits }
  if (output === 'probability') return { graph: model.graph, value: model.probabilities }
  const builder = GraphBuilder.from(model.graph)
  const { classCount } = model
  const largest = builder.add({ type: 'reduce', fn: 'max', axes: [1], keepDims: true }, [model.logits])
  const shifted = builder.add({ type: 'binary', fn: 'subtract' }, [model.logits, largest])
  const exponentials = builder.add({ type: 'unary', fn: 'exp' }, [shifted])
  const others = builder.add({ type: 'matMul', transposeB: false }, [
    exponentials,
    builder.constant(allButDiagonal(classCount), 'others'),
  ])
  const bounded = builder.add({ type: 'binary', fn: 'maximum' }, [others, builder.scalar(SMALLEST)])
  const logarithm = builder.add({ type: 'unary', fn: 'log' }, [bounded])
  const value = builder.add({ type: 'binary', fn: 'subtract' }, [shifted, logarithm], 'log_odds')
  return { graph: builder.build([...model.graph.outputs, value]), value }
}

function allButDiagonal(size: number) {
  const values = new Float32Array(size * size).fill(1)
  for (let index = 0; index < size; index++) values[index * size + index] = 0
  return tensor([size, size], values)
}
