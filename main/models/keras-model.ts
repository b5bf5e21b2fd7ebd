import { WorkbenchError } from '#contract/errors.ts'
import { GraphBuilder } from '../graph/graph-builder.ts'
import { BATCH } from '../graph/graph.ts'
import type { ModelGraph, ModelLayer } from '../graph/model-graph.ts'
import { sizeOf } from '../graph/tensor.ts'
import { classifierOutput } from './classifier-output.ts'
import { LayerConfig } from './json-config.ts'
import type { KerasArchitecture, KerasLayer } from './keras-architecture.ts'
import { callKey, planCalls } from './keras-calls.ts'
import { describeCall, type LayerCall, type LayerValue } from './keras-layers/layer.ts'
import { kerasLayers } from './keras-layers/registry.ts'
import { readInput } from './model-input.ts'
import { readWeight, type WeightSource } from './weights.ts'

/** Values of one sample that a layer may put out: 512 MB of float32. */
const LARGEST_VALUE = 2 ** 27

interface Assembly {
  readonly builder: GraphBuilder
  readonly weights: WeightSource
  readonly layers: ModelLayer[]
}

/** Where a model stands inside of another: names of the layers around it, in weights and in our own names. */
interface Scope {
  readonly layerPath: readonly string[]
  readonly prefix: string
}

/**
 * Puts a Keras model together as a graph.
 *
 * @throws WorkbenchError `layer_unsupported`, `weights_invalid`, `model_load_failed`, all naming layer and class
 */
export function assembleKerasModel(architecture: KerasArchitecture, weights: WeightSource): ModelGraph {
  refuseUnknownLayers(architecture, '')
  const { inputs, outputs } = architecture
  if (inputs.length !== 1)
    throw refuseEnds(
      'inputs',
      inputs.map(({ layer }) => layer),
    )
  if (outputs.length !== 1)
    throw refuseEnds(
      'outputs',
      outputs.map(({ layer }) => layer),
    )
  const builder = new GraphBuilder()
  const inputLayer = architecture.layers.find(({ name }) => name === inputs[0]!.layer)
  const input = readInput(builder, inputs[0]!.layer, inputLayer?.config ?? {})
  const assembly: Assembly = { builder, weights, layers: [] }
  const [output] = runModel(assembly, architecture, [input.value], { layerPath: [], prefix: '' })
  const ends = classifierOutput(builder, output!, outputs[0]!.layer)
  const graph = builder.build([ends.logits, ends.probabilities])
  const alive = new Set([input.id, ...graph.nodes.map(({ id }) => id)])
  return {
    graph,
    kind: input.kind,
    input: input.id,
    inputShape: input.shape,
    classCount: builder.shapeOf(ends.logits)[1]!,
    logits: ends.logits,
    probabilities: ends.probabilities,
    layers: assembly.layers.filter(({ output: id }) => alive.has(id)),
    notes: [...input.notes, ...ends.notes],
  }
}

/** All at once and first, so that a model is refused before any of its weights is read. */
function refuseUnknownLayers(model: KerasArchitecture, prefix: string): void {
  for (const { name, className, config, model: inner } of model.layers) {
    const layer = `${prefix}${name} (${className})`
    const details = { layer: `${prefix}${name}`, className }
    if (inner !== undefined) refuseUnknownLayers(inner, `${prefix}${name}/`)
    else if (className !== 'InputLayer' && !Object.hasOwn(kerasLayers, className))
      throw new WorkbenchError('layer_unsupported', `unsupported layer: ${layer}`, { details })
    if (config['data_format'] === 'channels_first') {
      const message = `unsupported layout: ${layer} is channels_first (channels_last is read)`
      throw new WorkbenchError('layer_unsupported', message, { details })
    }
  }
}

function refuseEnds(what: string, names: readonly string[]): WorkbenchError {
  return new WorkbenchError(
    'model_load_failed',
    `unsupported model: ${names.length} ${what}: ${names.join(', ')} (a classifier has one)`,
  )
}

/** Runs the layers of a model (the outermost, or one inside) over given values; returns the values of its outputs. */
function runModel(
  assembly: Assembly,
  model: KerasArchitecture,
  inputs: readonly LayerValue[],
  scope: Scope,
): readonly LayerValue[] {
  const values = new Map<string, readonly LayerValue[]>()
  if (inputs.length !== model.inputs.length) {
    const counts = `${inputs.length} given, ${model.inputs.length} declared`
    throw new WorkbenchError(
      'model_load_failed',
      `wrong number of inputs: ${scope.prefix}${model.name} (${counts})`,
    )
  }
  model.inputs.forEach(({ layer, call }, index) => values.set(callKey(layer, call), [inputs[index]!]))
  const read = (reference: { layer: string; call: number; index: number }) => {
    const value = values.get(callKey(reference.layer, reference.call))?.[reference.index]
    if (value !== undefined) return value
    const place = `${scope.prefix}${reference.layer} output ${reference.index}`
    throw new WorkbenchError('model_load_failed', `unknown value: ${place} (not computed)`)
  }
  for (const { layer, call, inputs: references } of planCalls(model)) {
    const name = `${scope.prefix}${layer.name}${call > 0 ? `:${call}` : ''}`
    const layerPath = [...scope.layerPath, layer.name]
    const given = references.map(read)
    const results =
      layer.model !== undefined
        ? runModel(assembly, layer.model, given, { layerPath, prefix: `${name}/` })
        : [runLayer(assembly, layer, { name, layerPath, inputs: given })]
    values.set(callKey(layer.name, call), results)
  }
  return model.outputs.map(read)
}

function runLayer(
  { builder, weights, layers }: Assembly,
  layer: KerasLayer,
  place: { name: string; layerPath: readonly string[]; inputs: readonly LayerValue[] },
): LayerValue {
  const { name, layerPath, inputs } = place
  const described = describeCall({ name, className: layer.className })
  const call: LayerCall = {
    builder,
    name,
    className: layer.className,
    config: new LayerConfig(layer.config, described),
    inputs,
    weight: (weightName, shape) => readWeight(weights, { layerPath, layer: described, weightName }, shape),
  }
  const result = namingLayer(described, () => kerasLayers[layer.className]!(call))
  const shape = builder.shapeOf(result.id).slice(1)
  if (sizeOf(shape) > LARGEST_VALUE || shape.includes(BATCH)) {
    const rule = `${sizeOf(shape)} values a sample, at most ${LARGEST_VALUE}`
    throw new WorkbenchError('model_load_failed', `layer too large: ${described} (${rule})`)
  }
  layers.push({
    name,
    className: layer.className,
    output: result.id,
    inputs: inputs.map(({ id }) => id),
    shape,
  })
  return result
}

/** A shape that does not fit names an op; the reader of the message knows the layer. */
function namingLayer(layer: string, build: () => LayerValue): LayerValue {
  try {
    return build()
  } catch (thrown) {
    if (!(thrown instanceof WorkbenchError) || thrown.code !== 'shape_mismatch') throw thrown
    throw new WorkbenchError('model_load_failed', `inconsistent layer: ${layer}: ${thrown.message}`, {
      cause: thrown,
    })
  }
}
