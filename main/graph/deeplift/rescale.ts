import { binary, select, sumToShape, unary } from '../gradient/arithmetic.ts'
import type { GraphBuilder } from '../graph-builder.ts'
import type { BinaryFunction } from '../graph.ts'
import { gradientRules } from '../gradient.ts'
import type { BackwardStep, Rule } from '../gradient/rule.ts'
import type { Counterpart } from './counterpart.ts'

/** Below this an input of a function of one variable counts as unchanged, and the derivative stands in for the ratio. */
export const UNARY_EPSILON = 1e-6
/** Below this an input of a function of two variables or of a maximum counts as unchanged, and gets nothing. */
export const BINARY_EPSILON = 1e-7

/** 1 where |value| >= epsilon, else 0. */
export function differs(builder: GraphBuilder, value: string, epsilon: number): string {
  return binary(builder, 'greaterEqual', unary(builder, 'abs', value), epsilon)
}

/**
 * numerator / difference where |difference| >= epsilon, else `otherwise`. Where the quotient is not taken it may be infinite
 * or not a number, which `select` leaves behind.
 */
export function quotient(
  builder: GraphBuilder,
  parts: { readonly numerator: string; readonly difference: string; readonly epsilon: number },
  otherwise: string | number,
): string {
  const { numerator, difference, epsilon } = parts
  const ratio = binary(builder, 'divide', numerator, difference)
  return select(builder, differs(builder, difference, epsilon), ratio, otherwise)
}

/** upstream * (y_x - y_b) / (x_x - x_b) for a function of one variable; the derivative at b where x hardly differs. */
function rescaled(
  { builder, output, upstream }: Pick<BackwardStep, 'builder' | 'output' | 'upstream'>,
  input: string,
  derivative: string | undefined,
  sample: Counterpart,
): string {
  const difference = binary(builder, 'subtract', sample.valueOf(input), input)
  const change = binary(builder, 'subtract', sample.valueOf(output), output)
  const numerator = binary(builder, 'multiply', upstream, change)
  return quotient(builder, { numerator, difference, epsilon: UNARY_EPSILON }, derivative ?? 0)
}

/** The rescale rule (Shrikumar et al., Eq. 5 and Sec. 3.5.2). */
export function rescaleUnary(sample: Counterpart): Rule<'unary'> {
  return (step) => {
    const [derivative] = gradientRules.unary(step)
    if (step.op.fn === 'negate') return [derivative]
    return [rescaled(step, step.inputs[0]!, derivative, sample)]
  }
}

const LINEAR: readonly BinaryFunction[] = ['add', 'subtract']

/**
 * Functions of two values. Sums pass on as they are; with one input fixed, products pass on as they are and the rest is a
 * function of one variable; with both changing, each gets the mean of its two partial changes (Shapley's value of two).
 */
export function rescaleBinary(sample: Counterpart): Rule<'binary'> {
  return (step) => {
    const { op, needed } = step
    const varying = needed.filter(Boolean).length
    if (LINEAR.includes(op.fn)) return gradientRules.binary(step)
    if (varying === 2) return bothVary(step, sample)
    const divides = op.fn === 'divide' && needed[0] === true
    if (op.fn === 'multiply' || divides) return gradientRules.binary(step)
    return gradientRules.binary(step).map((derivative, index) => {
      if (needed[index] !== true || derivative === undefined) return undefined
      return rescaled(step, step.inputs[index]!, derivative, sample)
    })
  }
}

/**
 * m_0 = (f(x, x) - f(b, x) + f(x, b) - f(b, b)) / (2 (x_0 - b_0)) and likewise m_1, zero where the input hardly differs:
 * shap's `nonlinearity_2d`. Comparisons get nothing.
 */
function bothVary(step: BackwardStep<'binary'>, sample: Counterpart): (string | undefined)[] {
  const { builder, op, inputs, output, upstream } = step
  if (op.fn === 'greater' || op.fn === 'greaterEqual' || op.fn === 'equal') return [undefined, undefined]
  const [a, b] = [inputs[0]!, inputs[1]!]
  const [aOfSample, bOfSample] = [sample.valueOf(a), sample.valueOf(b)]
  const both = binary(builder, 'subtract', sample.valueOf(output), output)
  const onlyA = binary(builder, op.fn, aOfSample, b)
  const onlyB = binary(builder, op.fn, a, bOfSample)
  const cross = binary(builder, 'subtract', onlyA, onlyB)
  const share = (sign: 'add' | 'subtract', input: string, ofSample: string): string => {
    const change = binary(builder, 'multiply', binary(builder, sign, both, cross), 0.5)
    const numerator = binary(builder, 'multiply', upstream, change)
    const difference = binary(builder, 'subtract', ofSample, input)
    const multiplier = quotient(builder, { numerator, difference, epsilon: BINARY_EPSILON }, 0)
    return sumToShape(builder, multiplier, builder.shapeOf(input))
  }
  return [share('add', a, aOfSample), share('subtract', b, bOfSample)]
}
