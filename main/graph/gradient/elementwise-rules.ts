import { binary, reduce, select, sumToShape, unary } from './arithmetic.ts'
import type { BackwardStep, Rule, RuleTable } from './rule.ts'
import { unaryGradient } from './unary-rules.ts'

/** Derivatives of `binary` before the sum over broadcast axes. Ties of maximum and minimum go to the first input, as in TensorFlow. */
function binaryTerms({
  builder,
  op,
  inputs,
  output,
  upstream,
  needed,
}: BackwardStep<'binary'>): (string | undefined)[] {
  const [a, b] = [inputs[0]!, inputs[1]!]
  const where = (fn: 'greater' | 'greaterEqual', left: string, right: string) =>
    select(builder, binary(builder, fn, left, right), upstream, 0)
  const per = (first: () => string, second: () => string) => [
    needed[0] ? first() : undefined,
    needed[1] ? second() : undefined,
  ]
  switch (op.fn) {
    case 'add':
      return [upstream, upstream]
    case 'subtract':
      return per(
        () => upstream,
        () => unary(builder, 'negate', upstream),
      )
    case 'multiply':
      return per(
        () => binary(builder, 'multiply', upstream, b),
        () => binary(builder, 'multiply', upstream, a),
      )
    case 'divide':
      return per(
        () => binary(builder, 'divide', upstream, b),
        () => {
          const share = binary(builder, 'divide', binary(builder, 'multiply', upstream, output), b)
          return unary(builder, 'negate', share)
        },
      )
    case 'maximum':
      return per(
        () => where('greaterEqual', a, b),
        () => where('greater', b, a),
      )
    case 'minimum':
      return per(
        () => where('greaterEqual', b, a),
        () => where('greater', a, b),
      )
    case 'greater':
    case 'greaterEqual':
    case 'equal':
      return [undefined, undefined]
  }
}

const binaryGradient: Rule<'binary'> = (step) =>
  binaryTerms(step).map((term, index) =>
    term === undefined || !step.needed[index]
      ? undefined
      : sumToShape(step.builder, term, step.builder.shapeOf(step.inputs[index]!)),
  )

const selectGradient: Rule<'select'> = ({ builder, inputs, upstream, needed }) => {
  const [condition, a, b] = [inputs[0]!, inputs[1]!, inputs[2]!]
  const zero = builder.scalar(0)
  const chosen = () => sumToShape(builder, select(builder, condition, upstream, zero), builder.shapeOf(a))
  const other = () => sumToShape(builder, select(builder, condition, zero, upstream), builder.shapeOf(b))
  return [undefined, needed[1] ? chosen() : undefined, needed[2] ? other() : undefined]
}

/**
 * p (g - sum(g p)) over the last axis, as every framework computes it, so that explanations of probabilities agree with
 * theirs. Where p rounds to 1 what is left is rounding; methods that hang on it say so and offer the logit.
 */
const softmaxGradient: Rule<'softmax'> = ({ builder, output, upstream }) => {
  const weighted = binary(builder, 'multiply', upstream, output)
  const total = reduce(builder, 'sum', weighted, [builder.shapeOf(output).length - 1], true)
  return [binary(builder, 'multiply', output, binary(builder, 'subtract', upstream, total))]
}

/** Rules of ops that work element by element, and of softmax. */
export const elementwiseRules: Pick<RuleTable, 'unary' | 'binary' | 'select' | 'softmax'> = {
  unary: unaryGradient,
  binary: binaryGradient,
  select: selectGradient,
  softmax: softmaxGradient,
}
