import type { OpenedSource } from '../datasets/sample-source.ts'
import type { ModelGraph } from '../graph/model-graph.ts'
import { resizeNearest } from '../kernels/resize-nearest.ts'
import type { EvidenceReader } from './score-maps.ts'

/** Reads the ground truth of a source's samples in the size of the model's input. */
export function evidenceReader(source: OpenedSource, model: ModelGraph): EvidenceReader {
  const [height, width] = model.inputShape
  return async ({ index, name }) => {
    const mask = await source.evidence({ index, name })
    if (mask === null || source.sampleShape === null) return null
    const [fromHeight, fromWidth] = source.sampleShape
    return resizeNearest(mask, { height: fromHeight, width: fromWidth }, { height, width })
  }
}
