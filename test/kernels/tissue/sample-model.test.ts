import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openOnnxruntime } from '../../../main/backends/onnxruntime.ts'
import { defaultPreprocessing, preprocessImage } from '../../../main/datasets/preprocess.ts'
import type { Backend } from '../../../main/graph/backend.ts'
import { tensor } from '../../../main/graph/tensor.ts'
import { sampleTile, TILE_SIZE_PX } from '../../../main/kernels/tissue/generate-tile.ts'
import { readModel } from '../../../main/models/read-model.ts'

const modelPath = resolve(import.meta.dirname, '../../../resources/models/synthetic-tissue-vgg7.h5')
/** Neither the sample that was learnt (1) nor the one that was held out (2). */
const UNSEEN_SEED = 2026
const TILES = 160

describe('synthetic-tissue-vgg7.h5', () => {
  let backend: Backend
  beforeAll(() => {
    backend = openOnnxruntime({ threads: 2 })
  })
  afterAll(() => backend.dispose())

  it('names more than 19 of 20 tiles of an unseen seed rightly', async () => {
    const { model } = await readModel(modelPath)
    const executable = await backend.prepare(model.graph)
    const recipe = defaultPreprocessing(224, 224, 3)
    let right = 0
    for (let index = 0; index < TILES; index++) {
      const { rgb } = sampleTile(UNSEEN_SEED, index)
      const values = preprocessImage({ rgb, height: TILE_SIZE_PX, width: TILE_SIZE_PX }, recipe)
      const { data } = (await executable.run({ [model.input]: tensor([1, 224, 224, 3], values) }))[
        model.probabilities
      ]!
      if (data.indexOf(Math.max(...data)) === index % 8) right++
    }
    await executable.dispose()
    expect(right / TILES).toBeGreaterThan(0.95)
  })
})
