import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deepShap } from '../../main/attribution/methods/deep-shap.ts'
import { gradientShap } from '../../main/attribution/methods/gradient-shap.ts'
import { kernelShap } from '../../main/attribution/methods/kernel-shap.ts'
import { lime } from '../../main/attribution/methods/lime.ts'
import { partitionShap } from '../../main/attribution/methods/partition-shap.ts'
import type { Method } from '../../main/attribution/method.ts'
import type { Backend } from '../../main/graph/backend.ts'
import { GraphBuilder } from '../../main/graph/graph-builder.ts'
import { BATCH } from '../../main/graph/graph.ts'
import type { ModelGraph } from '../../main/graph/model-graph.ts'
import { sizeOf, tensor } from '../../main/graph/tensor.ts'
import { createRng } from '../../main/kernels/rng.ts'
import { backendsUnderTest } from '../backends/backends-under-test.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { backgroundOf, contextOf, sessionOfGraph } from '../helpers/session.ts'

const cases: readonly { method: Method; params: Record<string, unknown> }[] = [
  { method: deepShap, params: {} },
  { method: deepShap, params: { softmaxRule: 'integrated' } },
  { method: gradientShap, params: { sampleCount: 20 } },
  { method: kernelShap, params: { sampleCount: 60, segmentCount: 6, segmentation: 'grid' } },
  { method: partitionShap, params: { sampleCount: 60 } },
  { method: lime, params: { sampleCount: 60, segmentation: 'slic', segmentCount: 6 } },
]

/** Convolution, ReLU, overlapping max pooling, tanh, average over places, dense, softmax. */
function poolingModel(inputShape: readonly [number, number, number]): ModelGraph {
  const rng = createRng(2)
  const random = (shape: readonly number[]) =>
    tensor(
      shape,
      Float32Array.from({ length: sizeOf(shape) }, () => rng.normal()),
    )
  const builder = new GraphBuilder()
  const [height, , channels] = inputShape
  const input = builder.input('input', [BATCH, ...inputShape])
  const rows = height === 1 ? 1 : 3
  const convolution = {
    type: 'conv2d',
    strides: [1, 1],
    padding: [rows === 1 ? 0 : 1, rows === 1 ? 0 : 1, 1, 1],
    dilations: [1, 1],
    groups: 1,
  } as const
  const convolved = builder.add(convolution, [input, builder.constant(random([rows, 3, channels, 4]))])
  const maps = builder.add({ type: 'unary', fn: 'relu' }, [convolved])
  const pooled = builder.add({ type: 'maxPool', window: [rows, 3], strides: [1, 2], padding: [0, 0, 1, 1] }, [
    maps,
  ])
  const bent = builder.add({ type: 'unary', fn: 'tanh' }, [pooled])
  const means = builder.add({ type: 'reduce', fn: 'mean', axes: [1, 2], keepDims: false }, [bent])
  const logits = builder.add({ type: 'matMul', transposeB: false }, [means, builder.constant(random([4, 3]))])
  const probabilities = builder.add({ type: 'softmax' }, [logits])
  const graph = builder.build([logits, probabilities])
  const kind = height === 1 ? 'signal' : 'tile'
  return { graph, kind, input, inputShape, classCount: 3, logits, probabilities, layers: [], notes: [] }
}

const models = [poolingModel([8, 10, 3]), poolingModel([1, 24, 1])]

async function mapOf(
  method: Method,
  given: Record<string, unknown>,
  model: ModelGraph,
  backend: Backend,
  megabytes = 64,
) {
  const session = sessionOfGraph(model, backend, megabytes)
  const rng = createRng(6)
  const sample = Float32Array.from({ length: sizeOf(model.inputShape) }, () => rng.uniform())
  const progress: number[] = []
  const result = await method.run({
    ...contextOf(session, sample, { targetClass: 1, versus: 2, output: 'probability' }),
    background: backgroundOf(session, 9),
    params: method.params.parse(given),
    onProgress: (done: number, total: number) => progress.push(done / total),
  })
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  expect(progress.at(-1)).toBe(1)
  return result
}

for (const [name, open] of Object.entries(backendsUnderTest)) {
  describe(`SHAP and LIME on ${name}`, () => {
    let backend: Backend
    let reference: Backend
    beforeAll(async () => {
      backend = await open()
      reference = await backendsUnderTest['onnxruntime']!()
    })
    afterAll(() => backend.dispose())

    it.each(cases)(
      '$method.id $params agrees with onnxruntime, in chunks of one too',
      async ({ method, params }) => {
        for (const model of models) {
          const expected = await mapOf(method, params, model, reference)
          const largest = expected.saliencyMap.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
          expect(expected.degenerate).toBeNull()
          for (const megabytes of [64, 0.001]) {
            const { saliencyMap } = await mapOf(method, params, model, backend, megabytes)
            assertCloseTo(saliencyMap, expected.saliencyMap, { abs: 1e-3 * largest })
          }
        }
      },
    )
  })
}
