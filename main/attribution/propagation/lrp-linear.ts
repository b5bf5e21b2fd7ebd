import { binary, select } from '../../graph/gradient/arithmetic.ts'
import type { GraphBuilder } from '../../graph/graph-builder.ts'
import { tensor, type Tensor } from '../../graph/tensor.ts'
import type { LinearChain } from './linear-chains.ts'

/** How a linear layer hands its relevance down. */
export type LayerRule = 'epsilon' | 'gamma' | 'z-plus' | 'z-box' | 'flat'

/** Graph inputs of shape [1, 1, 1, 1] that `z-box` reads: bounds of the model's input. */
export const BOUNDS = { low: 'lowest_input', high: 'highest_input' } as const

/** A linear layer z = W x + b on the way back. */
export interface LinearStep {
  readonly builder: GraphBuilder
  readonly chain: LinearChain
  readonly epsilon: number
  readonly gamma: number
  readonly x: string
  /** What arrived for z. */
  readonly relevance: string
  /** W x without bias, for any x and kernel. */
  readonly forward: (x: string, kernel: string) => string
  /** W^T s. */
  readonly backward: (kernel: string, value: string) => string
}

/** Id of z + epsilon sign z, with the sign of 0 taken as positive. */
export function stabilised(builder: GraphBuilder, z: string, epsilon: number): string {
  const above = binary(builder, 'greaterEqual', z, 0)
  const offset = builder.add({ type: 'select' }, [above, builder.scalar(epsilon), builder.scalar(-epsilon)])
  return binary(builder, 'add', z, offset)
}

/** Id of the relevance of x. */
export function linearRule(rule: LayerRule, step: LinearStep): string {
  switch (rule) {
    case 'epsilon':
      return epsilonRule(step)
    case 'gamma':
      return gammaRule(step)
    case 'z-plus':
      return zPlusRule(step)
    case 'z-box':
      return zBoxRule(step)
    case 'flat':
      return flatRule(step)
  }
}

/** R_i = sum_j x_i w_ij / (z_j + epsilon sign z_j) R_j, bias within z (Eq. 10.2). */
function epsilonRule(step: LinearStep): string {
  const { builder, chain, epsilon, x, relevance, backward } = step
  const ratio = divide(builder, relevance, stabilised(builder, chain.final, epsilon))
  return times(builder, x, backward(kernelOf(step, 'all'), ratio))
}

/** R_i = sum_j (x_i w_ij)^+ / (sum_i (x_i w_ij)^+ + b_j^+) R_j (Sec. 10.2, gamma to infinity). */
function zPlusRule(step: LinearStep): string {
  const { builder, epsilon, relevance } = step
  const ratio = divide(builder, relevance, add(builder, signedPart(step, 'positive'), epsilon))
  return signedPartBack(step, 'positive', ratio)
}

/**
 * Contributions of z's own sign count 1 + gamma times (Eq. 10.3, and for negative z its mirror image): with non-negative x
 * and z > 0, R_i = sum_j x_i (w_ij + gamma w_ij^+) / (sum_i ... + b_j + gamma b_j^+) R_j.
 */
function gammaRule(step: LinearStep): string {
  const { builder, chain, epsilon, gamma, x, relevance, backward } = step
  const z = chain.final
  const above = binary(builder, 'greaterEqual', z, 0)
  const part = select(builder, above, signedPart(step, 'positive'), signedPart(step, 'negative'))
  const favoured = add(builder, z, times(builder, part, gamma))
  const ratio = divide(builder, relevance, stabilised(builder, favoured, epsilon))
  const upward = select(builder, above, ratio, 0)
  const downward = binary(builder, 'subtract', ratio, upward)
  const extra = add(
    builder,
    signedPartBack(step, 'positive', upward),
    signedPartBack(step, 'negative', downward),
  )
  return add(builder, times(builder, x, backward(kernelOf(step, 'all'), ratio)), times(builder, extra, gamma))
}

/** R_i = sum_j (x_i w_ij - l w_ij^+ - h w_ij^-) / (sum_i of the same) R_j for x in [l, h] (Table 10.1, z^B). */
function zBoxRule(step: LinearStep): string {
  const { builder, epsilon, x, relevance, forward, backward } = step
  const { low, high } = boundsOf(builder, x)
  const parts = [
    { values: x, kernel: kernelOf(step, 'all'), sign: 1 },
    { values: low, kernel: kernelOf(step, 'positive'), sign: -1 },
    { values: high, kernel: kernelOf(step, 'negative'), sign: -1 },
  ]
  const sum = (terms: readonly string[]) =>
    terms.reduce((left, right, index) =>
      binary(builder, parts[index]!.sign > 0 ? 'add' : 'subtract', left, right),
    )
  const z = sum(parts.map(({ values, kernel }) => forward(values, kernel)))
  const ratio = divide(builder, relevance, stabilised(builder, z, epsilon))
  return sum(parts.map(({ values, kernel }) => times(builder, values, backward(kernel, ratio))))
}

/** R_i = sum_j 1 / n_j R_j over the n_j inputs of j (Lapuschkin et al. 2019). */
function flatRule(step: LinearStep): string {
  const { builder, chain, x, relevance, forward, backward } = step
  const ones = builder.constant(
    tensor(chain.kernel.shape, new Float32Array(chain.kernel.data.length).fill(1)),
    `${chain.final}/ones`,
  )
  const field = builder.add({ type: 'broadcastLike' }, [builder.scalar(1), x])
  return backward(ones, divide(builder, relevance, forward(field, ones)))
}

/** The bounds of the model's input, sent through what stands between it and x: rescaling, padding. */
function boundsOf(builder: GraphBuilder, x: string): { low: string; high: string } {
  if (builder.nodeOf(x) === undefined)
    return { low: boundField(builder, x, BOUNDS.low), high: boundField(builder, x, BOUNDS.high) }
  const [first, second] = [BOUNDS.low, BOUNDS.high].map((bound) => boundField(builder, x, bound))
  return {
    low: binary(builder, 'minimum', first!, second!),
    high: binary(builder, 'maximum', first!, second!),
  }
}

function boundField(builder: GraphBuilder, id: string, bound: string): string {
  const node = builder.nodeOf(id)
  if (node !== undefined)
    return builder.add(
      node.op,
      node.inputs.map((input) => boundField(builder, input, bound)),
    )
  if (builder.constantValue(id) !== undefined) return id
  const value = builder.has(bound) ? bound : builder.input(bound, [1, 1, 1, 1])
  return builder.add({ type: 'broadcastLike' }, [value, id])
}

type Sign = 'positive' | 'negative'

/** Sum of the contributions x_i w_ij of one sign, with the bias's part of that sign. */
function signedPart(step: LinearStep, sign: Sign): string {
  const { builder, chain, forward } = step
  const clipped = clip(chain.bias, sign)
  const bias = builder.constant(tensor([clipped.length], clipped), `${chain.final}/bias_${sign}`)
  if (chain.takesNonNegative) return add(builder, forward(step.x, kernelOf(step, sign)), bias)
  const upper = forward(clippedInput(step, 'positive'), kernelOf(step, sign))
  const lower = forward(clippedInput(step, 'negative'), kernelOf(step, opposite(sign)))
  return add(builder, add(builder, upper, lower), bias)
}

/** What the contributions of one sign hand down of `ratio`. */
function signedPartBack(step: LinearStep, sign: Sign, ratio: string): string {
  const { builder, chain, x, backward } = step
  if (chain.takesNonNegative) return times(builder, x, backward(kernelOf(step, sign), ratio))
  return add(
    builder,
    times(builder, clippedInput(step, 'positive'), backward(kernelOf(step, sign), ratio)),
    times(builder, clippedInput(step, 'negative'), backward(kernelOf(step, opposite(sign)), ratio)),
  )
}

function clippedInput({ builder, x }: LinearStep, sign: Sign): string {
  return binary(builder, sign === 'positive' ? 'maximum' : 'minimum', x, 0)
}

function opposite(sign: Sign): Sign {
  return sign === 'positive' ? 'negative' : 'positive'
}

function clip(values: Float32Array, sign: Sign): Float32Array {
  return values.map((value) => (sign === 'positive' ? Math.max(0, value) : Math.min(0, value)))
}

function kernelOf({ builder, chain }: LinearStep, part: Sign | 'all'): string {
  const { kernel, final } = chain
  const value: Tensor = part === 'all' ? kernel : tensor(kernel.shape, clip(kernel.data, part))
  return builder.constant(value, `${final}/kernel_${part}`)
}

const add = (builder: GraphBuilder, a: string, b: string | number): string => binary(builder, 'add', a, b)
const times = (builder: GraphBuilder, a: string, b: string | number): string =>
  binary(builder, 'multiply', a, b)
const divide = (builder: GraphBuilder, a: string, b: string): string => binary(builder, 'divide', a, b)
