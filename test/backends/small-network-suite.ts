import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Backend } from '../../main/graph/backend.ts'
import { sizeOf, tensor, type Tensor } from '../../main/graph/tensor.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { interpret } from '../helpers/reference-interpreter.ts'
import { spread } from './op-case.ts'
import { smallNetwork, smallNetworkGradient } from './small-network.ts'

function withFlatRegion(image: Tensor): Tensor {
  const data = image.data.map((value, index) => (index % 288 < 144 ? 0.25 : value))
  return tensor(image.shape, data)
}

/** Probabilities and gradient of a whole network, whatever the batch. */
export function describeSmallNetwork(name: string, open: () => Promise<Backend>): void {
  describe(`a small network on ${name}`, () => {
    let backend: Backend
    beforeAll(async () => {
      backend = await open()
    })
    afterAll(() => backend.dispose())

    it.each([32, 16, 6])(
      'has the interpreter`s probabilities and gradient, %i channels',
      async (channels) => {
        const { graph, gradient } = smallNetworkGradient(channels)
        const executable = await backend.prepare(graph)
        for (const batch of [1, 3]) {
          const random = spread([batch, 8, 12, 3], 0, 1)
          for (const image of [random, withFlatRegion(random), tensor(random.shape)]) {
            const actual = await executable.run({ image })
            const expected = interpret(graph, { image })
            assertCloseTo(actual['probabilities']!.data, expected['probabilities']!.data, { abs: 1e-6 })
            assertCloseTo(actual[gradient]!.data, expected[gradient]!.data, { abs: 2e-6, rel: 1e-4 })
          }
        }
        await executable.dispose()
      },
    )

    it('gives the same for a long batch as sample by sample', async () => {
      const graph = smallNetwork(8)
      const executable = await backend.prepare(graph)
      const batch = 7
      const image = spread([batch, 8, 12, 3], 0, 1)
      const together = (await executable.run({ image }))['logits']!
      const size = sizeOf(image.shape.slice(1))
      for (let index = 0; index < batch; index++) {
        const one = tensor([1, 8, 12, 3], image.data.slice(index * size, (index + 1) * size))
        const alone = (await executable.run({ image: one }))['logits']!
        assertCloseTo(together.data.subarray(index * 4, index * 4 + 4), alone.data, { abs: 1e-6 })
      }
      await executable.dispose()
    })

    it('refuses feeds that are missing or of another shape', async () => {
      const executable = await backend.prepare(smallNetwork(4))
      await expect(executable.run({})).rejects.toThrow('missing feed: image')
      const image = spread([2, 8, 12, 5], 0, 1)
      await expect(executable.run({ image })).rejects.toThrow(
        'shape mismatch: image 2x8x12x5 of 960 values, wants 2x8x12x3',
      )
      await executable.dispose()
    })
  })
}
