import { describe, it } from 'vitest'
import { openOnnxruntime } from '../../main/backends/onnxruntime.ts'
import { openWasm } from '../../main/backends/wasm.ts'
import { gradientGraph, gradientId } from '../../main/graph/gradient.ts'
import { tensor } from '../../main/graph/tensor.ts'
import { readModel } from '../../main/models/read-model.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { asFeed, modelReference, referenceModelPath } from '../helpers/model-reference.ts'
import { interpret } from '../helpers/reference-interpreter.ts'

const openers = { onnxruntime: () => Promise.resolve(openOnnxruntime()), wasm: openWasm }

describe.each(Object.entries(openers))('%s runs whole models of every layer kind', (_id, open) => {
  it.each(['sequential', 'functional', 'signal', 'residual'])(
    '%s, forward and back to the input, as the interpreter does',
    async (name) => {
      const { model } = await readModel(referenceModelPath(name))
      const input = asFeed(modelReference(name).input)
      const seed = tensor([input.shape[0]!, model.classCount])
      for (let row = 0; row < input.shape[0]!; row++) seed.data[row * model.classCount] = 1
      const graph = gradientGraph(model.graph, {
        of: model.logits,
        upstream: 'seed',
        withRespectTo: [model.input],
        keep: [model.logits, model.probabilities],
      })
      const feeds = { [model.input]: input, seed }
      const backend = await open()
      const values = await (await backend.prepare(graph)).run(feeds)
      const expected = interpret(graph, feeds)
      for (const id of [model.logits, model.probabilities, gradientId(model.input)]) {
        assertCloseTo(values[id]!.data, expected[id]!.data, { abs: 1e-4, rel: 1e-3 })
      }
      await backend.dispose()
    },
  )
})
