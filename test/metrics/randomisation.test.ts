import { describe, expect, it } from 'vitest'
import { inputGradient } from '../../main/attribution/input-gradients.ts'
import { createRng } from '../../main/kernels/rng.ts'
import { modelRandomisation } from '../../main/metrics/randomisation/model-randomisation.ts'
import { randomiseWeights, weightedLayers } from '../../main/metrics/randomisation/randomise-weights.ts'
import { readModel } from '../../main/models/read-model.ts'
import { referenceModelPath } from '../helpers/model-reference.ts'
import { sessionOfGraph } from '../helpers/session.ts'
import { contextOfSession } from './metric-context.ts'
import { oneConvModel } from './one-conv-model.ts'
import { reference } from './reference.ts'

const sorted = (values: Float32Array | undefined) => values?.toSorted()

describe('weightedLayers(model)', () => {
  it('names each layer’s constants, from the input to the output', () => {
    expect(weightedLayers(oneConvModel())).toEqual([
      { name: 'conv', weights: expect.arrayContaining(['kernel', 'bias']) },
      { name: 'dense', weights: ['dense'] },
    ])
  })

  for (const name of ['sequential', 'functional', 'signal', 'residual'] as const) {
    it(`finds every weight of the ${name} model`, async () => {
      const { model } = await readModel(referenceModelPath(name))
      const found = new Set(weightedLayers(model).flatMap(({ weights }) => weights))
      const kernels = model.graph.nodes.filter(({ op }) => op.type === 'conv2d' || op.type === 'matMul')
      expect(kernels.length).toBeGreaterThan(0)
      for (const { inputs } of kernels) expect(found).toContain(inputs[1])
    })
  }
})

describe('randomiseWeights(model, layers, rng)', () => {
  const model = oneConvModel()
  const [conv, dense] = weightedLayers(model)

  it('shuffles every value of the layer’s tensors and nothing else', () => {
    const { graph } = randomiseWeights(model, [conv!], createRng(1))
    const [before, after] = [model.graph.constants.get('kernel')!, graph.constants.get('kernel')!]
    expect(sorted(after.data)).toEqual(sorted(before.data))
    const moved = after.data.filter((value, index) => value !== before.data[index])
    // A permutation of n different values leaves one in place on average.
    expect(moved.length).toBeGreaterThan(before.data.length - 8)
    expect(graph.constants.get('dense')).toBe(model.graph.constants.get('dense'))
    expect([...before.data]).toEqual([...Float32Array.from(reference.model.kernel)])
  })

  it('moves values across all axes, not along the first alone', () => {
    const after = randomiseWeights(model, [conv!], createRng(1)).graph.constants.get('kernel')!
    // Shuffled along axis 0, a value would keep its place within [3, C, K].
    const places = new Map(reference.model.kernel.map((value, index) => [Math.fround(value), index % 18]))
    expect(after.data.some((value, index) => places.get(value) !== index % 18)).toBe(true)
  })

  it('shuffles a layer alike, alone or with others, and by seed', () => {
    const alone = randomiseWeights(model, [dense!], createRng(1)).graph.constants.get('dense')
    const both = randomiseWeights(model, [conv!, dense!], createRng(1)).graph.constants.get('dense')
    expect(alone).toEqual(both)
    expect(randomiseWeights(model, [dense!], createRng(2)).graph.constants.get('dense')).not.toEqual(alone)
  })
})

describe('modelRandomisation', () => {
  const model = oneConvModel()
  const session = sessionOfGraph(model)
  const sample = Float32Array.from(reference.model.sample)
  const explained = { targetClass: reference.model.predicted, versus: null, output: 'logit' } as const
  const saliency = async (on = session) => (await inputGradient(on, sample, explained)).gradient
  const contextFor = async (given: object = {}, ignoresModel = false) =>
    contextOfSession(session, {
      sample,
      map: await saliency(),
      explained,
      params: modelRandomisation.params.parse(given),
      explain: (request) => saliency(ignoresModel ? session : request.session),
    })

  it('is 1 for a method that ignores the model', async () => {
    const { values } = await modelRandomisation.measure(await contextFor({}, true))
    expect(values['randomisedAbsoluteSpearman']).toBeCloseTo(1, 12)
    expect(values['randomisedSsim']).toBeCloseTo(1, 6)
  })

  it('goes from the output down, one layer more at each step', async () => {
    const { values, curves } = await modelRandomisation.measure(await contextFor())
    expect(curves).toMatchObject({ xTitle: 'shuffled down to', x: ['dense', 'conv'] })
    expect(values['lastAbsoluteSpearman']).toBe(curves!.y['absoluteSpearman']!.at(-1))
    expect(values['randomisedSpearman']!).toBeLessThan(0.9)
  })

  it('one step of a cascade is that of the layer alone for the last layer, not for others', async () => {
    const cascade = await modelRandomisation.measure(await contextFor())
    const alone = await modelRandomisation.measure(await contextFor({ mode: 'independent' }))
    expect(alone.curves!.y['spearman']![0]).toBe(cascade.curves!.y['spearman']![0])
    expect(alone.curves!.y['spearman']![1]).not.toBe(cascade.curves!.y['spearman']![1])
  })

  it('many samples at once give what each gives alone, with progress to their number', async () => {
    const contexts = [await contextFor(), await contextFor({}, true)]
    const done: number[] = []
    const together = await modelRandomisation.measureAll!(contexts, (value) => done.push(value))
    expect(together).toEqual([
      await modelRandomisation.measure(contexts[0]!),
      await modelRandomisation.measure(contexts[1]!),
    ])
    expect(done).toEqual(done.toSorted((x, y) => x - y))
    expect(done.at(-1)).toBe(2)
  })
})
