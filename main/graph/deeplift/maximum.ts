import { WorkbenchError } from '#contract/errors.ts'
import { gradientRules } from '../gradient.ts'
import { binary } from '../gradient/arithmetic.ts'
import type { BackwardStep, Rule } from '../gradient/rule.ts'
import type { GraphBuilder } from '../graph-builder.ts'
import type { Counterpart } from './counterpart.ts'
import { BINARY_EPSILON, quotient } from './rescale.ts'

/**
 * Max pooling: with c = max(y_x, y_b), upstream (c - y_b) goes to the winner of x and upstream (y_x - c) to the winner of b;
 * together they carry upstream (y_x - y_b). Exactly conservative, for the winning place differs by at least as much. What
 * overlapping windows send to one place accumulates.
 */
export function rescaleMaxPool(sample: Counterpart): Rule<'maxPool'> {
  return ({ builder, op, inputs, output, upstream }) => {
    const input = inputs[0]!
    const [x, y] = [sample.valueOf(input), sample.valueOf(output)]
    const { toSample, toBackground } = shares(builder, y, output, upstream)
    const back = (from: string, pooled: string, part: string) =>
      builder.add({ ...op, type: 'maxPoolGradient' }, [from, pooled, part])
    const fromSample = back(expand(builder, x, input), expand(builder, y, output), toSample)
    const fromBackground = back(input, output, toBackground)
    return [perDifference(builder, binary(builder, 'add', fromSample, fromBackground), x, input)]
  }
}

/** Sums and means pass on as they are; the maximum over axes is a pooling with one window. The minimum has no rule. */
export function rescaleReduce(sample: Counterpart): Rule<'reduce'> {
  return (step) => {
    const { builder, op, inputs, output, upstream } = step
    if (op.fn === 'sum' || op.fn === 'mean') return gradientRules.reduce(step)
    if (op.fn === 'min') throw new WorkbenchError('capability_missing', 'no DeepLIFT rule: minimum over axes')
    const input = inputs[0]!
    const [x, y] = [sample.valueOf(input), sample.valueOf(output)]
    const { toSample, toBackground } = shares(builder, y, output, upstream)
    const back = (from: string, top: string, part: string): string => {
      const inner: BackwardStep<'reduce'> = { ...step, inputs: [from], output: top, upstream: part }
      return gradientRules.reduce(inner)[0]!
    }
    const fromSample = back(expand(builder, x, input), expand(builder, y, output), toSample)
    const fromBackground = back(input, output, toBackground)
    return [perDifference(builder, binary(builder, 'add', fromSample, fromBackground), x, input)]
  }
}

/** The sample's one row for every background. */
function expand(builder: GraphBuilder, value: string, like: string): string {
  return builder.add({ type: 'broadcastLike' }, [value, like])
}

function shares(builder: GraphBuilder, y: string, output: string, upstream: string) {
  const cross = binary(builder, 'maximum', y, output)
  const times = (change: string) => binary(builder, 'multiply', upstream, change)
  return {
    toSample: times(binary(builder, 'subtract', cross, output)),
    toBackground: times(binary(builder, 'subtract', y, cross)),
  }
}

function perDifference(builder: GraphBuilder, numerator: string, x: string, input: string): string {
  const difference = binary(builder, 'subtract', x, input)
  return quotient(builder, { numerator, difference, epsilon: BINARY_EPSILON }, 0)
}
