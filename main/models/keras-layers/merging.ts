import type { BinaryFunction } from '../../graph/graph.ts'
import { add, binary, refuse } from './layer.ts'
import type { LayerBuilder, LayerCall, LayerTable, LayerValue } from './layer.ts'

function severalInputs(call: LayerCall): readonly [LayerValue, LayerValue, ...LayerValue[]] {
  const [first, second, ...rest] = call.inputs
  if (first === undefined || second === undefined)
    return refuse(call, `${call.inputs.length} inputs, takes several`)
  return [first, second, ...rest]
}

/** All inputs, combined from left to right. */
function fold(call: LayerCall, fn: BinaryFunction): LayerValue {
  const [first, ...rest] = severalInputs(call)
  if (rest.some(({ rank }) => rank !== first.rank)) refuse(call, 'inputs of different ranks')
  return { ...first, id: rest.reduce((sum, { id }) => binary(call, fn, sum, id), first.id) }
}

const folding =
  (fn: BinaryFunction): LayerBuilder =>
  (call) =>
    fold(call, fn)

const subtract: LayerBuilder = (call) => {
  if (call.inputs.length !== 2) refuse(call, `${call.inputs.length} inputs, takes two`)
  return fold(call, 'subtract')
}

const average: LayerBuilder = (call) => {
  const sum = fold(call, 'add')
  return { ...sum, id: binary(call, 'multiply', sum.id, 1 / call.inputs.length) }
}

/** `axis` counts from 0 with the batch, or from the end. */
const concatenate: LayerBuilder = (call) => {
  const inputs = severalInputs(call)
  const { rank } = inputs[0]
  const [setting = -1] = call.config.raw('axis') === undefined ? [-1] : call.config.integers('axis')
  const axis = setting < 0 ? rank + 1 + setting : setting
  if (axis < 1 || axis > rank) refuse(call, `axis ${setting} of rank ${rank}`)
  const inGraph = rank === 2 ? axis + 1 : axis
  return {
    rank,
    id: add(
      call,
      { type: 'concat', axis: inGraph },
      inputs.map(({ id }) => id),
    ),
  }
}

export const mergingLayers: LayerTable = {
  Add: folding('add'),
  Subtract: subtract,
  Multiply: folding('multiply'),
  Average: average,
  Maximum: folding('maximum'),
  Minimum: folding('minimum'),
  Concatenate: concatenate,
}
