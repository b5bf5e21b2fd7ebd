import { describe, expect, it } from 'vitest'
import type { Additivity } from '../../main/attribution/additivity.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { sessionOfGraph } from '../helpers/session.ts'
import { explain, linearWeights } from './explain.ts'
import { randomSample, tinyModel } from './tiny-models.ts'

const TILE = [16, 14, 3] as const
const SIGNAL = [1, 24, 2] as const

describe('on a linear model', () => {
  for (const shape of [TILE, SIGNAL]) {
    const model = tinyModel(shape, { activation: null })
    const sample = randomSample(model)
    const session = sessionOfGraph(model)
    const { weights, bias } = linearWeights(model, sample.length)
    const products = weights.map((weight, index) => weight * sample[index]!)
    const separate = { channels: 'separate' }

    it(`[${shape.join(', ')}] every gradient is the weights`, async () => {
      for (const id of ['saliency', 'smooth-grad', 'guided-backprop']) {
        const { saliencyMap } = await explain(id, session, sample, { params: separate })
        assertCloseTo(saliencyMap, weights, { abs: 1e-5 })
      }
    })

    it(`[${shape.join(', ')}] input × gradient and integrated gradients are weights times values, and sum up`, async () => {
      for (const id of ['input-x-gradient', 'integrated-gradients']) {
        const { saliencyMap, score } = await explain(id, session, sample, { params: separate })
        assertCloseTo(saliencyMap, products, { abs: 1e-5 })
        const sum = saliencyMap.reduce((total, value) => total + value, 0)
        expect(sum).toBeCloseTo(score! - bias, 4)
      }
    })

    it(`[${shape.join(', ')}] occlusion is the mean over windows of what they cover`, async () => {
      const { saliencyMap, details } = await explain('occlusion', session, sample, {
        params: { windowFraction: 0.3, strideFraction: 0.5 },
      })
      const [height, width, channels] = shape
      const [rows, columns] = details['windowPx'] as [number, number]
      const starts = (length: number, size: number) => {
        const stride = Math.max(1, Math.round(size / 2))
        const all = Array.from({ length }, (_, index) => index * stride).filter(
          (start) => start + size < length,
        )
        return [...all, length - size]
      }
      const sum = new Float64Array(height * width)
      const count = new Float64Array(height * width)
      for (const top of starts(height, rows))
        for (const left of starts(width, columns)) {
          const inside = [...sum.keys()].filter((pixel) => {
            const [y, x] = [Math.floor(pixel / width), pixel % width]
            return y >= top && y < top + rows && x >= left && x < left + columns
          })
          const covered = inside.reduce((total, pixel) => {
            for (let channel = 0; channel < channels; channel++)
              total += products[pixel * channels + channel]!
            return total
          }, 0)
          for (const pixel of inside) {
            sum[pixel]! += covered
            count[pixel]! += 1
          }
        }
      assertCloseTo(
        saliencyMap,
        sum.map((value, pixel) => value / count[pixel]!),
        { abs: 1e-4 },
      )
    })
  }
})

describe('what sums to the score', () => {
  for (const shape of [TILE, SIGNAL]) {
    it(`[${shape.join(', ')}] integrated gradients on a smooth model, within 1e-5`, async () => {
      const model = tinyModel(shape, { activation: 'tanh' })
      const session = sessionOfGraph(model)
      for (const output of ['logit', 'probability', 'log-odds'] as const) {
        const { details } = await explain('integrated-gradients', session, randomSample(model), { output })
        expect(Math.abs((details['additivity'] as Additivity).residual)).toBeLessThan(1e-5)
      }
    })

    for (const activation of ['relu', 'tanh'] as const)
      it(`[${shape.join(', ')}] FullGrad with all its biases, ${activation}`, async () => {
        const model = tinyModel(shape, { activation })
        const session = sessionOfGraph(model)
        for (const output of ['logit', 'probability', 'log-odds'] as const) {
          const { details } = await explain('full-grad', session, randomSample(model), { output, versus: 0 })
          expect(Math.abs((details['additivity'] as Additivity).residual)).toBeLessThan(1e-5)
        }
      })

    for (const rule of ['epsilon', 'z-plus', 'gamma'])
      for (const inputRule of ['same', 'z-box', 'flat'])
        it(`[${shape.join(', ')}] LRP without biases: ${rule}, ${inputRule} at the input`, async () => {
          const model = tinyModel(shape, { biased: false })
          const session = sessionOfGraph(model)
          const params = { rule, inputRule, epsilon: 1e-9 }
          const { details } = await explain('lrp', session, randomSample(model), { params })
          expect((details['conservation'] as Additivity).relative!).toBeLessThan(1e-4)
        })
  }

  it('LRP by epsilon alone is input × gradient where there are no biases', async () => {
    const model = tinyModel(TILE, { biased: false })
    const [session, sample] = [sessionOfGraph(model), randomSample(model)]
    const params = { rule: 'epsilon', inputRule: 'same', epsilon: 1e-9 }
    const relevance = await explain('lrp', session, sample, { params })
    assertCloseTo(relevance.saliencyMap, (await explain('input-x-gradient', session, sample)).saliencyMap, {
      abs: 1e-5,
    })
  })
})

describe('Ada-SISE', () => {
  it('is SISE with the threshold that Otsu’s method chooses', async () => {
    const model = tinyModel(TILE, { seed: 11 })
    const [session, sample] = [sessionOfGraph(model), randomSample(model)]
    const asked = { params: { layers: ['first'] }, output: 'probability' } as const
    const ada = await explain('ada-sise', session, sample, asked)
    const [layer] = ada.details['layers'] as { keptMaps: number[]; gradientThreshold: number }[]
    expect(layer!.keptMaps.length).toBeGreaterThan(0)
    const all = await explain('sise', session, sample, asked)
    const [whole] = all.details['layers'] as { keptMaps: number[] }[]
    expect(whole!.keptMaps).toEqual(expect.arrayContaining(layer!.keptMaps))
    expect(layer!.keptMaps.length).toBeLessThan(whole!.keptMaps.length)
    for (const threshold of [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) {
      const same = await explain('sise', session, sample, {
        ...asked,
        params: { layers: ['first'], threshold },
      })
      const [own] = same.details['layers'] as { keptMaps: number[] }[]
      if (own!.keptMaps.join() === layer!.keptMaps.join()) {
        expect(same.saliencyMap).toEqual(ada.saliencyMap)
        return
      }
    }
    expect.fail('no threshold keeps the same maps')
  })
})

describe('extremal perturbation', () => {
  it('finds the part that matters, at the area asked for', async () => {
    const model = tinyModel(TILE, { activation: null, biased: false })
    const sample = randomSample(model)
    // Only the upper left corner differs from the black reference.
    const lit = sample.map((value, index) => {
      const pixel = Math.floor(index / 3)
      return Math.floor(pixel / 14) < 6 && pixel % 14 < 6 ? value : 0
    })
    const session = sessionOfGraph(model)
    const { score } = await explain('saliency', session, lit)
    const versus = score! > 0 ? {} : { targetClass: 0, versus: 1 }
    const params = { areas: [0.2], iterations: 150, cells: 16, smoothness: 1.5, reference: 'black' }
    const found = await explain(
      'extremal-perturbation',
      session,
      lit.map((value) => value * 40),
      { params, ...versus },
    )
    const mean = (inside: boolean) => {
      const values = found.saliencyMap.filter(
        (_value, pixel) => (Math.floor(pixel / 14) < 6 && pixel % 14 < 6) === inside,
      )
      return values.reduce((sum, value) => sum + value, 0) / values.length
    }
    expect(mean(true)).toBeGreaterThan(3 * mean(false))
    const [mask] = found.details['masks'] as { area: number; achievedArea: number }[]
    expect(Math.abs(mask!.achievedArea - 0.2)).toBeLessThan(0.05)
  })
})

describe('controls', () => {
  const model = tinyModel(TILE)
  const session = sessionOfGraph(model)

  it('edges are where brightness changes, 4 times the step for Sobel', async () => {
    const step = Float32Array.from({ length: 16 * 14 * 3 }, (_, index) =>
      Math.floor(index / 3) % 14 < 7 ? 0.25 : 0.75,
    )
    const { saliencyMap } = await explain('edge', session, step, { output: 'probability' })
    expect([...saliencyMap.subarray(14 * 5, 14 * 6)]).toEqual([0, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0])
  })

  it('noise is of the sample and the seed, not of the model', async () => {
    const [one, other] = [randomSample(model, 1), randomSample(model, 2)]
    const noise = async (sample: Float32Array, seed: number, own = session) =>
      (await explain('random', own, sample, { seed, output: 'probability' })).saliencyMap
    expect(await noise(one, 3)).toEqual(await noise(one, 3, sessionOfGraph(tinyModel(TILE, { seed: 99 }))))
    expect(await noise(one, 3)).not.toEqual(await noise(one, 4))
    expect(await noise(one, 3)).not.toEqual(await noise(other, 3))
  })
})
