import { WorkbenchError } from '#contract/errors.ts'
import type { Graph, GraphInput, GraphNode, Op } from './graph.ts'
import { inferShape, sameShape } from './infer-shape.ts'
import { tensor, type Tensor } from './tensor.ts'

/** Puts a graph together, inferring shapes on the way. Values are named by ids; an id is given once. */
export class GraphBuilder {
  readonly #inputs: GraphInput[] = []
  readonly #constants = new Map<string, Tensor>()
  readonly #nodes: GraphNode[] = []
  readonly #nodesById = new Map<string, GraphNode>()
  readonly #shapes = new Map<string, readonly number[]>()
  readonly #constantsByContent = new Map<string, string[]>()
  readonly #counters = new Map<string, number>()

  /** A builder that starts with everything in `graph`, ids unchanged. */
  static from(graph: Graph): GraphBuilder {
    const builder = new GraphBuilder()
    for (const { id, shape } of graph.inputs) builder.input(id, shape)
    for (const [id, value] of graph.constants) builder.#register(id, value)
    for (const node of graph.nodes) builder.add(node.op, node.inputs, node.id)
    return builder
  }

  /** Declares a graph input of this shape (BATCH in front where batched); returns its id. */
  input(id: string, shape: readonly number[]): string {
    this.#claim(id, shape)
    this.#inputs.push({ id, shape })
    return id
  }

  /** Id of a constant; an equal one that is already there is used again, whatever `name` says. */
  constant(value: Tensor, name = 'constant'): string {
    const candidates = this.#constantsByContent.get(contentKey(value)) ?? []
    const present = candidates.find((id) => equalTensors(this.#constants.get(id)!, value))
    if (present !== undefined) return present
    return this.#register(this.freeId(name), value)
  }

  /** Id of a constant of shape []. */
  scalar(value: number): string {
    return this.constant(tensor([], [value]), `scalar_${value}`)
  }

  /**
   * @param inputs  ids of values that are there already
   * @param id      name of the new value; made up from the op where left out
   * @returns       the id
   * @throws        WorkbenchError `shape_mismatch` when the inputs do not fit the op; `internal` on an unknown or used id
   */
  add(op: Op, inputs: readonly string[], id: string = this.freeId(op.type)): string {
    const shape = inferShape(
      op,
      inputs.map((input) => this.shapeOf(input)),
    )
    this.#claim(id, shape)
    const node = { id, op, inputs, shape }
    this.#nodes.push(node)
    this.#nodesById.set(id, node)
    return id
  }

  has(id: string): boolean {
    return this.#shapes.has(id)
  }

  /** Shape of a value, BATCH in place of the batch. Throws `internal` on an unknown id. */
  shapeOf(id: string): readonly number[] {
    const shape = this.#shapes.get(id)
    if (shape === undefined) throw new WorkbenchError('internal', `unknown value: ${id} (not in the graph)`)
    return shape
  }

  /** The tensor of a constant; undefined for a computed value or an input. */
  constantValue(id: string): Tensor | undefined {
    return this.#constants.get(id)
  }

  nodeOf(id: string): GraphNode | undefined {
    return this.#nodesById.get(id)
  }

  /** The graph that computes `outputs`; nodes and constants that they do not need are left out, inputs are kept. */
  build(outputs: readonly string[]): Graph {
    const needed = new Set(outputs)
    for (const output of outputs) this.shapeOf(output)
    for (const node of this.#nodes.toReversed()) {
      if (needed.has(node.id)) for (const input of node.inputs) needed.add(input)
    }
    return {
      inputs: [...this.#inputs],
      constants: new Map([...this.#constants].filter(([id]) => needed.has(id))),
      nodes: this.#nodes.filter((node) => needed.has(node.id)),
      outputs: [...outputs],
    }
  }

  #register(id: string, value: Tensor): string {
    this.#claim(id, value.shape)
    this.#constants.set(id, value)
    const key = contentKey(value)
    this.#constantsByContent.set(key, [...(this.#constantsByContent.get(key) ?? []), id])
    return id
  }

  #claim(id: string, shape: readonly number[]): void {
    if (this.#shapes.has(id)) throw new WorkbenchError('internal', `value named twice: ${id}`)
    this.#shapes.set(id, shape)
  }

  /** An id that is not taken: the stem itself, or with a number. */
  freeId(stem: string): string {
    if (!this.has(stem)) return stem
    let count = this.#counters.get(stem) ?? 0
    while (this.has(`${stem}_${++count}`));
    this.#counters.set(stem, count)
    return `${stem}_${count}`
  }
}

/** Shape and a few values: enough to keep lists of candidates short; equality decides. */
function contentKey({ shape, data }: Tensor): string {
  const middle = Math.floor(data.length / 2)
  return `${shape.join(',')}:${data[0]},${data[middle]},${data[data.length - 1]}`
}

function equalTensors(a: Tensor, b: Tensor): boolean {
  return (
    sameShape(a.shape, b.shape) &&
    (a.data === b.data || a.data.every((value, index) => Object.is(value, b.data[index])))
  )
}
