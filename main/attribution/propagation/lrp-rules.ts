import { binary, sumToShape } from '../../graph/gradient/arithmetic.ts'
import type { BackwardStep, Rule } from '../../graph/gradient/rule.ts'
import { gradientRules, type RuleTable } from '../../graph/gradient.ts'
import type { GraphBuilder } from '../../graph/graph-builder.ts'
import type { Graph, OpType } from '../../graph/graph.ts'
import { linearChains, type LinearChain } from './linear-chains.ts'
import { linearRule, stabilised, type LayerRule, type LinearStep } from './lrp-linear.ts'

export interface LrpOptions {
  /** Of convolutions; dense layers always take epsilon. */
  readonly convolution: LayerRule
  /** Of the layers that the input goes into; null for that of the others. */
  readonly input: LayerRule | null
  readonly epsilon: number
  readonly gamma: number
}

/**
 * Relevance propagation as a rule table: what is passed back is relevance, not a derivative.
 *
 * Linear layers go by their rule, with batch normalisation merged into them; sums of two ways and means share in proportion
 * to what each part gave (epsilon); maxima give all to the winner; activations, and scales or shifts on their own, pass it on;
 * a product of two values gives half to each.
 *
 * @param graph  the forward graph that the table will be used on
 * @see          Montavon, Binder, Lapuschkin, Samek, Müller, Layer-Wise Relevance Propagation: An Overview, 2019, Sec. 10.2
 */
export function lrpRules(graph: Graph, options: LrpOptions): RuleTable {
  const chains = linearChains(graph)
  const linear =
    <Type extends 'conv2d' | 'matMul'>(type: Type, rule: LayerRule): Rule<Type> =>
    (step) => {
      const chain = chains.get(step.output)
      if (chain === undefined) return proportional(type, options.epsilon)(step)
      const own = chain.first && options.input !== null ? options.input : rule
      return [linearRule(own, linearStep(type, step, chain, options)), undefined]
    }
  const share = <Type extends OpType>(type: Type) => proportional(type, options.epsilon)
  return {
    ...gradientRules,
    conv2d: linear('conv2d', options.convolution),
    matMul: linear('matMul', 'epsilon'),
    conv2dInputGradient: share('conv2dInputGradient'),
    avgPool: share('avgPool'),
    avgPoolGradient: share('avgPoolGradient'),
    resizeBilinear: share('resizeBilinear'),
    upsampleNearest: share('upsampleNearest'),
    reduce: (step) =>
      (step.op.fn === 'sum' || step.op.fn === 'mean' ? share('reduce') : gradientRules.reduce)(step),
    binary: binaryRelevance(options.epsilon),
    unary: ({ upstream }) => [upstream],
    softmax: ({ upstream }) => [upstream],
  }
}

function linearStep<Type extends 'conv2d' | 'matMul'>(
  type: Type,
  { builder, op, inputs, output, upstream }: BackwardStep<Type>,
  chain: LinearChain,
  { epsilon, gamma }: LrpOptions,
): LinearStep {
  const rule: Rule<Type> = gradientRules[type]
  return {
    builder,
    chain,
    epsilon,
    gamma,
    x: inputs[0]!,
    relevance: upstream,
    forward: (x, kernel) => builder.add(op, [x, kernel]),
    backward: (kernel, value) =>
      rule({ builder, op, inputs: [inputs[0]!, kernel], output, upstream: value, needed: [true, false] })[0]!,
  }
}

/** R_i = x_i times the derivative of what comes in, R / (z + epsilon sign z): for linear ops without constants. */
function proportional<Type extends OpType>(type: Type, epsilon: number): Rule<Type> {
  return (step) => {
    const { builder, inputs, output, upstream, needed } = step
    const ratio = binary(builder, 'divide', upstream, stabilised(builder, output, epsilon))
    return gradientRules[type]({ ...step, upstream: ratio }).map((part, index) =>
      part === undefined || !needed[index] ? undefined : binary(builder, 'multiply', part, inputs[index]!),
    )
  }
}

function binaryRelevance(epsilon: number): Rule<'binary'> {
  return (step) => {
    const { builder, op, inputs, upstream, needed } = step
    const both = needed[0]! && needed[1]!
    switch (op.fn) {
      case 'add':
      case 'subtract':
        return both ? proportional('binary', epsilon)(step) : alone(step)
      case 'multiply':
      case 'divide':
        return both ? halves(builder, upstream, inputs) : alone(step)
      case 'maximum':
      case 'minimum':
        return both ? gradientRules.binary(step) : alone(step)
      default:
        return [undefined, undefined]
    }
  }
}

/** One of the two inputs is constant: the other takes all. */
function alone({ builder, inputs, upstream, needed }: BackwardStep<'binary'>): (string | undefined)[] {
  return inputs.map((input, index) =>
    needed[index] ? sumToShape(builder, upstream, builder.shapeOf(input)) : undefined,
  )
}

function halves(builder: GraphBuilder, upstream: string, inputs: readonly string[]): string[] {
  const half = binary(builder, 'multiply', upstream, 0.5)
  return inputs.map((input) => sumToShape(builder, half, builder.shapeOf(input)))
}
