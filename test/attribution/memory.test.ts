import { describe, expect, it } from 'vitest'
import { ModelSession } from '../../main/attribution/model-session.ts'
import { parseParams } from '../../main/attribution/parse-params.ts'
import { findMethod } from '../../main/attribution/registry.ts'
import { openOnnxruntime } from '../../main/backends/onnxruntime.ts'
import { contextOf } from '../helpers/session.ts'
import { spyOn } from './spying-backend.ts'
import { randomSample, tinyModel } from './tiny-models.ts'

const MEMORY_BYTES = 2 ** 20

/** The same method with few and with many samples. */
const grows: readonly { id: string; few: Record<string, unknown>; many: Record<string, unknown> }[] = [
  { id: 'rise', few: { maskCount: 60 }, many: { maskCount: 600 } },
  { id: 'occlusion', few: { windowFraction: 0.2 }, many: { windowFraction: 0.1 } },
  { id: 'integrated-gradients', few: { steps: 60 }, many: { steps: 300 } },
  { id: 'smooth-grad', few: { sampleCount: 60 }, many: { sampleCount: 300 } },
  { id: 'gradient-shap', few: { sampleCount: 60 }, many: { sampleCount: 300 } },
]

describe('memory', () => {
  for (const { id, few, many } of grows) {
    it(`of ${id} is bounded: more samples make more chunks, not larger ones`, async () => {
      const model = tinyModel([24, 24, 3])
      const measured = []
      for (const given of [few, many]) {
        const spy = spyOn(openOnnxruntime({ threads: 2 }))
        const session = new ModelSession(model, spy.backend, { memoryBytes: MEMORY_BYTES })
        const method = findMethod(id)
        await method.run({ ...contextOf(session, randomSample(model)), params: parseParams(method, given) })
        measured.push({
          largest: Math.max(...spy.batches),
          bytes: spy.largestFeedBytes(),
          runs: spy.batches.length,
        })
        await session.dispose()
        await spy.backend.dispose()
      }
      const [first, second] = [measured[0]!, measured[1]!]
      expect(second.runs).toBeGreaterThan(first.runs)
      expect(second.largest).toBeLessThanOrEqual(first.largest)
      expect(second.bytes).toBeLessThan(MEMORY_BYTES)
    })
  }
})
