import { memory } from '@tensorflow/tfjs-core'
import { InferenceSession } from 'onnxruntime-node'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openOnnxruntime } from '../../main/backends/onnxruntime.ts'
import { installEmulatedBinding } from '../fixtures/tfjs-binding/install.ts'
import { backendsUnderTest } from './backends-under-test.ts'
import { spread } from './op-case.ts'
import { smallNetworkGradient } from './small-network.ts'

const RUNS = 50
const { onnxruntime: _, ...tensorflowJs } = backendsUnderTest

for (const [name, open] of Object.entries(tensorflowJs)) {
  describe(`tensors of ${name}`, () => {
    it(`do not grow in number over ${RUNS} runs, and are gone after dispose()`, async () => {
      const backend = await open()
      const before = memory().numTensors
      const { graph } = smallNetworkGradient(4)
      const executable = await backend.prepare(graph)
      const prepared = memory().numTensors
      for (let run = 0; run < RUNS; run++) {
        await executable.run({ image: spread([2, 8, 12, 3], 0, 1) })
        expect(memory().numTensors).toBe(prepared)
      }
      await executable.dispose()
      expect(memory().numTensors).toBe(before)
      await backend.prepare(graph)
      await backend.dispose()
      expect(memory().numTensors).toBe(before)
    })
  })
}

describe('the library under tfjs-node', () => {
  it('holds no more tensors after dispose() than before', async () => {
    const binding = installEmulatedBinding()
    const backend = await backendsUnderTest['tensorflow (emulated library)']!()
    const before = binding.getNumOfTensors()
    const executable = await backend.prepare(smallNetworkGradient(4).graph)
    await executable.run({ image: spread([2, 8, 12, 3], 0, 1) })
    await backend.dispose()
    expect(binding.getNumOfTensors()).toBe(before)
  })
})

describe('sessions of onnxruntime', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('are released once by dispose() of the executable, or else of the backend', async () => {
    const create = vi.spyOn(InferenceSession, 'create')
    const backend = openOnnxruntime({ threads: 1 })
    const { graph } = smallNetworkGradient(4)
    const [first, second] = [await backend.prepare(graph), await backend.prepare(graph)]
    const releases = await Promise.all(
      create.mock.results.map(async ({ value }) => vi.spyOn(await value, 'release')),
    )
    const released = () => releases.map(({ mock }) => mock.calls.length)
    await first.dispose()
    await first.dispose()
    expect(released()).toEqual([1, 0])
    await backend.dispose()
    expect(released()).toEqual([1, 1])
    await expect(second.run({ image: spread([1, 8, 12, 3]) })).rejects.toThrow(/cannot run the graph/)
  })
})
