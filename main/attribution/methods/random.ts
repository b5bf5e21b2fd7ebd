import { z } from 'zod'
import { createRng } from '../../kernels/rng.ts'
import { defineMethod, type Attribution } from '../method.ts'

/** A control: uniform noise that has never seen the sample or the model. What does not beat it says nothing. */
export const random = defineMethod({
  id: 'random',
  title: 'Random (control)',
  summary: 'Noise that knows neither the sample nor the model: the floor of every comparison.',
  family: 'control',
  citation: {
    authors: 'Adebayo, Gilmer, Muelly, Goodfellow, Hardt, Kim',
    title: 'Sanity Checks for Saliency Maps',
    venue: 'NeurIPS',
    year: 2018,
    url: 'https://arxiv.org/abs/1810.03292',
  },
  needs: [],
  signed: false,
  outputs: ['probability', 'logit', 'log-odds'],
  defaultOutput: 'probability',
  params: z.object({}),
  run({ session, sample, seed, onProgress }): Promise<Attribution> {
    const [height, width] = session.model.inputShape
    // The sample's own stream, so that two samples of a run do not share their noise.
    const rng = createRng(seed).fork(contentNumber(sample))
    onProgress(1, 1)
    return Promise.resolve({
      saliencyMap: Float32Array.from({ length: height * width }, () => rng.uniform()),
      shape: [height, width],
      evaluations: 0,
      degenerate: null,
      score: null,
      details: {},
    })
  },
})

/** An integer made of the sample's bits (FNV-1a): equal samples give equal noise. */
function contentNumber(sample: Float32Array): number {
  const words = new Uint32Array(sample.buffer, sample.byteOffset, sample.length)
  return words.reduce((hash, word) => Math.imul(hash ^ word, 0x01000193) >>> 0, 0x811c9dc5)
}
