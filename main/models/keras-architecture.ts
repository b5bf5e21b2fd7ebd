import { WorkbenchError } from '#contract/errors.ts'
import { isJsonObject, type JsonObject } from './json-config.ts'

/** One output of one call of a layer. */
export interface TensorReference {
  readonly layer: string
  readonly call: number
  readonly index: number
}

export interface KerasLayer {
  readonly name: string
  readonly className: string
  readonly config: JsonObject
  /** What each call of the layer takes in; a layer that is shared has several calls. */
  readonly calls: readonly (readonly TensorReference[])[]
  /** The layers inside, where the layer is itself a model. */
  readonly model: KerasArchitecture | undefined
}

/** A Keras model as its configuration describes it; a Sequential one is written as a chain of calls. */
export interface KerasArchitecture {
  readonly name: string
  readonly layers: readonly KerasLayer[]
  readonly inputs: readonly TensorReference[]
  readonly outputs: readonly TensorReference[]
}

const MODEL_CLASSES = new Set(['Sequential', 'Functional', 'Model'])
const DEEPEST_NESTING = 16

/**
 * @param json  `model_config` of a file: the text that Keras's `to_json` gives
 * @throws      WorkbenchError `file_corrupt` where it is not JSON, `model_load_failed` where it is not a model
 */
export function parseKerasArchitecture(json: string): KerasArchitecture {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (cause) {
    throw new WorkbenchError('file_corrupt', 'invalid model_config: not JSON', { cause })
  }
  if (!isJsonObject(value) || !MODEL_CLASSES.has(String(value['class_name']))) {
    const found = isJsonObject(value) ? String(value['class_name']) : typeof value
    throw failed(`unsupported model: ${found} (Sequential or Functional)`)
  }
  return parseModel(String(value['class_name']), value['config'], 0)
}

function parseModel(className: string, config: unknown, depth: number): KerasArchitecture {
  if (depth > DEEPEST_NESTING) throw failed(`model nested too deep: ${depth} (at most ${DEEPEST_NESTING})`)
  const settings = isJsonObject(config) ? config : {}
  const list: unknown = Array.isArray(config) ? config : settings['layers']
  if (!Array.isArray(list) || list.length === 0)
    throw failed(`invalid model_config: no layers (${className})`)
  const name = typeof settings['name'] === 'string' ? settings['name'] : 'model'
  const layers = list.map((item: unknown) => parseLayer(item, depth))
  const twice = layers.find(
    (layer, index) => layers.findIndex(({ name: other }) => other === layer.name) !== index,
  )
  if (twice !== undefined) throw failed(`layer named twice: ${twice.name} (${twice.className})`)
  if (className === 'Sequential') return chain(name, layers)
  return {
    name,
    layers,
    inputs: parseEnds(settings['input_layers'], `inputs of ${name}`),
    outputs: parseEnds(settings['output_layers'], `outputs of ${name}`),
  }
}

function parseLayer(item: unknown, depth: number): KerasLayer {
  if (!isJsonObject(item)) throw failed(`invalid model_config: layer ${JSON.stringify(item)}`)
  const className = String(item['class_name'])
  const config = isJsonObject(item['config']) ? item['config'] : {}
  const named = item['name'] ?? config['name']
  const name = typeof named === 'string' && named !== '' ? named : className.toLowerCase()
  const nodes = item['inbound_nodes']
  const calls = Array.isArray(nodes)
    ? nodes.map((node: unknown) => parseNode(node, `${name} (${className})`))
    : []
  const model = MODEL_CLASSES.has(className) ? parseModel(className, item['config'], depth + 1) : undefined
  return { name, className, config, calls, model }
}

/** A chain: every layer is called once, on the one before it. Without an InputLayer the first takes what is given. */
function chain(name: string, layers: readonly KerasLayer[]): KerasArchitecture {
  const first = layers[0]!
  const input: KerasLayer =
    first.className === 'InputLayer'
      ? first
      : {
          name: `${first.name}_input`,
          className: 'InputLayer',
          config: inputConfig(first),
          calls: [],
          model: undefined,
        }
  const rest = first === input ? layers.slice(1) : layers
  const all = [input, ...rest]
  const reference = (index: number) => ({ layer: all[index]!.name, call: 0, index: 0 })
  return {
    name,
    layers: all.map((layer, index) => ({ ...layer, calls: index === 0 ? [] : [[reference(index - 1)]] })),
    inputs: [reference(0)],
    outputs: [reference(all.length - 1)],
  }
}

/** A first layer may carry the input's shape itself, or be a model whose own input does. */
function inputConfig(layer: KerasLayer): JsonObject {
  const inner = layer.model?.layers.find(({ className }) => className === 'InputLayer')
  return inner === undefined ? layer.config : inner.config
}

/** `[["conv2d", 0, 0, {}]]` of Keras 2, also one reference alone; or Keras 3's `{ args, kwargs }`. */
function parseNode(node: unknown, layer: string): TensorReference[] {
  const found: TensorReference[] = []
  const visit = (value: unknown): void => {
    if (isJsonObject(value)) {
      const history = isJsonObject(value['config']) ? value['config']['keras_history'] : undefined
      if (value['class_name'] === '__keras_tensor__') found.push(parseReference(history, layer))
      else Object.values(value).forEach(visit)
    } else if (Array.isArray(value)) {
      if (isReference(value)) found.push(parseReference(value, layer))
      else value.forEach(visit)
    }
  }
  visit(node)
  return found
}

function isReference(value: readonly unknown[]): boolean {
  return typeof value[0] === 'string' && typeof value[1] === 'number' && typeof value[2] === 'number'
}

function parseReference(value: unknown, layer: string): TensorReference {
  if (Array.isArray(value)) {
    const [name, call, index]: unknown[] = value
    if (typeof name === 'string' && typeof call === 'number' && typeof index === 'number')
      return { layer: name, call, index }
  }
  throw failed(`invalid inbound node: ${JSON.stringify(value)} of ${layer}`)
}

function parseEnds(value: unknown, place: string): TensorReference[] {
  const ends = parseNode(value, place)
  if (ends.length === 0) throw failed(`invalid model_config: no ${place}`)
  return ends
}

function failed(message: string): WorkbenchError {
  return new WorkbenchError('model_load_failed', message)
}
