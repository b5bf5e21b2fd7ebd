import type { Tensor } from '../../graph/tensor.ts'
import { requireLastAxis } from './activation-layers.ts'
import { binary, channelsOf, constant, onlyInput, refuse } from './layer.ts'
import type { LayerBuilder, LayerCall, LayerTable, LayerValue } from './layer.ts'

/** scale x + shift per channel, computed in float64 and left out where it changes nothing. */
function affine(
  call: LayerCall,
  input: LayerValue,
  scale: readonly number[],
  shift: readonly number[],
): LayerValue {
  const apply = (fn: 'multiply' | 'add', id: string, values: readonly number[]) => {
    const [label, neutral] = fn === 'multiply' ? (['scale', 1] as const) : (['shift', 0] as const)
    if (values.every((value) => value === neutral)) return id
    const shape = values.length === 1 ? [] : [values.length]
    return binary(call, fn, id, constant(call, label, shape, [...values]))
  }
  const scaled = apply('multiply', input.id, scale)
  return { ...input, id: apply('add', scaled, shift) }
}

/** At inference: gamma (x - mean) / sqrt(variance + epsilon) + beta. */
const batchNormalization: LayerBuilder = (call) => {
  const input = onlyInput(call)
  requireLastAxis(
    call,
    input.rank,
    call.config.raw('axis') === undefined ? [-1] : call.config.integers('axis'),
  )
  const count = channelsOf(call, input)
  const read = (name: string): Tensor => call.weight(name, [count])
  const gamma = call.config.flag('scale', true) ? read('gamma').data : undefined
  const beta = call.config.flag('center', true) ? read('beta').data : undefined
  const [mean, variance] = [read('moving_mean').data, read('moving_variance').data]
  const epsilon = call.config.number('epsilon', 1e-3)
  if (variance.some((value) => value + epsilon <= 0)) refuse(call, 'moving_variance is negative')
  const scale = Array.from(variance, (value, channel) => (gamma?.[channel] ?? 1) / Math.sqrt(value + epsilon))
  const shift = scale.map((factor, channel) => (beta?.[channel] ?? 0) - mean[channel]! * factor)
  return affine(call, input, scale, shift)
}

const rescaling: LayerBuilder = (call) => {
  const offset = call.config.raw('offset') === undefined ? [0] : call.config.numbers('offset')
  return affine(call, onlyInput(call), call.config.numbers('scale'), offset)
}

/** (x - mean) / max(sqrt(variance), 1e-7), with numbers that were given or adapted to data. */
const normalization: LayerBuilder = (call) => {
  const input = onlyInput(call)
  const axis = call.config.raw('axis')
  const perChannel = axis !== null
  if (perChannel) requireLastAxis(call, input.rank, axis === undefined ? [-1] : call.config.integers('axis'))
  const shape = perChannel ? [channelsOf(call, input)] : []
  const read = (key: string) =>
    call.config.raw(key) == null ? [...call.weight(key, shape).data] : call.config.numbers(key)
  const deviation = read('variance').map((value) => Math.max(Math.sqrt(value), 1e-7))
  const mean = read('mean')
  if (mean.length !== deviation.length) refuse(call, `${mean.length} means, ${deviation.length} variances`)
  const invert = call.config.flag('invert', false)
  if (invert) return affine(call, input, deviation, mean)
  const scale = deviation.map((value) => 1 / value)
  return affine(
    call,
    input,
    scale,
    scale.map((factor, channel) => -mean[channel]! * factor),
  )
}

export const normalizationLayers: LayerTable = {
  BatchNormalization: batchNormalization,
  Rescaling: rescaling,
  Normalization: normalization,
}
