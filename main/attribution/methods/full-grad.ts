import { z } from 'zod'
import { gradientId } from '../../graph/gradient.ts'
import { tensor } from '../../graph/tensor.ts'
import { resizeBilinear } from '../../kernels/resize-bilinear.ts'
import { additivity } from '../additivity.ts'
import { explainedScores, scoreDirection } from '../explained-score.ts'
import { defineMethod, type Attribution } from '../method.ts'
import { fullGradientGraph, inputTermMap, offsetTerms, type TermMap } from '../propagation/full-gradient.ts'

/**
 * FullGrad: psi(input x gradient) + sum over layers and channels of psi(bias x gradient of the biased value) (Eq. 4), with
 * psi = upsample(rescale(|.|)), where each term is scaled to [0, 1] over its positions and channels as in the authors' code.
 * Biases are those of convolutions and of batch normalisation, and the implicit ones of curved activations.
 *
 * Deviations: no 1e-6 is added to the range (a constant term adds nothing); values without positions, such as the biases of
 * dense layers, have no place in the map and are told as a sum.
 */
export const fullGrad = defineMethod({
  id: 'full-grad',
  title: 'FullGrad',
  summary:
    'Input times gradient together with what every layer’s bias adds: the parts that sum to the score, laid over each other.',
  family: 'gradient',
  citation: {
    authors: 'Srinivas, Fleuret',
    title: 'Full-Gradient Representation for Neural Network Visualization',
    venue: 'NeurIPS',
    year: 2019,
    url: 'https://arxiv.org/abs/1905.00780',
  },
  needs: ['gradients'],
  signed: false,
  outputs: ['logit', 'probability', 'log-odds'],
  defaultOutput: 'logit',
  params: z.object({}),
  async run({ session, sample, explained, onProgress }): Promise<Attribution> {
    const { model } = session
    const [height, width] = model.inputShape
    const { executable, graph } = await session.prepared(`full-grad ${explained.output}`, () =>
      fullGradientGraph(session, explained.output),
    )
    const values = await executable.run({
      [model.input]: tensor(session.batchShape(1), sample),
      direction: tensor([1, model.classCount], scoreDirection(explained, model.classCount)),
    })
    onProgress(1, 1)
    const [logits, probabilities] = [values[model.logits]!.data, values[model.probabilities]!.data]
    const score = explainedScores(logits, probabilities, model.classCount, explained)[0]!
    const gradient = values[gradientId(model.input)]!.data
    const products = gradient.map((value, index) => value * sample[index]!)
    const offsets = offsetTerms(graph, values)
    const map = new Float64Array(height * width)
    const terms = [inputTermMap(products, model.inputShape), ...offsets.flatMap(({ map }) => map ?? [])]
    for (const term of terms) addTerm(map, term, { height, width })
    const totals = [...offsets.map(({ total }) => total), products.reduce((sum, value) => sum + value, 0)]
    return {
      saliencyMap: Float32Array.from(map),
      shape: [height, width],
      evaluations: 1,
      degenerate: map.every((value) => value === map[0]) ? 'every term is constant over the positions' : null,
      score,
      details: {
        additivity: additivity(Float64Array.from(totals), score),
        inputSum: totals.at(-1)!,
        biasSums: Object.fromEntries(offsets.map(({ node, total }) => [node, total])),
        withoutPosition: offsets.reduce((sum, { total, map: own }) => sum + (own === null ? total : 0), 0),
      },
    }
  },
})

/** Adds a term scaled to [0, 1] over its positions and channels, channels joined, at the size of the input. */
function addTerm(
  map: Float64Array,
  { absolute, height, width, channels, lowest, highest }: TermMap,
  size: { readonly height: number; readonly width: number },
): void {
  const range = highest - lowest
  if (!(range > 0)) return
  const scaled = absolute.map((value) => (value - channels * lowest) / range)
  const upsampled = resizeBilinear(scaled, { height, width, channels: 1 }, size)
  upsampled.forEach((value, pixel) => (map[pixel]! += value))
}
