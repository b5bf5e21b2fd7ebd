import type { BinaryFunction, Op, UnaryFunction } from '../../main/graph/graph.ts'
import type { Array64 } from './reference-interpreter.ts'

/** Element-wise ops, matrix product, reductions and moves of data, or undefined for another op. */
export function evaluateElementwise(op: Op, inputs: readonly Array64[]): Array64 | undefined {
  const x = inputs[0]!
  switch (op.type) {
    case 'unary':
      return { shape: x.shape, data: x.data.map((value) => applyUnary(op.fn, value, op.alpha)) }
    case 'binary':
      return zip(inputs, ([a, b]) => applyBinary(op.fn, a!, b!))
    case 'select':
      return zip(inputs, ([condition, a, b]) => (condition !== 0 ? a! : b!))
    case 'broadcastLike':
      return generate(inputs[1]!.shape, (index) => broadcastRead(x, index))
    case 'matMul':
      return matMul(x, inputs[1]!, op.transposeB)
    case 'softmax':
      return softmax(x)
    case 'reduce':
      return reduce(x, op)
    case 'reshape':
      return reshape(x, op.shape)
    case 'transpose':
      return transpose(x, op.permutation)
    case 'pad':
      return pad(x, op.paddings)
    case 'slice':
      return generate(
        op.size.map((size, axis) => (size < 0 ? x.shape[axis]! : size)),
        (index) =>
          read(
            x,
            index.map((position, axis) => position + op.begin[axis]!),
          ),
      )
    case 'concat':
      return concat(inputs, op.axis)
    default:
      return undefined
  }
}

/** erf by its series (|x| < 3) and continued fraction: float64 accuracy, no table of constants. */
function erf(x: number): number {
  if (x < 0) return -erf(-x)
  if (x > 6) return 1
  if (x < 3) {
    let term = x
    let sum = x
    for (let n = 1; n < 200; n++) {
      term *= -(x * x) / n
      sum += term / (2 * n + 1)
    }
    return (2 / Math.sqrt(Math.PI)) * sum
  }
  let fraction = 0
  for (let n = 100; n >= 1; n--) fraction = n / 2 / (x + fraction)
  return 1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction)
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

const UNARY: Record<UnaryFunction, (x: number, alpha: number | undefined) => number> = {
  relu: (x) => Math.max(x, 0),
  relu6: (x) => Math.min(Math.max(x, 0), 6),
  leakyRelu: (x, alpha = 0.3) => (x > 0 ? x : alpha * x),
  elu: (x, alpha = 1) => (x > 0 ? x : alpha * Math.expm1(x)),
  selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  softplus: (x) => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))),
  softsign: (x) => x / (1 + Math.abs(x)),
  sigmoid,
  hardSigmoid: (x) => Math.min(Math.max(0.2 * x + 0.5, 0), 1),
  tanh: Math.tanh,
  gelu: (x) => (x * (1 + erf(x / Math.SQRT2))) / 2,
  swish: (x) => x * sigmoid(x),
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  negate: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  reciprocal: (x) => 1 / x,
  square: (x) => x * x,
  erf,
}

const BINARY: Record<BinaryFunction, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  maximum: Math.max,
  minimum: Math.min,
  greater: (a, b) => (a > b ? 1 : 0),
  greaterEqual: (a, b) => (a >= b ? 1 : 0),
  equal: (a, b) => (a === b ? 1 : 0),
}

function applyUnary(fn: UnaryFunction, x: number, alpha: number | undefined): number {
  return UNARY[fn](x, alpha)
}

function applyBinary(fn: BinaryFunction, a: number, b: number): number {
  return BINARY[fn](a, b)
}

/** Every index of a shape in row-major order. */
function* indices(shape: readonly number[]): Generator<number[]> {
  const size = shape.reduce((product, dimension) => product * dimension, 1)
  for (let flat = 0; flat < size; flat++) {
    const index: number[] = new Array<number>(shape.length)
    let rest = flat
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape[axis]!
      rest = Math.floor(rest / shape[axis]!)
    }
    yield index
  }
}

function flatten(shape: readonly number[], index: readonly number[]): number {
  return index.reduce((flat, position, axis) => flat * shape[axis]! + position, 0)
}

function read(x: Array64, index: readonly number[]): number {
  return x.data[flatten(x.shape, index)]!
}

function generate(shape: readonly number[], value: (index: number[]) => number): Array64 {
  return { shape, data: Float64Array.from(indices(shape), value) }
}

/** Value of x at an index of the shape that it is broadcast to. */
function broadcastRead(x: Array64, index: readonly number[]): number {
  const own = index.slice(index.length - x.shape.length)
  return read(
    x,
    own.map((position, axis) => (x.shape[axis] === 1 ? 0 : position)),
  )
}

function broadcastShape(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length))
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1)
    const wide = sizes.filter((size) => size !== 1)
    if (new Set(wide).size > 1) throw new Error(`cannot broadcast: ${JSON.stringify(shapes)}`)
    return wide[0] ?? 1
  })
}

function zip(inputs: readonly Array64[], combine: (values: number[]) => number): Array64 {
  const shape = broadcastShape(inputs.map((input) => input.shape))
  return generate(shape, (index) => combine(inputs.map((input) => broadcastRead(input, index))))
}

function matMul(a: Array64, b: Array64, transposeB: boolean): Array64 {
  const inner = a.shape.at(-1)!
  const columns = transposeB ? b.shape[0]! : b.shape[1]!
  return generate([...a.shape.slice(0, -1), columns], (index) => {
    const lead = index.slice(0, -1)
    const column = index.at(-1)!
    let sum = 0
    for (let i = 0; i < inner; i++)
      sum += read(a, [...lead, i]) * read(b, transposeB ? [column, i] : [i, column])
    return sum
  })
}

function softmax(x: Array64): Array64 {
  const width = x.shape.at(-1)!
  const data = new Float64Array(x.data.length)
  for (let start = 0; start < data.length; start += width) {
    const row = x.data.subarray(start, start + width)
    const largest = Math.max(...row)
    const powers = row.map((value) => Math.exp(value - largest))
    const total = powers.reduce((sum, value) => sum + value, 0)
    powers.forEach((value, index) => (data[start + index] = value / total))
  }
  return { shape: x.shape, data }
}

function reduce(x: Array64, op: Extract<Op, { type: 'reduce' }>): Array64 {
  const kept = x.shape.map((size, axis) => (op.axes.includes(axis) ? 1 : size))
  const groups = Array.from({ length: kept.reduce((a, b) => a * b, 1) }, (): number[] => [])
  for (const index of indices(x.shape)) {
    const target = index.map((position, axis) => (op.axes.includes(axis) ? 0 : position))
    groups[flatten(kept, target)]!.push(read(x, index))
  }
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  const combine = {
    sum,
    mean: (values: number[]) => sum(values) / values.length,
    max: (values: number[]) => values.reduce((a, b) => Math.max(a, b)),
    min: (values: number[]) => values.reduce((a, b) => Math.min(a, b)),
  }[op.fn]
  const shape = op.keepDims ? kept : x.shape.filter((_, axis) => !op.axes.includes(axis))
  return { shape, data: Float64Array.from(groups, combine) }
}

function reshape(x: Array64, shape: readonly number[]): Array64 {
  const known = shape.filter((size) => size >= 0).reduce((a, b) => a * b, 1)
  const concrete = shape.map((size) => (size < 0 ? x.data.length / known : size))
  if (concrete.reduce((a, b) => a * b, 1) !== x.data.length)
    throw new Error(`cannot reshape [${x.shape.join(', ')}] to [${shape.join(', ')}]`)
  return { shape: concrete, data: x.data }
}

function transpose(x: Array64, permutation: readonly number[]): Array64 {
  return generate(
    permutation.map((axis) => x.shape[axis]!),
    (index) => {
      const source: number[] = new Array<number>(index.length)
      permutation.forEach((axis, position) => (source[axis] = index[position]!))
      return read(x, source)
    },
  )
}

function pad(x: Array64, paddings: readonly (readonly [number, number])[]): Array64 {
  return generate(
    x.shape.map((size, axis) => size + paddings[axis]![0] + paddings[axis]![1]),
    (index) => {
      const source = index.map((position, axis) => position - paddings[axis]![0])
      return source.every((position, axis) => position >= 0 && position < x.shape[axis]!)
        ? read(x, source)
        : 0
    },
  )
}

function concat(inputs: readonly Array64[], axis: number): Array64 {
  const total = inputs.reduce((sum, input) => sum + input.shape[axis]!, 0)
  const shape = inputs[0]!.shape.map((size, other) => (other === axis ? total : size))
  return generate(shape, (index) => {
    let position = index[axis]!
    for (const input of inputs) {
      if (position < input.shape[axis]!) return read(input, index.with(axis, position))
      position -= input.shape[axis]!
    }
    throw new Error('unreachable')
  })
}
