import { WorkbenchError } from '#contract/errors.ts'
import { sameShape } from '../graph/infer-shape.ts'
import { tensor, type Tensor } from '../graph/tensor.ts'

/** Where a format keeps the weights of a layer. */
export interface WeightSource {
  /**
   * @param layerPath   names from the outermost model's layer inwards: `['vgg16', 'block1_conv1']`
   * @param weightName  as the layer class calls it: `kernel`, `moving_mean`
   */
  find(layerPath: readonly string[], weightName: string): StoredWeight | undefined
}

export interface StoredWeight {
  readonly shape: readonly number[]
  read(): Float32Array
}

/**
 * Reads one weight and checks it.
 *
 * @param layer     `conv2d_3 (Conv2D)`, for messages
 * @param expected  shape that the architecture asks for
 * @throws          WorkbenchError `weights_invalid`: missing, of another shape, or with values that are not finite
 */
export function readWeight(
  source: WeightSource,
  place: { layerPath: readonly string[]; layer: string; weightName: string },
  expected: readonly number[],
): Tensor {
  const { layerPath, layer, weightName } = place
  const details = { layer: layerPath.join('/'), weight: weightName }
  const stored = source.find(layerPath, weightName)
  if (stored === undefined) {
    throw new WorkbenchError('weights_invalid', `missing weights: ${layer} ${weightName} (not in the file)`, {
      details,
    })
  }
  if (!sameShape(stored.shape, expected)) {
    const shapes = { expected: [...expected], found: [...stored.shape] }
    throw new WorkbenchError(
      'weights_invalid',
      `wrong weight shape: ${layer} ${weightName} is [${stored.shape.join(', ')}], expected [${expected.join(', ')}]`,
      { details: { ...details, ...shapes } },
    )
  }
  const data = stored.read()
  const count = data.reduce((sum, value) => (Number.isFinite(value) ? sum : sum + 1), 0)
  if (count > 0) {
    throw new WorkbenchError(
      'weights_invalid',
      `invalid weights: ${layer} ${weightName} has ${count} of ${data.length} values that are NaN or infinite`,
      { details: { ...details, count } },
    )
  }
  return tensor(expected, data)
}
