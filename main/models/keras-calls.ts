import { WorkbenchError } from '#contract/errors.ts'
import type { KerasArchitecture, KerasLayer, TensorReference } from './keras-architecture.ts'

/** One call of one layer of a model, with what it takes in. */
export interface PlannedCall {
  readonly layer: KerasLayer
  readonly call: number
  readonly inputs: readonly TensorReference[]
}

/**
 * The calls of a model's layers in an order in which every call comes after those that it takes in.
 *
 * @throws WorkbenchError `model_load_failed` on a reference to a layer or a call that is not there, and on a cycle
 */
export function planCalls(model: KerasArchitecture): PlannedCall[] {
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]))
  const known = (reference: TensorReference) => {
    const layer = layers.get(reference.layer)
    const calls = layer?.className === 'InputLayer' ? 1 : (layer?.calls.length ?? 0)
    return Number.isInteger(reference.call) && reference.call >= 0 && reference.call < calls
  }
  for (const reference of [...model.inputs, ...model.outputs]) {
    if (!known(reference))
      throw failed(`unknown layer: ${reference.layer} (input or output of ${model.name})`)
  }
  let waiting = model.layers.flatMap((layer) => layer.calls.map((inputs, call) => ({ layer, call, inputs })))
  for (const { layer, inputs } of waiting) {
    const missing = inputs.find((reference) => !known(reference))
    if (missing !== undefined) throw failed(`unknown inbound layer: ${missing.layer} of ${describe(layer)}`)
  }
  const done = new Set(model.layers.filter(isInput).map(({ name }) => callKey(name, 0)))
  const planned: PlannedCall[] = []
  while (waiting.length > 0) {
    const rest: PlannedCall[] = []
    for (const call of waiting) {
      if (!call.inputs.every((reference) => done.has(callKey(reference.layer, reference.call))))
        rest.push(call)
      else {
        planned.push(call)
        done.add(callKey(call.layer.name, call.call))
      }
    }
    if (rest.length === waiting.length) {
      throw failed(`cyclic model: ${rest.map(({ layer }) => describe(layer)).join(', ')} wait for each other`)
    }
    waiting = rest
  }
  return planned
}

export function callKey(layer: string, call: number): string {
  return `${layer}/${call}`
}

function isInput(layer: KerasLayer): boolean {
  return layer.className === 'InputLayer'
}

function describe(layer: KerasLayer): string {
  return `${layer.name} (${layer.className})`
}

function failed(message: string): WorkbenchError {
  return new WorkbenchError('model_load_failed', message)
}
