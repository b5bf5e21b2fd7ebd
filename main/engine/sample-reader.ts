import type { Preprocessing } from '#contract/common.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { defaultPreprocessing } from '../datasets/preprocess.ts'
import type { OpenedSource } from '../datasets/sample-source.ts'
import { sizeOf } from '../graph/tensor.ts'
import type { ModelGraph } from '../graph/model-graph.ts'
import type { SampleReader } from './read-samples.ts'

/**
 * Reads samples of a source as the input of a model.
 * @throws WorkbenchError `shape_mismatch` where the source's samples cannot be the model's input at all
 */
export function sampleReader(
  source: OpenedSource,
  model: ModelGraph,
  preprocessing: Preprocessing | null,
): SampleReader {
  const shape = model.inputShape
  if (source.kind !== model.kind) {
    throw new WorkbenchError(
      'shape_mismatch',
      `${source.kind}s do not fit the model: it takes ${model.kind}s ([${shape.join(', ')}])`,
    )
  }
  const recipe = source.kind === 'signal' ? null : (preprocessing ?? defaultPreprocessing(...shape))
  const size = sizeOf(shape)
  return async ({ index, name }) => {
    const input = await source.read({ index, name }, recipe)
    if (input.length === size) return input
    throw new WorkbenchError(
      'shape_mismatch',
      `shape mismatch: ${name} has ${input.length} values, the model takes ${size} ([${shape.join(', ')}])`,
    )
  }
}
