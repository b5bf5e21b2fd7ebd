import { describe, expect, it } from 'vitest'
import { capabilities, lastSpatialLayer, pooledLayers, spatialLayers } from '../../main/graph/model-info.ts'
import { readKerasH5 } from '../../main/models/keras-h5.ts'
import { readModel } from '../../main/models/read-model.ts'
import { filled, sequentialConfig, writeKerasH5 } from '../helpers/keras-h5-writer.ts'
import { referenceModelPath } from '../helpers/model-reference.ts'
import { describeShared, sharedPath } from '../helpers/shared.ts'

async function sequential(
  layers: Parameters<typeof sequentialConfig>[0],
  weights: object,
  shape?: (number | null)[],
) {
  const config = sequentialConfig(layers, shape)
  const bytes = await writeKerasH5({ config, weights: { ...weights } })
  return (await readKerasH5(bytes, 'x.h5')).model
}
const conv = (name: string, settings = {}) =>
  ['Conv2D', { name, filters: 2, kernel_size: 1, ...settings }] as const
const kernel = { kernel: filled([1, 1, 2, 2]), bias: filled([2]) }
const pool = (name: string) => ['MaxPooling2D', { name }] as const

describe('pooledLayers(model) finds the last layer before each halving', () => {
  it('through dropout, batch normalisation and padding, and the last block without pooling', async () => {
    const model = await sequential(
      [
        conv('a'),
        conv('b'),
        ['Activation', { name: 'b_relu', activation: 'relu' }],
        ['Dropout', { name: 'drop' }],
        ['ZeroPadding2D', { name: 'pad' }],
        pool('pool'),
        conv('c'),
        ['GlobalAveragePooling2D', { name: 'average' }],
      ],
      { a: kernel, b: kernel, c: kernel },
      [null, 8, 8, 2],
    )
    expect(pooledLayers(model)).toEqual(['b_relu', 'c'])
    expect(lastSpatialLayer(model)).toBe('c')
    expect(spatialLayers(model).map(({ name }) => name)).toEqual(['a', 'b', 'b_relu', 'pad', 'pool', 'c'])
  })

  it('and stops at the last pooling where only global pooling follows', async () => {
    const layers = [conv('a'), pool('pool'), ['GlobalMaxPooling2D', { name: 'peak' }]] as const
    const model = await sequential([...layers], { a: kernel })
    expect(pooledLayers(model)).toEqual(['a'])
    expect(lastSpatialLayer(model)).toBe('a')
  })

  it('of residual networks: the end of every stage', async () => {
    const { model } = await readModel(referenceModelPath('residual'))
    expect(pooledLayers(model)).toEqual(['stem_relu', 'stage1_out', 'stage2b_out', 'stage3_out'])
    expect(lastSpatialLayer(model)).toBe('stage3_out')
  })

  it('of models without places: none, and no feature maps', async () => {
    const layers = [
      ['Flatten', { name: 'flatten' }],
      ['Dense', { name: 'dense', units: 3 }],
    ] as const
    const model = await sequential([...layers], { dense: { kernel: filled([72, 3]), bias: filled([3]) } })
    expect([pooledLayers(model), lastSpatialLayer(model)]).toEqual([[], undefined])
    expect(capabilities(model)).toEqual(['gradients'])
  })
})

describe('capabilities(model) finds the head that CAM reads', () => {
  const dense = ['Dense', { name: 'dense', units: 3 }] as const
  const denseWeights = { kernel: filled([2, 3]), bias: filled([3]) }

  it('in a global average and a dense layer', async () => {
    const layers = [conv('a'), ['GlobalAveragePooling2D', { name: 'average' }], dense] as const
    const model = await sequential([...layers], { a: kernel, dense: denseWeights }, [null, 8, 8, 2])
    expect(capabilities(model)).toContain('globalPoolingHead')
  })

  it('not in a global maximum, nor with a relu between two dense layers', async () => {
    const peak = [conv('a'), ['GlobalMaxPooling2D', { name: 'peak' }], dense] as const
    const model = await sequential([...peak], { a: kernel, dense: denseWeights }, [null, 8, 8, 2])
    expect(capabilities(model)).not.toContain('globalPoolingHead')
    const deep = [
      conv('a'),
      ['GlobalAveragePooling2D', { name: 'average' }],
      ['Dense', { name: 'hidden', units: 2, activation: 'relu' }],
      dense,
    ] as const
    const weights = { a: kernel, hidden: { kernel: filled([2, 2]), bias: filled([2]) }, dense: denseWeights }
    expect(capabilities(await sequential([...deep], weights, [null, 8, 8, 2]))).not.toContain(
      'globalPoolingHead',
    )
  })
})

describeShared('pooledLayers(model) of the models of the 2021 report', () => {
  it('takes conv2d_1 and conv2d_3 of HMT, conv1d_2 of MNIST1D', async () => {
    const tiles = await readModel(sharedPath('data/models/HMT.h5'))
    const signals = await readModel(sharedPath('data/models/MNIST1D.h5'))
    expect(pooledLayers(tiles.model)).toEqual(['conv2d_1', 'conv2d_3'])
    expect(pooledLayers(signals.model)).toEqual(['conv1d_2'])
    expect(lastSpatialLayer(signals.model)).toBe('conv1d_2')
    expect(capabilities(tiles.model)).toEqual(['gradients', 'featureMaps', 'globalPoolingHead'])
  })
})
