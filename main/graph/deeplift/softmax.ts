import { binary, reduce, unary } from '../gradient/arithmetic.ts'
import type { Rule } from '../gradient/rule.ts'
import type { GraphBuilder } from '../graph-builder.ts'
import type { Counterpart } from './counterpart.ts'
import { sumInLanes } from './summation-order.ts'
import { BINARY_EPSILON, quotient, UNARY_EPSILON } from './rescale.ts'

/**
 * shap's rule for softmax under TensorFlow: u = z - max z, then exp, sum and division by their own rules, and at the end a
 * factor (u_x - u_b) / (z_x - z_b). Where the maxima differ and one logit hardly does, that factor is without bound: values
 * of hundreds that cancel in the sum. Kept for comparison with published maps.
 */
export function shapTensorflowSoftmax(sample: Counterpart): Rule<'softmax'> {
  return ({ builder, inputs, upstream }) => {
    const logits = inputs[0]!
    const background = softmaxParts(builder, logits)
    const own = softmaxParts(builder, sample.valueOf(logits))
    const subtract = (a: string, b: string) => binary(builder, 'subtract', a, b)
    const divide = (a: string, b: string) => binary(builder, 'divide', a, b)
    const cross = subtract(divide(own.powers, background.sum), divide(background.powers, own.sum))
    const both = subtract(divide(own.powers, own.sum), divide(background.powers, background.sum))
    const partial = (sign: 'add' | 'subtract', a: string, b: string) =>
      quotient(
        builder,
        {
          numerator: binary(
            builder,
            'multiply',
            upstream,
            binary(builder, 'multiply', binary(builder, sign, both, cross), 0.5),
          ),
          difference: subtract(a, b),
          epsilon: BINARY_EPSILON,
        },
        0,
      )
    const toPowers = partial('add', own.powers, background.powers)
    const axis = builder.shapeOf(logits).length - 1
    const toSum = reduce(builder, 'sum', partial('subtract', own.sum, background.sum), [axis], true)
    const arrived = binary(builder, 'add', toPowers, toSum)
    const centredDifference = subtract(own.centred, background.centred)
    const throughPowers = quotient(
      builder,
      {
        numerator: binary(builder, 'multiply', arrived, subtract(own.powers, background.powers)),
        difference: centredDifference,
        epsilon: UNARY_EPSILON,
      },
      binary(builder, 'multiply', arrived, background.powers),
    )
    const difference = subtract(sample.valueOf(logits), logits)
    const numerator = binary(builder, 'multiply', throughPowers, centredDifference)
    return [quotient(builder, { numerator, difference, epsilon: UNARY_EPSILON }, throughPowers)]
  }
}

function softmaxParts(builder: GraphBuilder, logits: string) {
  const axis = builder.shapeOf(logits).length - 1
  const centred = binary(builder, 'subtract', logits, reduce(builder, 'max', logits, [axis], true))
  const powers = unary(builder, 'exp', centred)
  return { centred, powers, sum: sumInLanes(builder, powers) }
}
