import { unary } from '../../graph/gradient/arithmetic.ts'
import type { Rule } from '../../graph/gradient/rule.ts'
import { gradientRules, type RuleTable } from '../../graph/gradient.ts'
import type { UnaryFunction } from '../../graph/graph.ts'

/** Functions that cut off or damp what is below zero. */
const RECTIFIERS: ReadonlySet<UnaryFunction> = new Set(['relu', 'relu6', 'leakyRelu', 'elu', 'selu'])

const guidedUnary: Rule<'unary'> = (step) =>
  gradientRules.unary(
    RECTIFIERS.has(step.op.fn) ? { ...step, upstream: unary(step.builder, 'relu', step.upstream) } : step,
  )

/** A maximum or minimum with a constant rectifies too: PReLU is relu(x) + alpha min(x, 0). */
const guidedBinary: Rule<'binary'> = (step) => {
  const bounds = step.op.fn === 'maximum' || step.op.fn === 'minimum'
  const rectifies = bounds && step.inputs.some((id) => step.builder.constantValue(id) !== undefined)
  return gradientRules.binary(
    rectifies ? { ...step, upstream: unary(step.builder, 'relu', step.upstream) } : step,
  )
}

/**
 * Guided backpropagation: a rectifier passes back only what is positive, and only where it was open (Sec. 3.4).
 * @see Springenberg, Dosovitskiy, Brox, Riedmiller, Striving for Simplicity, ICLR Workshop 2015
 */
export const guidedRules: RuleTable = { ...gradientRules, unary: guidedUnary, binary: guidedBinary }
