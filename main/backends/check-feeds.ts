import { WorkbenchError } from '#contract/errors.ts'
import { BATCH, type Graph } from '../graph/graph.ts'
import { sizeOf, type Tensor } from '../graph/tensor.ts'

/**
 * Every input fed, in its shape, with one batch length: the wasm kernels trust what they are given, and would read beyond it.
 * @throws  WorkbenchError `invalid_input` where a feed is missing, `shape_mismatch` where it does not fit
 */
export function checkFeeds(graph: Graph, feeds: Readonly<Record<string, Tensor>>): void {
  let batch: number | undefined
  for (const { id, shape } of graph.inputs) {
    const feed = feeds[id]
    if (feed === undefined) throw new WorkbenchError('invalid_input', `missing feed: ${id}`)
    if (shape[0] === BATCH) batch ??= feed.shape[0]
    const wanted = shape.map((size) => (size === BATCH ? (batch ?? 0) : size))
    if (feed.shape.join() !== wanted.join() || feed.data.length !== sizeOf(wanted))
      throw new WorkbenchError(
        'shape_mismatch',
        `shape mismatch: ${id} ${feed.shape.join('x')} of ${feed.data.length} values, wants ${wanted.join('x')}`,
      )
  }
}
