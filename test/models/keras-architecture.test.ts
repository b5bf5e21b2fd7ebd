import { expect, it } from 'vitest'
import { parseKerasArchitecture } from '../../main/models/keras-architecture.ts'
import { planCalls } from '../../main/models/keras-calls.ts'

const reference = (layer: string, call = 0) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 4], dtype: 'float32', keras_history: [layer, call, 0] },
})

function functional(layers: object[]): string {
  const config = { name: 'm', layers, input_layers: ['a', 0, 0], output_layers: [['sum', 0, 0]] }
  return JSON.stringify({ class_name: 'Functional', config })
}

it('parseKerasArchitecture(json) reads the inbound nodes of Keras 2 and of Keras 3 alike', () => {
  const input = { class_name: 'InputLayer', name: 'a', config: { batch_shape: [null, 4] }, inbound_nodes: [] }
  const shared = { class_name: 'Dense', name: 'shared', config: {} }
  const sum = { class_name: 'Add', name: 'sum', config: {} }
  const keras2 = functional([
    input,
    { ...shared, inbound_nodes: [[['a', 0, 0, {}]], [['shared', 0, 0, {}]]] },
    { ...sum, inbound_nodes: [[['shared', 0, 0, {}], ['shared', 1, 0, {}]]] },
  ]) // prettier-ignore
  const keras3 = functional([
    input,
    {
      ...shared,
      inbound_nodes: [
        { args: [reference('a')], kwargs: {} },
        { args: [reference('shared')], kwargs: {} },
      ],
    },
    { ...sum, inbound_nodes: [{ args: [[reference('shared'), reference('shared', 1)]], kwargs: {} }] },
  ])
  const calls = (json: string) => parseKerasArchitecture(json).layers.map((layer) => layer.calls)
  expect(calls(keras3)).toEqual(calls(keras2))
  expect(calls(keras2)[2]).toEqual([
    [
      { layer: 'shared', call: 0, index: 0 },
      { layer: 'shared', call: 1, index: 0 },
    ],
  ])
})

it('planCalls(model) orders calls by what they take in, wherever they stand in the file', () => {
  const layers = [
    { class_name: 'Add', name: 'sum', config: {}, inbound_nodes: [[['b', 0, 0, {}], ['a', 0, 0, {}]]] },
    { class_name: 'Dense', name: 'b', config: {}, inbound_nodes: [[['a', 0, 0, {}]]] },
    { class_name: 'InputLayer', name: 'a', config: {}, inbound_nodes: [] },
  ] // prettier-ignore
  expect(planCalls(parseKerasArchitecture(functional(layers))).map(({ layer }) => layer.name)).toEqual([
    'b',
    'sum',
  ])
})

it('parseKerasArchitecture(json) reads a Sequential without InputLayer, and the plain list of early Keras 2', () => {
  const layers = [{ class_name: 'Dense', config: { name: 'd', batch_input_shape: [null, 4] } }]
  for (const config of [layers, { name: 's', layers }]) {
    const model = parseKerasArchitecture(JSON.stringify({ class_name: 'Sequential', config }))
    expect(model.layers.map(({ name }) => name)).toEqual(['d_input', 'd'])
    expect(model.layers[0]!.config['batch_input_shape']).toEqual([null, 4])
  }
})
