import { beforeAll, describe, expect, it } from 'vitest'
import { backgroundMean, type Background } from '../../main/attribution/background.ts'
import { deepShap } from '../../main/attribution/methods/deep-shap.ts'
import type { ModelSession } from '../../main/attribution/model-session.ts'
import { defaultPreprocessing } from '../../main/datasets/preprocess.ts'
import { openSource } from '../../main/datasets/sample-source.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { denseModel } from '../helpers/dense-model.ts'
import { backgroundOf, contextOf, givenBackground, sessionOf, sessionOfGraph } from '../helpers/session.ts'
import { describeShared, readShared, sharedPath } from '../helpers/shared.ts'

const LENGTH = 40

/** Of the 500 published maps every one that blew up is compared, and of the others each so many: all would take a minute. */
const CALM_STEP = 4

interface Told {
  readonly additivity: { readonly relative: number; readonly residual: number }
  readonly flags: readonly string[]
}

describe('deepShap.run(context)', () => {
  const sample = Float32Array.from({ length: 24 }, (_, index) => ((index * 7) % 24) / 24)

  it('gives weight times difference on a linear model', async () => {
    const { model, weights } = denseModel({ inputShape: [3, 4, 2] })
    const session = sessionOfGraph(model)
    const background = backgroundOf(session, 6)
    const { saliencyMap, shape, evaluations } = await deepShap.run({
      ...contextOf(session, sample, { targetClass: 2, versus: 1, output: 'logit' }),
      background,
      params: deepShap.params.parse({ channels: 'separate' }),
    })
    const mean = backgroundMean(background)
    const slope = (i: number) => weights.data[i * 3 + 2]! - weights.data[i * 3 + 1]!
    expect({ shape, evaluations }).toEqual({ shape: [3, 4, 2], evaluations: 7 })
    assertCloseTo(
      saliencyMap,
      Array.from(sample, (value, i) => slope(i) * (value - mean[i]!)),
      { abs: 1e-6 },
    )
  })

  it('contrasts two classes by the difference of their maps', async () => {
    const session = sessionOfGraph(denseModel({ inputShape: [3, 4, 2], hidden: 12 }).model)
    const mapOf = async (targetClass: number, versus: number | null) => {
      const context = contextOf(session, sample, { targetClass, versus, output: 'logit' })
      return (await deepShap.run({ ...context, params: deepShap.params.parse({}) })).saliencyMap
    }
    const [first, second] = [await mapOf(0, null), await mapOf(1, null)]
    assertCloseTo(
      await mapOf(0, 1),
      first.map((value, i) => value - second[i]!),
      { abs: 1e-6 },
    )
  })

  it('says so where the sample is the whole background', async () => {
    const session = sessionOfGraph(denseModel({ inputShape: [3, 4, 2], hidden: 12 }).model)
    const { degenerate } = await deepShap.run({
      ...contextOf(session, sample),
      background: givenBackground(sample, 1),
      params: deepShap.params.parse({}),
    })
    expect(degenerate).toBe('no background differs from the sample in what the score depends on')
  })
})

describeShared('Deep SHAP on the study’s signal model', () => {
  let session: ModelSession
  let signals: Float32Array
  let background: Background
  beforeAll(async () => {
    session = await sessionOf(sharedPath('data/models/MNIST1D.h5'))
    signals = Float32Array.from(readShared('goldens/mnist1d_x_test.npy'))
    background = givenBackground(signals, 1000)
  })
  const signalAt = (index: number) => signals.slice(index * LENGTH, (index + 1) * LENGTH)

  it('gives the published maps of the true class, and flags those that blew up', async () => {
    const expected = readShared('goldens/mnist1d_deep_shap_true_class_first_500.npy')
    const labels = readShared('goldens/mnist1d_y_test.npy')
    const compared = { calm: 0, blown: 0 }
    for (let index = 0; index < 500; index++) {
      const golden = expected.subarray(index * LENGTH, (index + 1) * LENGTH)
      const largest = golden.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      if (largest < 1 && index % CALM_STEP > 0) continue
      compared[largest < 1 ? 'calm' : 'blown']++
      const { saliencyMap, details } = await deepShap.run({
        ...contextOf(session, signalAt(index), { targetClass: labels[index]!, output: 'probability' }),
        params: deepShap.params.parse({}),
        background,
      })
      assertCloseTo(saliencyMap, golden, { abs: largest < 1 ? 2e-3 : 0.01 * largest })
      const { flags } = details as unknown as Told
      expect(flags.some((flag) => flag.includes('blown up'))).toBe(largest > 1)
    }
    expect(compared.blown).toBe(78)
    expect(compared.calm).toBeGreaterThan(90)
  }, 300_000)

  for (const output of ['logit', 'log-odds'] as const) {
    it(`sums to the difference of the scores: ${output}`, async () => {
      for (const index of [0, 17, 85, 491]) {
        const { details } = await deepShap.run({
          ...contextOf(session, signalAt(index), { targetClass: 3, versus: index === 17 ? 5 : null, output }),
          params: deepShap.params.parse({}),
          background,
        })
        expect((details as unknown as Told).additivity.relative).toBeLessThan(1e-3)
        expect((details as unknown as Told).flags).toEqual([])
      }
    })
  }

  it('sums to the difference of the probabilities by the integrated rule, without blowing up', async () => {
    const labels = readShared('goldens/mnist1d_y_test.npy')
    for (const index of [85, 124, 491]) {
      const { details } = await deepShap.run({
        ...contextOf(session, signalAt(index), { targetClass: labels[index]!, output: 'probability' }),
        params: deepShap.params.parse({ softmaxRule: 'integrated' }),
        background,
      })
      expect((details as unknown as Told).additivity.relative).toBeLessThan(1e-3)
      expect((details as unknown as Told).flags).toEqual([])
      expect(details['largestMagnitude']).toBeLessThan(1)
    }
  })
})

describeShared('Deep SHAP on the study’s tile model', () => {
  it('sums to the difference of the logits, max pooling included', async () => {
    const session = await sessionOf(sharedPath('data/models/HMT.h5'))
    const source = await openSource({ kind: 'folder', path: sharedPath('data/hmt/HMT_test') })
    const recipe = defaultPreprocessing(224, 224, 3)
    const tiles = await Promise.all(
      [10, 70, 130, 200, 260, 320, 380, 420, 450, 480].map((i) => source.read(i, recipe)),
    )
    const samples = new Float32Array(tiles.length * tiles[0]!.length)
    tiles.forEach((tile, index) => samples.set(tile, index * tile.length))
    for (const [index, targetClass] of [
      [30, 0],
      [400, 6],
    ] as const) {
      const { details, shape } = await deepShap.run({
        ...contextOf(session, await source.read(index, recipe), { targetClass, output: 'logit' }),
        params: deepShap.params.parse({}),
        background: givenBackground(samples, tiles.length),
      })
      expect(shape).toEqual([224, 224])
      expect((details as unknown as Told).additivity.relative).toBeLessThan(1e-3)
    }
  }, 60_000)
})
