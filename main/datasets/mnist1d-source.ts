import { arrayHash, notAPicture } from './array-samples.ts'
import { MNIST1D_CLASS_NAMES } from './mnist1d-templates.ts'
import { generateMnist1d, MNIST1D_LENGTH } from './mnist1d.ts'
import { positionOf, type OpenedSource, type SampleKey } from './opened-source.ts'

/** One split of the generated MNIST-1D data set: signals of shape [1, 40, 1]. */
export function openMnist1dSource(seed: number, split: 'train' | 'test'): OpenedSource {
  const generated = generateMnist1d(seed)
  const { signals, labels } = generated[split]
  const samples = Array.from(labels, (label, index) => ({
    name: `${split}/${String(index).padStart(4, '0')}`,
    label,
  }))
  const signalOf = (key: SampleKey): Float32Array => {
    const start = positionOf(key, samples) * MNIST1D_LENGTH
    return Float32Array.from(signals.subarray(start, start + MNIST1D_LENGTH))
  }
  return {
    kind: 'signal',
    classNames: MNIST1D_CLASS_NAMES,
    samples,
    problems: [],
    sampleShape: [1, MNIST1D_LENGTH, 1],
    templates: generated.templates,
    read: async (key) => signalOf(key),
    picture: async (key) => {
      throw notAPicture(samples[positionOf(key, samples)]!.name)
    },
    hash: async (key) => arrayHash(signalOf(key)),
    evidence: async () => null,
  }
}
