import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { openOnnxruntime } from '../../main/backends/onnxruntime.ts'
import { openSource } from '../../main/datasets/sample-source.ts'
import { tensor } from '../../main/graph/tensor.ts'
import { readModel } from '../../main/models/read-model.ts'

const backend = openOnnxruntime({ threads: 1 })
afterAll(() => backend.dispose())

it('the sample network names 994 of the 1000 generated test signals, as its card says', async () => {
  const { model } = await readModel(
    fileURLToPath(new URL('../../resources/models/mnist1d-cnn.h5', import.meta.url)),
  )
  const source = await openSource({ kind: 'mnist1d', seed: 42, split: 'test' })
  const signals = await Promise.all(source.samples.map((_, index) => source.read(index, null)))
  const input = new Float32Array(signals.length * 40)
  signals.forEach((signal, index) => input.set(signal, index * 40))
  const executable = await backend.prepare(model.graph)
  const outputs = await executable.run({ [model.input]: tensor([signals.length, 1, 40, 1], input) })
  const { data } = outputs[model.probabilities]!
  const right = source.samples.filter(({ label }, index) => {
    const row = data.subarray(index * 10, index * 10 + 10)
    return row.indexOf(Math.max(...row)) === label
  })
  expect(right.length).toBe(994)
})
