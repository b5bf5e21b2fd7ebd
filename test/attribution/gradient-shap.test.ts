import { beforeAll, describe, expect, it } from 'vitest'
import { backgroundMean, type Background } from '../../main/attribution/background.ts'
import { gradientShap } from '../../main/attribution/methods/gradient-shap.ts'
import type { ModelSession } from '../../main/attribution/model-session.ts'
import { RunningMoments } from '../../main/attribution/running-moments.ts'
import { createRng } from '../../main/kernels/rng.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { denseModel } from '../helpers/dense-model.ts'
import { backgroundOf, contextOf, givenBackground, sessionOf, sessionOfGraph } from '../helpers/session.ts'
import { describeShared, readShared, sharedPath } from '../helpers/shared.ts'

interface Told {
  readonly standardError: { readonly mean: number; readonly largest: number; readonly ofSum: number }
  readonly additivity: { readonly residual: number }
}

function caseOf(hidden: number) {
  const { model, weights } = denseModel({ inputShape: [3, 4, 1], hidden })
  const session = sessionOfGraph(model)
  const rng = createRng(4)
  const sample = Float32Array.from({ length: 12 }, () => rng.uniform())
  return { session, sample, weights, background: backgroundOf(session, 5) }
}

const run = async (
  { session, sample, background }: { session: ModelSession; sample: Float32Array; background: Background },
  given: Record<string, unknown>,
  seed = 0,
) => {
  const result = await gradientShap.run({
    ...contextOf(session, sample, { targetClass: 1, versus: 2, output: 'logit' }),
    background,
    seed,
    params: gradientShap.params.parse(given),
  })
  return { ...result, told: result.details as unknown as Told }
}

describe('gradientShap.run(context)', () => {
  it('gives weight times difference on a linear model, every background used as often', async () => {
    const { session, sample, weights, background } = caseOf(0)
    const { saliencyMap, told } = await run({ session, sample, background }, { sampleCount: 10 })
    const mean = backgroundMean(background)
    const slope = (pixel: number) => weights.data[pixel * 3 + 1]! - weights.data[pixel * 3 + 2]!
    assertCloseTo(
      saliencyMap,
      Array.from(sample, (value, i) => slope(i) * (value - mean[i]!)),
      { abs: 1e-6 },
    )
    expect(Math.abs(told.additivity.residual)).toBeLessThan(1e-5)
  })

  it('gives the same bytes for the same seed, and others for another', async () => {
    const given = caseOf(8)
    for (const draw of ['stratified', 'independent']) {
      const maps = [
        await run(given, { draw, localSmoothing: 0.1 }, 5),
        await run(given, { draw, localSmoothing: 0.1 }, 5),
        await run(given, { draw, localSmoothing: 0.1 }, 6),
      ].map(({ saliencyMap }) => saliencyMap)
      expect(maps[0]).toEqual(maps[1])
      expect(maps[0]).not.toEqual(maps[2])
    }
  })

  it('misses additivity less by stratified draws', async () => {
    const given = caseOf(24)
    const spread = async (draw: string) => {
      let squares = 0
      for (let seed = 0; seed < 40; seed++) {
        const { told } = await run(given, { draw, sampleCount: 50 }, seed)
        squares += told.additivity.residual ** 2 / 40
      }
      return Math.sqrt(squares)
    }
    expect(await spread('stratified')).toBeLessThan(0.5 * (await spread('independent')))
  })

  it('tells a standard error that covers the residual', async () => {
    const given = caseOf(24)
    let covered = 0
    for (let seed = 0; seed < 60; seed++) {
      const { told } = await run(given, { draw: 'independent', sampleCount: 100 }, seed)
      if (Math.abs(told.additivity.residual) < 2 * told.standardError.ofSum) covered++
    }
    expect(covered).toBeGreaterThan(50)
    expect(covered).toBeLessThan(60)
  })
})

describeShared('Gradient SHAP on the study’s signal model', () => {
  let given: { session: ModelSession; sample: Float32Array; background: Background }
  beforeAll(async () => {
    const signals = Float32Array.from(readShared('goldens/mnist1d_x_test.npy'))
    given = {
      session: await sessionOf(sharedPath('data/models/MNIST1D.h5')),
      sample: signals.slice(0, 40),
      background: givenBackground(signals.subarray(0, 100 * 40), 100),
    }
  })

  it.each(['independent', 'stratified'])(
    'is within 4 standard errors of 20,000 samples, %s',
    async (draw) => {
      const few = await run(given, { draw })
      const many = await run(given, { draw: 'independent', sampleCount: 20_000 }, 1)
      const error = Math.hypot(few.told.standardError.largest, many.told.standardError.largest)
      assertCloseTo(few.saliencyMap, many.saliencyMap, { abs: 4 * error })
      const ofSum = Math.hypot(few.told.standardError.ofSum, many.told.standardError.ofSum)
      const difference = few.told.additivity.residual - many.told.additivity.residual
      expect(Math.abs(difference)).toBeLessThan(4 * ofSum)
      expect(Math.abs(many.told.additivity.residual)).toBeLessThan(4 * many.told.standardError.ofSum)
    },
  )
})

describe('RunningMoments', () => {
  it('gives sqrt(variance / n) of each value and of the sum', () => {
    const moments = new RunningMoments(2)
    for (const row of [
      [1, 4],
      [2, 2],
      [6, 0],
    ])
      moments.add(Float64Array.from(row))
    assertCloseTo(moments.mean, [3, 2], { abs: 1e-12 })
    assertCloseTo(moments.errors(), [Math.sqrt(7 / 3), Math.sqrt(4 / 3)], { abs: 1e-12 })
    expect(moments.standardErrors().ofSum).toBeCloseTo(Math.sqrt(1 / 3), 12)
  })
})
