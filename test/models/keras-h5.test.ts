import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { gradientGraph, gradientId } from '../../main/graph/gradient.ts'
import { withOutputs } from '../../main/graph/subgraph.ts'
import { tensor } from '../../main/graph/tensor.ts'
import { readModel, type LoadedModel } from '../../main/models/read-model.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { asFeed, modelReference, referenceModelPath } from '../helpers/model-reference.ts'
import { interpret, interpretAll } from '../helpers/reference-interpreter.ts'
import { describeShared, sharedPath } from '../helpers/shared.ts'

const NAMES = ['sequential', 'functional', 'signal', 'residual'] as const

function layerOutput({ model }: LoadedModel, name: string): string {
  const layer = model.layers.find((candidate) => candidate.name === name)
  if (layer === undefined) throw new Error(`no layer ${name}`)
  return layer.output
}

describe('readModel(path) gives the values that PyTorch computes', () => {
  for (const name of NAMES) {
    it(`of the output and of layers of the ${name} model`, async () => {
      const reference = modelReference(name)
      const loaded = await readModel(referenceModelPath(name))
      const { model } = loaded
      const taps = Object.keys(reference.layers)
      const graph = withOutputs(model.graph, [
        ...model.graph.outputs,
        ...taps.map((tap) => layerOutput(loaded, tap)),
      ])
      const values = interpretAll(graph, { [model.input]: asFeed(reference.input) })
      for (const tap of taps)
        assertCloseTo(values.get(layerOutput(loaded, tap))!.data, reference.layers[tap]!.values, {
          abs: 2e-6,
          rel: 2e-6,
        })
      const file = {
        sequential: model.probabilities,
        functional: model.probabilities,
        residual: model.logits,
        signal: '',
      }
      if (name !== 'signal')
        assertCloseTo(values.get(file[name])!.data, reference.output.values, { abs: 2e-6, rel: 2e-6 })
    })
  }

  for (const name of ['sequential', 'functional', 'residual'] as const) {
    it(`of the gradient of a logit with respect to input and layers of the ${name} model`, async () => {
      const reference = modelReference(name)
      const loaded = await readModel(referenceModelPath(name))
      const { model } = loaded
      const { input, ...layers } = reference.gradients!
      const by = [model.input, ...Object.keys(layers).map((tap) => layerOutput(loaded, tap))]
      const request = { of: model.logits, upstream: 'seed', withRespectTo: by }
      const feed = asFeed(reference.input)
      const batch = feed.shape[0]!
      const seed = tensor([batch, model.classCount])
      for (let sample = 0; sample < batch; sample++) seed.data[sample * model.classCount + 1] = 1
      const results = interpret(gradientGraph(model.graph, request), { [model.input]: feed, seed })
      const expected = [input!, ...Object.values(layers)]
      by.forEach((id, index) =>
        assertCloseTo(results[gradientId(id)]!.data, expected[index]!.values, { abs: 1e-5, rel: 1e-5 }),
      )
    })
  }

  it('of one sigmoid unit as two classes', async () => {
    const { model } = await readModel(referenceModelPath('signal'))
    const reference = modelReference('signal')
    const { [model.probabilities]: probabilities, [model.logits]: logits } = interpret(model.graph, {
      [model.input]: asFeed(reference.input),
    })
    const expected = reference.output.values.flatMap((value) => [1 - value, value])
    assertCloseTo(probabilities!.data, expected, { abs: 1e-6 })
    expect([logits!.data[0], logits!.data[2]]).toEqual([0, 0])
    expect(model.notes).toEqual(['one sigmoid unit (dense) read as two classes with logits [0, z]'])
  })
})

describe('readModel(path) describes the model', () => {
  it('of tiles, with what the file says of itself', async () => {
    const { model, format, producer, sha256, byteLength } = await readModel(referenceModelPath('functional'))
    expect({ format, producer, byteLength }).toEqual({
      format: 'keras-h5',
      producer: 'keras 2.4.0',
      byteLength: readFileSync(referenceModelPath('functional')).length,
    })
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    const { kind, inputShape, classCount, notes } = model
    expect({ kind, inputShape, classCount, notes }).toEqual({
      kind: 'tile',
      inputShape: [8, 8, 3],
      classCount: 4,
      notes: [],
    })
  })

  it('with shared layers numbered and nested ones named by their path', async () => {
    const { model } = await readModel(referenceModelPath('functional'))
    const names = model.layers.map(({ name }) => name)
    expect(names).toEqual([
      'stem', 'shared', 'shared:1', 'inner/inner_conv', 'inner/inner_add', 'inner:1/inner_conv', 'inner:1/inner_add',
      'multiply', 'subtract', 'average', 'maximum', 'block/block_conv', 'block/block_norm', 'max_pool', 'concatenate',
      'global_average', 'global_max', 'concatenate_1', 'logits', 'probabilities',
    ]) // prettier-ignore
  })

  it('of signals as images of height 1', async () => {
    const { model } = await readModel(referenceModelPath('signal'))
    expect([model.kind, model.inputShape]).toEqual(['signal', [1, 20, 2]])
    expect(model.layers[0]).toMatchObject({ name: 'conv_causal', className: 'Conv1D', shape: [1, 20, 4] })
  })

  it('and says where it added the softmax', async () => {
    const { model } = await readModel(referenceModelPath('residual'))
    expect(model.notes[0]).toMatch(/^no softmax after predictions/)
    expect(model.graph.outputs).toEqual([model.logits, model.probabilities])
  })
})

describeShared('readModel(path) on the models of the 2021 report', () => {
  it('gives the golden probabilities of MNIST1D.h5 on eight signals', async () => {
    const { model } = await readModel(sharedPath('data/models/MNIST1D.h5'))
    const signals = readDoubles('goldens/mnist1d_x_test.npy').slice(0, 8 * 40)
    const rows = readRows('goldens/mnist1d_probabilities.json').slice(0, 8)
    const outputs = interpret(model.graph, { [model.input]: tensor([8, 1, 40, 1], [...signals]) })
    assertCloseTo(outputs[model.probabilities]!.data, rows.flat(), { abs: 1e-5 })
  })

  it('reads HMT.h5 with its eight classes and finds the logits under its softmax', async () => {
    const { model } = await readModel(sharedPath('data/models/HMT.h5'))
    expect([model.inputShape, model.classCount, model.notes]).toEqual([[224, 224, 3], 8, []])
    expect(model.graph.nodes.at(-1)).toMatchObject({ op: { type: 'softmax' }, inputs: [model.logits] })
  })
})

function readDoubles(path: string): Float64Array {
  const bytes = readFileSync(sharedPath(path))
  const header = 10 + bytes.readUInt16LE(8)
  return new Float64Array(new Uint8Array(bytes.subarray(header)).buffer)
}

function readRows(path: string): number[][] {
  const record: unknown = JSON.parse(readFileSync(sharedPath(path), 'utf8'))
  const rows = Array.isArray(record)
    ? record
    : Object.values(record as object).find((value) => Array.isArray(value))
  return rows as number[][]
}
