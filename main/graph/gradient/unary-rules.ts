import type { GraphBuilder } from '../graph-builder.ts'
import type { UnaryFunction } from '../graph.ts'
import { binary, select, unary } from './arithmetic.ts'
import type { Rule } from './rule.ts'

interface UnaryStep {
  readonly builder: GraphBuilder
  readonly x: string
  readonly y: string
  readonly upstream: string
  readonly alpha: number | undefined
}
type UnaryRule = (step: UnaryStep) => string | undefined

const SELU_SCALE = 1.0507009873554805
const SELU_ALPHA = 1.6732632423543772

/** upstream times a derivative given as the id of a value. */
function times({ builder, upstream }: UnaryStep, derivative: string | number): string {
  return binary(builder, 'multiply', upstream, derivative)
}

/** upstream where lower < y < upper, else 0: functions that are flat outside of their bounds. */
function inside(step: UnaryStep, lower: number, upper: number): string {
  const { builder, y, upstream } = step
  const above = binary(builder, 'greater', y, lower)
  const below = binary(builder, 'greater', upper, y)
  return select(builder, binary(builder, 'multiply', above, below), upstream, 0)
}

/** scale where x > 0, else y + shift: exponential units, whose derivative follows from their value. */
function exponentialUnit(step: UnaryStep, scale: number, shift: number): string {
  const { builder, x, y, upstream } = step
  const positive = scale === 1 ? upstream : times(step, scale)
  return select(
    builder,
    binary(builder, 'greater', x, 0),
    positive,
    times(step, binary(builder, 'add', y, shift)),
  )
}

/** Derivatives at a kink: 0 for relu at 0, as TensorFlow and PyTorch have it. */
const UNARY_RULES: Readonly<Record<UnaryFunction, UnaryRule>> = {
  // y = relu(x) is not 0 exactly where x > 0, so it can be the condition itself.
  relu: ({ builder, y, upstream }) => select(builder, y, upstream, 0),
  relu6: (step) => inside(step, 0, 6),
  leakyRelu: (step) => {
    const { builder, x, upstream, alpha = 0.3 } = step
    return select(builder, binary(builder, 'greater', x, 0), upstream, times(step, alpha))
  },
  elu: (step) => exponentialUnit(step, 1, step.alpha ?? 1),
  selu: (step) => exponentialUnit(step, SELU_SCALE, SELU_SCALE * SELU_ALPHA),
  softplus: (step) => times(step, unary(step.builder, 'sigmoid', step.x)),
  softsign: ({ builder, x, upstream }) => {
    const base = binary(builder, 'add', unary(builder, 'abs', x), 1)
    return binary(builder, 'divide', upstream, unary(builder, 'square', base))
  },
  sigmoid: (step) => {
    const rest = binary(step.builder, 'subtract', 1, step.y)
    return times(step, binary(step.builder, 'multiply', step.y, rest))
  },
  hardSigmoid: (step) => binary(step.builder, 'multiply', inside(step, 0, 1), 0.2),
  tanh: (step) => times(step, binary(step.builder, 'subtract', 1, unary(step.builder, 'square', step.y))),
  gelu: (step) => times(step, geluDerivative(step)),
  swish: (step) => {
    const gate = unary(step.builder, 'sigmoid', step.x)
    const rest = binary(step.builder, 'subtract', 1, gate)
    return times(step, binary(step.builder, 'add', gate, binary(step.builder, 'multiply', step.y, rest)))
  },
  exp: (step) => times(step, step.y),
  log: ({ builder, x, upstream }) => binary(builder, 'divide', upstream, x),
  sqrt: ({ builder, y, upstream }) =>
    binary(builder, 'divide', binary(builder, 'multiply', upstream, 0.5), y),
  negate: ({ builder, upstream }) => unary(builder, 'negate', upstream),
  abs: (step) => times(step, unary(step.builder, 'sign', step.x)),
  sign: () => undefined,
  reciprocal: (step) => unary(step.builder, 'negate', times(step, unary(step.builder, 'square', step.y))),
  square: (step) => times(step, binary(step.builder, 'multiply', step.x, 2)),
  erf: (step) => binary(step.builder, 'multiply', times(step, bell(step, 1)), 2 / Math.sqrt(Math.PI)),
}

/** Id of exp(-factor x^2). */
function bell({ builder, x }: UnaryStep, factor: number): string {
  return unary(builder, 'exp', binary(builder, 'multiply', unary(builder, 'square', x), -factor))
}

/** Phi(x) + x phi(x), with the standard normal distribution and density. */
function geluDerivative(step: UnaryStep): string {
  const { builder, x } = step
  const erf = unary(builder, 'erf', binary(builder, 'multiply', x, Math.SQRT1_2))
  const distribution = binary(builder, 'multiply', binary(builder, 'add', erf, 1), 0.5)
  const density = binary(builder, 'multiply', bell(step, 0.5), 1 / Math.sqrt(2 * Math.PI))
  return binary(builder, 'add', distribution, binary(builder, 'multiply', x, density))
}

/** Derivative of every unary function, from x or y = fn(x), whichever is cheaper. */
export const unaryGradient: Rule<'unary'> = ({ builder, op, inputs, output, upstream }) => [
  UNARY_RULES[op.fn]({ builder, x: inputs[0]!, y: output, upstream, alpha: op.alpha }),
]
