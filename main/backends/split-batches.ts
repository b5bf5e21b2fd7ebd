import type { Executable } from '../graph/backend.ts'
import { BATCH, type Graph, type GraphNode } from '../graph/graph.ts'
import { sizeOf, type Tensor } from '../graph/tensor.ts'
import { checkFeeds } from './check-feeds.ts'

/** Bytes that the widest value of a part may have: parts then stay in the processor's caches, and memory bounded. */
const WIDEST_VALUE_BYTES = 8 * 2 ** 20

/**
 * Runs a long batch in parts and puts the results together, so that memory does not grow with the batch. A graph that mixes
 * samples (a sum over masks, say) runs in one piece. Feeds are checked first.
 */
export function splitBatches(graph: Graph, inner: Executable): Executable {
  const length = keepsSamplesApart(graph) ? partLength(graph) : Infinity
  return {
    async run(feeds) {
      checkFeeds(graph, feeds)
      const batch = batchLength(graph, feeds)
      if (batch === undefined || batch <= length) return inner.run(feeds)
      const parts: Record<string, Tensor>[] = []
      for (let start = 0; start < batch; start += length)
        parts.push(await inner.run(partOf(graph, feeds, start, Math.min(start + length, batch))))
      return Object.fromEntries(graph.outputs.map((id) => [id, join(parts.map((part) => part[id]!))]))
    },
    dispose: () => inner.dispose(),
  }
}

/** True where `splitBatches` never hands on more than one sample. */
export function runsOneByOne(graph: Graph): boolean {
  return keepsSamplesApart(graph) && partLength(graph) === 1
}

/** Samples per part, 1 or more. */
function partLength(graph: Graph): number {
  const perSample = [...graph.inputs, ...graph.nodes].map(({ shape }) =>
    shape[0] === BATCH ? sizeOf(shape.slice(1)) : 0,
  )
  const widest = 4 * Math.max(1, ...perSample)
  return Math.max(1, Math.floor(WIDEST_VALUE_BYTES / widest))
}

/** True where every output is batched and no op lets one sample see another. */
function keepsSamplesApart(graph: Graph): boolean {
  const batched = new Set(graph.inputs.filter(({ shape }) => shape[0] === BATCH).map(({ id }) => id))
  for (const node of graph.nodes) {
    if (!node.inputs.some((id) => batched.has(id))) continue
    if (node.shape[0] !== BATCH || touchesBatch(node)) return false
    batched.add(node.id)
  }
  return graph.outputs.every((id) => batched.has(id))
}

function touchesBatch({ op }: GraphNode): boolean {
  switch (op.type) {
    case 'reduce':
      return op.axes.includes(0)
    case 'transpose':
      return op.permutation[0] !== 0
    case 'pad':
      return (op.paddings[0]?.[0] ?? 0) + (op.paddings[0]?.[1] ?? 0) > 0
    case 'slice':
      return op.begin[0] !== 0 || op.size[0] !== BATCH
    case 'concat':
      return op.axis === 0
    default:
      return false
  }
}

function batchLength(graph: Graph, feeds: Readonly<Record<string, Tensor>>): number | undefined {
  const input = graph.inputs.find(({ shape }) => shape[0] === BATCH)
  return input === undefined ? undefined : feeds[input.id]?.shape[0]
}

function partOf(
  graph: Graph,
  feeds: Readonly<Record<string, Tensor>>,
  start: number,
  end: number,
): Record<string, Tensor> {
  return Object.fromEntries(
    graph.inputs.flatMap(({ id, shape }) => {
      const feed = feeds[id]
      if (feed === undefined) return []
      return [[id, shape[0] === BATCH ? rows(feed, start, end) : feed]]
    }),
  )
}

function rows(tensor: Tensor, start: number, end: number): Tensor {
  const stride = sizeOf(tensor.shape.slice(1))
  return {
    shape: [end - start, ...tensor.shape.slice(1)],
    data: tensor.data.subarray(start * stride, end * stride),
  }
}

function join(parts: readonly Tensor[]): Tensor {
  const data = new Float32Array(parts.reduce((size, part) => size + part.data.length, 0))
  let offset = 0
  for (const part of parts) {
    data.set(part.data, offset)
    offset += part.data.length
  }
  const batch = parts.reduce((sum, part) => sum + (part.shape[0] ?? 0), 0)
  return { shape: [batch, ...(parts[0]?.shape.slice(1) ?? [])], data }
}
