import { WorkbenchError } from '#contract/errors.ts'
import type { Backend, CancelSignal, Executable } from '../graph/backend.ts'
import { BATCH, type Graph } from '../graph/graph.ts'
import { withOutputs } from '../graph/subgraph.ts'
import { sizeOf, tensor, type Tensor } from '../graph/tensor.ts'
import type { ModelGraph, ModelLayer } from '../graph/model-graph.ts'

export interface SessionOptions {
  /** Bound for the values that one chunk keeps alive, in bytes. */
  readonly memoryBytes: number
}

export interface Prepared {
  readonly graph: Graph
  readonly executable: Executable
}

/** Graphs kept ready; a method needs a few, and several layers of a model are explored in turn. */
const MAX_PREPARED = 24
/** What is written for a chunk, and read again after it, then stays in the processor's cache. */
const CACHED_VALUES = 2 ** 18
/** Larger batches gain nothing on a CPU and make cancelling slow. */
const MAX_CHUNK = 256

/**
 * A model on a backend: what every method and metric computes with. Executables are made on first use and kept.
 * Batches are split into chunks of bounded memory; the result does not depend on the split.
 */
export class ModelSession {
  readonly model: ModelGraph
  readonly backend: Backend
  readonly #memoryBytes: number
  readonly #prepared = new Map<string, Promise<Prepared>>()

  constructor(model: ModelGraph, backend: Backend, options: SessionOptions) {
    this.model = model
    this.backend = backend
    this.#memoryBytes = options.memoryBytes
  }

  /** Shape of one sample with a batch in front, [n, H, W, C]. */
  batchShape(count: number): readonly number[] {
    return [count, ...this.model.inputShape]
  }

  /**
   * The layer of that name.
   * @throws WorkbenchError `invalid_param` naming the layers that there are
   */
  layer(name: string): ModelLayer {
    const layer = this.model.layers.find((candidate) => candidate.name === name)
    if (layer === undefined) {
      const names = this.model.layers.map((candidate) => candidate.name).join(', ')
      throw new WorkbenchError('invalid_param', `unknown layer: ${name} (the model has ${names})`)
    }
    return layer
  }

  /**
   * The layer of that name, which must put out feature maps with positions.
   * @throws WorkbenchError `invalid_param` where it does not, naming its class and shape
   */
  spatialLayer(name: string): ModelLayer & { readonly shape: readonly [number, number, number] } {
    const layer = this.layer(name)
    const [height = 0, width = 0, count = 0] = layer.shape
    if (layer.shape.length === 3 && (height > 1 || width > 1))
      return { ...layer, shape: [height, width, count] }
    throw new WorkbenchError(
      'invalid_param',
      `invalid layer: ${name} (${layer.className}, [${layer.shape.join(', ')}]; must give feature maps with positions)`,
    )
  }

  /** A graph and what runs it, made on the first call with this key. */
  async prepared(key: string, build: () => Graph): Promise<Prepared> {
    const present = this.#prepared.get(key)
    if (present !== undefined) {
      // Moves to the end: the first key is the least recently used.
      this.#prepared.delete(key)
      this.#prepared.set(key, present)
      return present
    }
    const making = this.#prepare(build())
    this.#prepared.set(key, making)
    making.catch(() => this.#prepared.delete(key))
    await this.#evict()
    return making
  }

  async #prepare(graph: Graph): Promise<Prepared> {
    return { graph, executable: await this.backend.prepare(graph) }
  }

  async #evict(): Promise<void> {
    while (this.#prepared.size > MAX_PREPARED) {
      const [key, oldest] = this.#prepared.entries().next().value!
      this.#prepared.delete(key)
      await (await oldest).executable.dispose()
    }
  }

  /** How many samples of a batched graph fit into the memory bound at a time, at least 1. */
  chunkSize(graph: Graph): number {
    const bytesPerSample = graph.nodes
      .filter(({ shape }) => shape[0] === BATCH)
      .reduce((bytes, { shape }) => bytes + 4 * sizeOf(shape.slice(1)), 0)
    return Math.max(1, Math.min(MAX_CHUNK, Math.floor(this.#memoryBytes / Math.max(1, bytesPerSample))))
  }

  /** The same where each sample also brings that many values which are written here: points drawn, masks. */
  cachedChunkSize(graph: Graph, valuesPerSample: number): number {
    return Math.max(1, Math.min(this.chunkSize(graph), Math.floor(CACHED_VALUES / valuesPerSample)))
  }

  /**
   * Logits and probabilities of a batch.
   * @param samples  [n, H, W, C]
   * @returns        both [n, classCount]
   */
  async forward(
    samples: Tensor,
    signal?: CancelSignal,
  ): Promise<{ logits: Float32Array; probabilities: Float32Array }> {
    const { model } = this
    const forward = await this.prepared('forward', () =>
      withOutputs(model.graph, [model.logits, model.probabilities]),
    )
    const values = await this.runChunks(forward, { [model.input]: samples }, signal)
    return { logits: values[model.logits]!.data, probabilities: values[model.probabilities]!.data }
  }

  /**
   * Runs a graph over a batch in chunks and joins the batched outputs.
   * @param feeds    every feed whose graph input is batched has the same first dimension; others go along unchanged
   * @returns        one tensor per output; an output without a batch is the first chunk's
   */
  async runChunks(
    { graph, executable }: Prepared,
    feeds: Readonly<Record<string, Tensor>>,
    signal?: CancelSignal,
    onChunk: (done: number, total: number) => void = () => {},
  ): Promise<Record<string, Tensor>> {
    const batched = new Set(graph.inputs.filter(({ shape }) => shape[0] === BATCH).map(({ id }) => id))
    const total = Math.max(...[...batched].map((id) => feeds[id]!.shape[0]!))
    const chunk = this.chunkSize(graph)
    const parts: Record<string, Tensor>[] = []
    for (let start = 0; start < total; start += chunk) {
      signal?.throwIfAborted()
      const end = Math.min(total, start + chunk)
      const slices = Object.entries(feeds).map(([id, value]) => [
        id,
        batched.has(id) ? sliceBatch(value, start, end) : value,
      ])
      parts.push(await executable.run(Object.fromEntries(slices)))
      onChunk(end, total)
    }
    return joinParts(parts, graph, total)
  }

  async dispose(): Promise<void> {
    const all = [...this.#prepared.values()]
    this.#prepared.clear()
    for (const made of await Promise.allSettled(all)) {
      if (made.status === 'fulfilled') await made.value.executable.dispose()
    }
  }
}

/** Rows start .. end - 1 of a batch, without copying. */
function sliceBatch({ shape, data }: Tensor, start: number, end: number): Tensor {
  const row = sizeOf(shape.slice(1))
  return { shape: [end - start, ...shape.slice(1)], data: data.subarray(start * row, end * row) }
}

function joinParts(
  parts: readonly Record<string, Tensor>[],
  graph: Graph,
  total: number,
): Record<string, Tensor> {
  const first = parts[0]!
  if (parts.length === 1) return first
  const shapes = new Map([...graph.inputs, ...graph.nodes].map(({ id, shape }) => [id, shape]))
  const joined: Record<string, Tensor> = {}
  for (const id of graph.outputs) {
    const shape = shapes.get(id)
    if (shape?.[0] !== BATCH) {
      joined[id] = first[id]!
      continue
    }
    const whole = tensor([total, ...first[id]!.shape.slice(1)])
    let offset = 0
    for (const part of parts) {
      whole.data.set(part[id]!.data, offset)
      offset += part[id]!.data.length
    }
    joined[id] = whole
  }
  return joined
}
