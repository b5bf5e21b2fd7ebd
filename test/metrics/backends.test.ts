import { beforeAll, describe, expect, it } from 'vitest'
import type { ModelSession } from '../../main/attribution/model-session.ts'
import { inputGradient } from '../../main/attribution/input-gradients.ts'
import type { SampleFigures } from '../../main/metrics/define-metric.ts'
import { metrics } from '../../main/metrics/registry.ts'
import { backendsUnderTest } from '../backends/backends-under-test.ts'
import { sessionOfGraph } from '../helpers/session.ts'
import { contextOfSession } from './metric-context.ts'
import { oneConvModel } from './one-conv-model.ts'
import { reference } from './reference.ts'

const { onnxruntime: first, ...others } = backendsUnderTest
const sample = Float32Array.from(reference.model.sample)
const evidence = Uint8Array.from(reference.model.map, (value) => (value > 5 ? 1 : 0))

async function figuresOn(session: ModelSession): Promise<Record<string, SampleFigures>> {
  const saliency = async (on: ModelSession, input: Float32Array, targetClass: number) =>
    (await inputGradient(on, input, { targetClass, versus: null, output: 'logit' })).gradient
  const map = await saliency(session, sample, 0)
  const results: Record<string, SampleFigures> = {}
  for (const metric of metrics) {
    const context = await contextOfSession(session, {
      sample,
      map,
      evidence,
      params: metric.params.parse({}),
      explain: ({ session: changed = session, input = sample, targetClass = 0 }) =>
        saliency(changed, input, targetClass),
    })
    results[metric.id] = await metric.measure(context)
  }
  return results
}

describe('every metric gives the same on', () => {
  let expected: Record<string, SampleFigures> = {}
  beforeAll(async () => {
    expected = await figuresOn(sessionOfGraph(oneConvModel(), await first!()))
  })

  for (const [name, open] of Object.entries(others)) {
    it(`${name} as on onnxruntime`, async () => {
      const actual = await figuresOn(sessionOfGraph(oneConvModel(), await open()))
      for (const { id, figures } of metrics) {
        for (const figure of figures) {
          const [here, there] = [actual[id]!.values[figure.id], expected[id]!.values[figure.id]]
          expect(here, figure.id).toBeCloseTo(there!, 4)
        }
      }
    })
  }
})
