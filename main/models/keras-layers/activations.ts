import type { UnaryFunction } from '../../graph/graph.ts'
import { isJsonObject, LayerConfig } from '../json-config.ts'
import { activationLayers } from './activation-layers.ts'
import { add, binary, refuse, unary, type LayerCall, type LayerValue } from './layer.ts'

const UNARY: Readonly<Record<string, UnaryFunction>> = {
  relu: 'relu',
  relu6: 'relu6',
  elu: 'elu',
  selu: 'selu',
  softplus: 'softplus',
  softsign: 'softsign',
  sigmoid: 'sigmoid',
  hard_sigmoid: 'hardSigmoid',
  tanh: 'tanh',
  swish: 'swish',
  silu: 'swish',
  exponential: 'exp',
}

/** The layer's `activation` setting: a name, or an activation layer or function written out. */
export function applyActivation(call: LayerCall, value: LayerValue, setting: unknown): LayerValue {
  if (setting === undefined || setting === null) return value
  if (typeof setting === 'string') return applyNamed(call, value, setting)
  if (!isJsonObject(setting)) return refuse(call, `activation ${JSON.stringify(setting)}`)
  const { class_name: className, config } = setting
  if (typeof config === 'string') return applyNamed(call, value, config)
  const build = typeof className === 'string' ? activationLayers[className] : undefined
  if (build === undefined) return refuse(call, `activation ${String(className)}`)
  const inner = new LayerConfig(isJsonObject(config) ? config : {}, call.config.layer)
  return build({ ...call, inputs: [value], config: inner })
}

function applyNamed(call: LayerCall, value: LayerValue, name: string): LayerValue {
  const fn = UNARY[name]
  if (fn !== undefined) return { ...value, id: unary(call, fn, value.id) }
  switch (name) {
    case 'linear':
      return value
    case 'softmax':
      return { ...value, id: add(call, { type: 'softmax' }, [value.id]) }
    case 'gelu':
      return { ...value, id: unary(call, 'gelu', value.id) }
    // Keras 2 has it as a layer with slope 0.3, and the function, named, with 0.2.
    case 'leaky_relu':
      return { ...value, id: unary(call, 'leakyRelu', value.id, 0.2) }
    case 'mish':
      return {
        ...value,
        id: binary(call, 'multiply', value.id, unary(call, 'tanh', unary(call, 'softplus', value.id))),
      }
    default:
      return refuse(call, `activation ${name}`)
  }
}
