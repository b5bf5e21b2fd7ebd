import { readFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { sise } from '../../main/attribution/methods/sise.ts'
import { layerGradients } from '../../main/attribution/layer-gradients.ts'
import type { ModelSession } from '../../main/attribution/model-session.ts'
import { defaultPreprocessing } from '../../main/datasets/preprocess.ts'
import { openSource, type OpenedSource } from '../../main/datasets/sample-source.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { contextOf, sessionOf } from '../helpers/session.ts'
import { readShared, sharedPath, describeShared } from '../helpers/shared.ts'

/** The two tiles of the goldens: number in sorted order, class that is explained. */
const tiles = [
  { number: '030', index: 30, targetClass: 0 },
  { number: '400', index: 400, targetClass: 6 },
]

describeShared('SISE on the study’s tile model', () => {
  let session: ModelSession
  let source: OpenedSource
  beforeAll(async () => {
    session = await sessionOf(sharedPath('data/models/HMT.h5'))
    source = await openSource({ kind: 'folder', path: sharedPath('data/hmt/HMT_test') })
  })

  for (const { number, index, targetClass } of tiles) {
    for (const layers of [['conv2d_1'], ['conv2d_3'], ['conv2d_1', 'conv2d_3']]) {
      const name = layers.length === 1 ? layers[0]! : 'fused_soft_otsu'
      it(`gives the map that PyTorch gives for tile ${number}, ${name}`, async () => {
        const sample = await source.read(index, defaultPreprocessing(224, 224, 3))
        const { saliencyMap, shape, degenerate } = await sise.run({
          ...contextOf(session, sample, { targetClass }),
          params: sise.params.parse({ layers }),
        })
        expect({ shape, degenerate }).toEqual({ shape: [224, 224], degenerate: null })
        assertCloseTo(saliencyMap, readShared(`goldens/hmt_${number}_sise_${name}.npy`), { abs: 2e-3 })
      })
    }

    it(`keeps the maps that PyTorch keeps for tile ${number}`, async () => {
      const golden = JSON.parse(readFileSync(sharedPath('goldens/hmt_sise.json'), 'utf8'))
      const sample = await source.read(index, defaultPreprocessing(224, 224, 3))
      const layerNames = ['conv2d_1', 'conv2d_3']
      const { layers } = await layerGradients(
        session,
        sample,
        layerNames,
        contextOf(session, sample, { targetClass }).explained,
      )
      for (const { layerName, meanGradients } of layers) {
        const expected: number[] = golden[`${number}_${layerName}`].mean_gradient_per_map
        const largest = Math.max(...expected.map(Math.abs))
        assertCloseTo(meanGradients, expected, { abs: 1e-3 * largest })
        expect(meanGradients.filter((value) => value > 0)).toHaveLength(
          golden[`${number}_${layerName}`].kept_maps,
        )
      }
    })
  }

  it('takes the inputs of the pooling layers by default', async () => {
    const sample = await source.read(30, defaultPreprocessing(224, 224, 3))
    const { details } = await sise.run({ ...contextOf(session, sample), params: sise.params.parse({}) })
    expect(details).toMatchObject({ layers: [{ layerName: 'conv2d_1' }, { layerName: 'conv2d_3' }] })
  })

  it('gives the same bytes whatever the chunk of masks', async () => {
    const sample = await source.read(30, defaultPreprocessing(224, 224, 3))
    const small = await sessionOf(sharedPath('data/models/HMT.h5'), session.backend, 1)
    const params = sise.params.parse({ layers: ['conv2d_3'] })
    const [whole, single] = [
      await sise.run({ ...contextOf(session, sample), params }),
      await sise.run({ ...contextOf(small, sample), params }),
    ]
    assertCloseTo(single.saliencyMap, whole.saliencyMap, { abs: 1e-6 })
  })

  it('names what is wrong with a layer', async () => {
    const sample = new Float32Array(224 * 224 * 3)
    const run = (layers: string[]) =>
      sise.run({ ...contextOf(session, sample), params: sise.params.parse({ layers }) })
    await expect(run(['conv2d_9'])).rejects.toThrow('unknown layer: conv2d_9 (the model has')
    await expect(run(['dense'])).rejects.toThrow(
      /invalid layer: dense \(Dense, \[8\]; must give feature maps/,
    )
  })
})

describeShared('SISE on the study’s signal model', () => {
  it('gives the maps that PyTorch gives for 200 signals, but where the probability rounds to 1', async () => {
    const session = await sessionOf(sharedPath('data/models/MNIST1D.h5'))
    const source = await openSource({ kind: 'mnist1d', seed: 42, split: 'test' })
    const expected = readShared('goldens/mnist1d_sise_conv1d_2_first_200.npy')
    const { probabilities }: { probabilities: number[][] } = JSON.parse(
      readFileSync(sharedPath('goldens/mnist1d_probabilities.json'), 'utf8'),
    )
    const differing: number[] = []
    for (let index = 0; index < 200; index++) {
      const sample = await source.read(index, null)
      const row = probabilities[index]!
      const { saliencyMap, score, details } = await sise.run({
        ...contextOf(session, sample, { targetClass: row.indexOf(Math.max(...row)) }),
        params: sise.params.parse({ layers: ['conv1d_2'] }),
      })
      const golden = expected.subarray(index * 40, (index + 1) * 40)
      if (saliencyMap.every((value, position) => Math.abs(value - golden[position]!) <= 2e-3)) continue
      differing.push(index)
      expect(score).toBeGreaterThan(1 - 1e-6)
      expect(details['note']).toMatch(/rests on rounding/)
    }
    // PyTorch rounds such a probability to 1 - 2^-23, and other libraries to 1: the gradients that decide are rounding.
    expect(differing.length).toBeLessThanOrEqual(2)
  })
})
