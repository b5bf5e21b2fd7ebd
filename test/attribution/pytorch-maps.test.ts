import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Explained } from '../../main/attribution/method.ts'
import type { ModelSession } from '../../main/attribution/model-session.ts'
import { parseParams } from '../../main/attribution/parse-params.ts'
import { findMethod } from '../../main/attribution/registry.ts'
import { gaussLegendre } from '../../main/kernels/gauss-legendre.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { asFeed, modelReference, referenceModelPath } from '../helpers/model-reference.ts'
import { contextOf, sessionOf } from '../helpers/session.ts'

const expected = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../reference/attribution/residual_maps.json'), 'utf8'),
) as Record<string, number[]>

describe('on a residual network, PyTorch gives the same map:', () => {
  let session: ModelSession
  const sample = asFeed(modelReference('residual').input).data
  beforeAll(async () => {
    session = await sessionOf(referenceModelPath('residual'))
  })

  const run = (id: string, params: Record<string, unknown> = {}, explained: Partial<Explained> = {}) => {
    const method = findMethod(id)
    return method.run({
      ...contextOf(session, sample, { targetClass: 1, output: method.defaultOutput, ...explained }),
      params: parseParams(method, params),
    })
  }

  /** Within a share of the largest magnitude: float32 against float64. */
  function expectMap(map: Float32Array, key: string, share = 2e-5): void {
    const values = expected[key]!
    assertCloseTo(map, values, { abs: share * Math.max(...values.map(Math.abs)) })
  }

  for (const layer of ['stage1_out', 'stage2b_out']) {
    for (const id of ['grad-cam', 'grad-cam-plus-plus', 'xgrad-cam', 'layer-cam', 'hires-cam']) {
      it(`${id} at ${layer}`, async () => {
        const { saliencyMap, details } = await run(id, { layer })
        expectMap(saliencyMap, `${id} ${layer}`, 5e-5)
        expect(details['layer']).toBe(layer)
      })
    }
  }

  it('Ablation-CAM inside of a block, with a way around the layer', async () => {
    expectMap(
      (await run('ablation-cam', { layer: 'stage1_1_relu' })).saliencyMap,
      'ablation-cam stage1_1_relu',
    )
  })

  it('Score-CAM', async () => {
    expectMap((await run('score-cam', { layer: 'stage1_out' })).saliencyMap, 'score-cam stage1_out')
  })

  it('integrated gradients at 50 Gauss-Legendre nodes', async () => {
    expectMap((await run('integrated-gradients')).saliencyMap, 'integrated-gradients')
  })

  it('SmoothGrad, within 4.5 standard errors of the mean of 20,000 copies', async () => {
    const sampleCount = 800
    const { saliencyMap } = await run('smooth-grad', { sampleCount, channels: 'sum' })
    const variances = expected['smooth-grad variance']!
    const deviations = expected['smooth-grad']!.map(
      (value, i) =>
        Math.abs(saliencyMap[i]! - value) / Math.sqrt(variances[i]! * (1 / sampleCount + 1 / 20_000)),
    )
    expect(Math.max(...deviations)).toBeLessThan(4.5)
    const square = deviations.reduce((sum, value) => sum + value * value, 0) / deviations.length
    expect(square).toBeGreaterThan(0.6)
    expect(square).toBeLessThan(1.6)
  })

  it('guided backpropagation', async () => {
    expectMap((await run('guided-backprop')).saliencyMap, 'guided-backprop')
  })

  it('FullGrad, and the sum of every layer’s biases', async () => {
    const { saliencyMap, details } = await run('full-grad')
    expectMap(saliencyMap, 'full-grad')
    const sums = Object.values(details['biasSums'] as Record<string, number>)
    const [input, ...biases] = expected['full-grad sums']!
    assertCloseTo([details['inputSum'] as number], [input!], { abs: 1e-5 })
    // Ours has the dense layer's bias as well.
    const ordered = [...sums].sort((a, b) => a - b)
    const known = [...biases, sums.at(-1)!].sort((a, b) => a - b)
    assertCloseTo(ordered, known, { abs: 1e-5 })
  })

  for (const [rule, inputRule] of [
    ['epsilon', 'same'],
    ['z-plus', 'flat'],
    ['gamma', 'z-box'],
  ] as const) {
    it(`LRP ${rule}, ${inputRule} at the input`, async () => {
      expectMap((await run('lrp', { rule, inputRule })).saliencyMap, `lrp ${rule} ${inputRule}`, 2e-4)
    })
  }

  it('CAM is Grad-CAM times the number of positions where the head is an average', async () => {
    const [cam, gradCam] = [await run('cam'), await run('grad-cam', { layer: 'stage3_out' })]
    assertCloseTo(
      cam.saliencyMap,
      gradCam.saliencyMap.map((value) => 4 * value),
      { abs: 1e-6 },
    )
    await expect(run('cam', { layer: 'stage1_out' })).rejects.toThrow('no linear head on stage1_out')
  })
})

describe('Gauss-Legendre', () => {
  it('has NumPy’s nodes and weights', () => {
    const { nodes, weights } = gaussLegendre(50)
    assertCloseTo(nodes, expected['leggauss nodes']!, { abs: 1e-14 })
    assertCloseTo(weights, expected['leggauss weights']!, { abs: 1e-14 })
  })
})
