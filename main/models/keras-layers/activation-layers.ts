import { add, binary, constant, graphShape, kerasShape, onlyInput, refuse, unary } from './layer.ts'
import type { LayerBuilder, LayerCall, LayerTable } from './layer.ts'

/** min(x, max_value) from the threshold on, negative_slope (x - threshold) below it. */
const relu: LayerBuilder = (call) => {
  const input = onlyInput(call)
  const setting = (key: string) => (call.config.raw(key) == null ? 0 : call.config.number(key))
  const [slope, threshold] = [setting('negative_slope'), setting('threshold')]
  const largest = call.config.raw('max_value') == null ? Infinity : call.config.number('max_value')
  if (threshold === 0) {
    if (slope === 0 && largest === 6) return { ...input, id: unary(call, 'relu6', input.id) }
    const rectified = slope === 0 ? unary(call, 'relu', input.id) : unary(call, 'leakyRelu', input.id, slope)
    return { ...input, id: largest === Infinity ? rectified : binary(call, 'minimum', rectified, largest) }
  }
  const upper = largest === Infinity ? input.id : binary(call, 'minimum', input.id, largest)
  const lower = binary(call, 'multiply', binary(call, 'subtract', input.id, threshold), slope)
  const above = binary(call, 'greaterEqual', input.id, threshold)
  return { ...input, id: add(call, { type: 'select' }, [above, upper, lower]) }
}

/** Keras 3 calls the slope negative_slope; Keras 2 alpha. */
const leakyRelu: LayerBuilder = (call) => {
  const input = onlyInput(call)
  const slope = call.config.number(call.config.raw('alpha') === undefined ? 'negative_slope' : 'alpha', 0.3)
  return { ...input, id: unary(call, 'leakyRelu', input.id, slope) }
}

const elu: LayerBuilder = (call) => {
  const input = onlyInput(call)
  return { ...input, id: unary(call, 'elu', input.id, call.config.number('alpha', 1)) }
}

const thresholdedRelu: LayerBuilder = (call) => {
  const input = onlyInput(call)
  const passes = binary(call, 'greater', input.id, call.config.number('theta', 1))
  return { ...input, id: binary(call, 'multiply', input.id, passes) }
}

/** max(x, 0) + alpha min(x, 0), alpha learned and shared along some axes. */
const prelu: LayerBuilder = (call) => {
  const input = onlyInput(call)
  const shape = [...kerasShape(call, input)]
  const shared = call.config.raw('shared_axes') == null ? [] : call.config.integers('shared_axes')
  for (const axis of shared) shape[axis - 1] = 1
  const alpha = call.weight('alpha', shape)
  const slope = constant(call, 'alpha', graphShape(shape), alpha.data)
  const below = binary(call, 'multiply', binary(call, 'minimum', input.id, 0), slope)
  return { ...input, id: binary(call, 'add', unary(call, 'relu', input.id), below) }
}

const softmax: LayerBuilder = (call) => {
  const input = onlyInput(call)
  requireLastAxis(
    call,
    input.rank,
    call.config.raw('axis') === undefined ? [-1] : call.config.integers('axis'),
  )
  return { ...input, id: add(call, { type: 'softmax' }, [input.id]) }
}

/** Refuses any axis but the last; axes count from 0 with the batch, or from the end. */
export function requireLastAxis(call: LayerCall, rank: number, axes: readonly number[]): void {
  const [axis, second] = axes
  if (second !== undefined || (axis !== -1 && axis !== rank))
    refuse(call, `axis ${axes.join(', ')}; only the last`)
}

export const activationLayers: LayerTable = {
  ReLU: relu,
  LeakyReLU: leakyRelu,
  ELU: elu,
  ThresholdedReLU: thresholdedRelu,
  PReLU: prelu,
  Softmax: softmax,
}
