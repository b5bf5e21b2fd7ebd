import type { Op } from '../../graph/graph.ts'
import * as elementwise from './elementwise-ops.ts'
import type { TfjsStep, TfjsTensor } from './tfjs-api.ts'
import { resizeBilinear, upsampleNearest } from './resize-ops.ts'
import * as windowed from './windowed-ops.ts'

/** Runs one op of the graph with TensorFlow.js. Intermediate tensors are the caller's to tidy. */
export function runOp(step: TfjsStep, op: Op): TfjsTensor {
  switch (op.type) {
    case 'conv2d':
      return windowed.conv2d(step, op)
    case 'conv2dInputGradient':
      return windowed.conv2dInputGradient(step, op)
    case 'maxPool':
      return windowed.maxPool(step, op)
    case 'avgPool':
      return windowed.avgPool(step, op)
    case 'maxPoolGradient':
      return windowed.maxPoolGradient(step, op)
    case 'avgPoolGradient':
      return windowed.avgPoolGradient(step, op)
    case 'resizeBilinear':
      return resizeBilinear(step, op)
    case 'upsampleNearest':
      return upsampleNearest(step)
    case 'unary':
      return elementwise.unary(step, op)
    case 'binary':
      return elementwise.binary(step, op)
    case 'select':
      return elementwise.select(step)
    case 'reduce':
      return elementwise.reduce(step, op)
    case 'softmax':
      return elementwise.softmax(step)
    case 'matMul':
      return elementwise.matMul(step, op)
    case 'broadcastLike':
      return elementwise.broadcastLike(step)
    default:
      return runMove(step, op)
  }
}

type MoveOp = Extract<Op, { type: 'reshape' | 'transpose' | 'pad' | 'slice' | 'concat' }>

/** Ops that only put values elsewhere. */
function runMove({ tf, inputs, shape }: TfjsStep, op: MoveOp): TfjsTensor {
  const x = inputs[0]!
  switch (op.type) {
    case 'reshape':
      return tf.reshape(x, [...shape])
    case 'transpose':
      return tf.transpose(x, [...op.permutation])
    case 'pad':
      return tf.pad(
        x,
        op.paddings.map(([before, after]): [number, number] => [before, after]),
      )
    case 'slice':
      return tf.slice(x, [...op.begin], [...op.size])
    case 'concat':
      return tf.concat([...inputs], op.axis)
  }
}
