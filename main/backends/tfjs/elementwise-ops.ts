import type { BinaryFunction, Op, ReduceFunction, UnaryFunction } from '../../graph/graph.ts'
import { runKernel, type TfjsApi, type TfjsStep, type TfjsTensor } from './tfjs-api.ts'

type OpOf<T extends Op['type']> = Extract<Op, { type: T }>
type UnaryLowering = (tf: TfjsApi, x: TfjsTensor, alpha: number | undefined) => TfjsTensor

const UNARY: Readonly<Record<UnaryFunction, UnaryLowering>> = {
  relu: (tf, x) => tf.relu(x),
  relu6: (tf, x) => tf.relu6(x),
  leakyRelu: (tf, x, alpha = 0.3) => tf.leakyRelu(x, alpha),
  elu: (tf, x, alpha = 1) =>
    alpha === 1 ? tf.elu(x) : tf.add(tf.relu(x), tf.mul(tf.elu(tf.minimum(x, 0)), alpha)),
  selu: (tf, x) => tf.selu(x),
  softplus: (tf, x) => softplus(tf, x),
  softsign: (tf, x) => tf.div(x, tf.add(tf.abs(x), 1)),
  sigmoid: (tf, x) => tf.sigmoid(x),
  hardSigmoid: (tf, x) => tf.clipByValue(tf.add(tf.mul(x, 0.2), 0.5), 0, 1),
  tanh: (tf, x) => tf.tanh(x),
  gelu: (tf, x) => tf.mul(tf.mul(x, 0.5), tf.add(erf(tf, tf.mul(x, Math.SQRT1_2)), 1)),
  swish: (tf, x) => tf.mul(x, tf.sigmoid(x)),
  exp: (tf, x) => tf.exp(x),
  log: (tf, x) => tf.log(x),
  sqrt: (tf, x) => tf.sqrt(x),
  negate: (tf, x) => tf.neg(x),
  abs: (tf, x) => tf.abs(x),
  sign: (tf, x) => tf.sign(x),
  reciprocal: (tf, x) => tf.reciprocal(x),
  square: (tf, x) => tf.square(x),
  erf: (tf, x) => erf(tf, x),
}

/** max(x, 0) + log(1 + exp(-|x|)): keeps its digits for large |x| on every backend. */
function softplus(tf: TfjsApi, x: TfjsTensor): TfjsTensor {
  return tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x)))))
}

/** Abramowitz and Stegun 7.1.26, |error| <= 1.5e-7: wasm has no such kernel, and this way all backends agree. */
const ERF_COEFFICIENTS = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592]
function erf(tf: TfjsApi, x: TfjsTensor): TfjsTensor {
  const size = tf.abs(x)
  const t = tf.reciprocal(tf.add(tf.mul(size, 0.3275911), 1))
  const polynomial = ERF_COEFFICIENTS.reduce<TfjsTensor>(
    (sum, coefficient) => tf.mul(tf.add(sum, coefficient), t),
    tf.zerosLike(t),
  )
  const tail = tf.mul(polynomial, tf.exp(tf.neg(tf.square(size))))
  return tf.mul(tf.sign(x), tf.sub(1, tail))
}

export function unary({ tf, inputs: [x] }: TfjsStep, op: OpOf<'unary'>): TfjsTensor {
  return UNARY[op.fn](tf, x!, op.alpha)
}

type BinaryLowering = (tf: TfjsApi, a: TfjsTensor, b: TfjsTensor) => TfjsTensor

const BINARY: Readonly<Record<BinaryFunction, BinaryLowering>> = {
  add: (tf, a, b) => tf.add(a, b),
  subtract: (tf, a, b) => tf.sub(a, b),
  multiply: (tf, a, b) => tf.mul(a, b),
  divide: (tf, a, b) => tf.div(a, b),
  maximum: (tf, a, b) => tf.maximum(a, b),
  minimum: (tf, a, b) => tf.minimum(a, b),
  greater: (tf, a, b) => tf.cast(tf.greater(a, b), 'float32'),
  greaterEqual: (tf, a, b) => tf.cast(tf.greaterEqual(a, b), 'float32'),
  equal: (tf, a, b) => tf.cast(tf.equal(a, b), 'float32'),
}

export function binary({ tf, inputs: [a, b] }: TfjsStep, op: OpOf<'binary'>): TfjsTensor {
  return BINARY[op.fn](tf, a!, b!)
}

export function select({ tf, inputs: [condition, a, b] }: TfjsStep): TfjsTensor {
  return tf.where(tf.notEqual(condition!, 0), a!, b!)
}

const REDUCE: Readonly<
  Record<ReduceFunction, (tf: TfjsApi, x: TfjsTensor, axes: number[], keep: boolean) => TfjsTensor>
> = {
  sum: (tf, x, axes, keep) => tf.sum(x, axes, keep),
  mean: (tf, x, axes, keep) => tf.mean(x, axes, keep),
  max: (tf, x, axes, keep) => tf.max(x, axes, keep),
  min: (tf, x, axes, keep) => tf.min(x, axes, keep),
}

export function reduce({ tf, inputs: [x] }: TfjsStep, op: OpOf<'reduce'>): TfjsTensor {
  return REDUCE[op.fn](tf, x!, [...op.axes], op.keepDims)
}

export function softmax({ tf, inputs: [x] }: TfjsStep): TfjsTensor {
  return runKernel(tf, 'Softmax', { logits: x! }, { dim: x!.shape.length - 1 })
}

/** A matrix product of a's last axis; the axes before it are one long axis meanwhile. */
export function matMul({ tf, inputs: [a, b], shape }: TfjsStep, op: OpOf<'matMul'>): TfjsTensor {
  const inner = a!.shape.at(-1) ?? 1
  const rows = tf.reshape(a!, [a!.size / inner, inner])
  const product: TfjsTensor = tf.matMul(rows, b!, false, op.transposeB)
  return tf.reshape(product, [...shape])
}

export function broadcastLike({ tf, inputs: [x, like] }: TfjsStep): TfjsTensor {
  return tf.broadcastTo(x!, like!.shape)
}
