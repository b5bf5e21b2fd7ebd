import { z } from 'zod'
import { defineMethod, type Attribution } from '../method.ts'

/** A control: the magnitude of Sobel's gradient of the sample's brightness. It has never seen the model. */
export const edge = defineMethod({
  id: 'edge',
  title: 'Edges (control)',
  summary:
    'Edges of the tile itself. A method that looks like this may be drawing the tile and not the model.',
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
  run({ session, sample, onProgress }): Promise<Attribution> {
    const [height, width, channels] = session.model.inputShape
    const saliencyMap = sobelMagnitude(brightness(sample, channels), height, width)
    onProgress(1, 1)
    return Promise.resolve({
      saliencyMap,
      shape: [height, width],
      evaluations: 0,
      degenerate: saliencyMap.every((value) => value === 0) ? 'the sample has no edges' : null,
      score: null,
      details: {},
    })
  },
})

/** Mean over the channels, [H, W]. */
function brightness(sample: Float32Array, channels: number): Float32Array {
  return Float32Array.from({ length: sample.length / channels }, (_, pixel) => {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += sample[pixel * channels + channel]!
    return sum / channels
  })
}

/** sqrt(gx^2 + gy^2) with Sobel's kernels; the border pixel is repeated beyond the edge. A signal has gx alone. */
function sobelMagnitude(grey: Float32Array, height: number, width: number): Float32Array {
  const at = (y: number, x: number) =>
    grey[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))]!
  return Float32Array.from(grey, (_value, pixel) => {
    const x = pixel % width
    const y = (pixel - x) / width
    const across = (row: number) => at(row, x + 1) - at(row, x - 1)
    const down = (column: number) => at(y + 1, column) - at(y - 1, column)
    const gx = across(y - 1) + 2 * across(y) + across(y + 1)
    const gy = down(x - 1) + 2 * down(x) + down(x + 1)
    return Math.hypot(gx, gy)
  })
}
