import { BATCH, type Graph, type GraphNode } from '../../graph/graph.ts'
import type { Tensor } from '../../graph/tensor.ts'
import { BATCH_NAME, inOrder, PERMUTATION, sameInMemory, sizesIn, type Layout } from './layout.ts'
import type { OnnxAttributeValue, OnnxInitializer, OnnxNode, OnnxValue } from './onnx-schema.ts'
import { permute } from './permute.ts'
import { readChannelsFirst, rectifiedValues } from './value-facts.ts'

interface Place {
  /** Layout in which the op left the value. */
  readonly home: Layout
  readonly names: Map<Layout, string>
}

export interface LoweringOptions {
  readonly hasBlockedKernels: boolean
  /** The session only ever sees a batch of one: fixed sizes let the runtime work out more beforehand. */
  readonly oneSample: boolean
}

/**
 * State of one graph's translation: the nodes written so far and where every value of the graph stands. ONNX's convolutions
 * want channels first, the graph is channels-last: a value keeps the layout in which it was computed, and a Transpose is
 * written once, when the other layout is first asked for.
 */
export class Lowering {
  readonly nodes: OnnxNode[] = []
  readonly initializers: OnnxInitializer[] = []
  /** Shapes that the runtime could not infer by itself, and without which it takes values out of their blocks. */
  readonly values: OnnxValue[] = []
  readonly graph: Graph
  /** Values that come from a relu, also through max pooling: 0 or above. */
  readonly rectified: ReadonlySet<string>
  private readonly readChannelsFirst: ReadonlySet<string>
  private readonly shapes = new Map<string, readonly number[]>()
  private readonly places = new Map<string, Place>()
  private readonly conditions = new Map<string, Place>()
  private readonly integers = new Map<string, string>()
  private serial = 0
  /** MLAS has kernels for channels in blocks of 8 or 16 on x86. */
  readonly hasBlockedKernels: boolean
  /** Samples of every run: any number, or always one. */
  readonly batch: 1 | typeof BATCH_NAME

  constructor(graph: Graph, { hasBlockedKernels, oneSample }: LoweringOptions) {
    this.graph = graph
    this.rectified = rectifiedValues(graph)
    this.readChannelsFirst = readChannelsFirst(graph)
    this.hasBlockedKernels = hasBlockedKernels
    this.batch = oneSample ? 1 : BATCH_NAME
    for (const [id, constant] of graph.constants) this.shapes.set(id, constant.shape)
    for (const input of graph.inputs) {
      this.shapes.set(input.id, input.shape)
      this.define(input.id, input.id, 'nhwc')
    }
    for (const node of graph.nodes) this.shapes.set(node.id, node.shape)
  }

  shapeOf(id: string): readonly number[] {
    return this.shapes.get(id) ?? []
  }

  /** A shape as the ONNX model states it. */
  sizesOf(shape: readonly number[]): (number | string)[] {
    return sizesIn(shape, this.batch)
  }

  constant(id: string): Tensor | undefined {
    return this.graph.constants.get(id)
  }

  /** Layout that costs nothing: undefined for a constant, which is put in order here and now. */
  homeOf(id: string): Layout | undefined {
    return this.places.get(id)?.home ?? this.conditions.get(id)?.home
  }

  emit(
    opType: string,
    input: readonly string[],
    attributes: Readonly<Record<string, OnnxAttributeValue>> = {},
  ): string {
    return this.emitMany(opType, input, attributes, 1)[0]!
  }

  emitMany(
    opType: string,
    input: readonly string[],
    attributes: Readonly<Record<string, OnnxAttributeValue>>,
    outputs: number,
  ): string[] {
    const output = Array.from({ length: outputs }, () => this.fresh(opType))
    this.nodes.push({ opType, input, output, attributes })
    return output
  }

  floats(tensor: Tensor): string {
    const name = this.fresh('constant')
    this.initializers.push({ name, dims: tensor.shape, data: tensor.data })
    return name
  }

  integersOf(values: readonly number[]): string {
    const key = values.join(',')
    const known = this.integers.get(key)
    if (known !== undefined) return known
    const name = this.fresh('integers')
    this.initializers.push({ name, dims: [values.length], data: BigInt64Array.from(values, BigInt) })
    this.integers.set(key, name)
    return name
  }

  scalar(value: number): string {
    return this.floats({ shape: [], data: Float32Array.of(value) })
  }

  define(id: string, name: string, layout: Layout): void {
    this.places.set(id, { home: layout, names: new Map([[layout, name]]) })
    if (name !== id) this.values.push({ name, shape: this.sizesOf(inOrder(this.shapeOf(id), layout)) })
  }

  /** A comparison's outcome: kept as ONNX's bool, made a number only when some op wants one. */
  defineCondition(id: string, name: string, layout: Layout): void {
    this.conditions.set(id, { home: layout, names: new Map([[layout, name]]) })
  }

  /** Name of the value's float tensor in the layout. */
  value(id: string, layout: Layout): string {
    const constant = this.constant(id)
    if (constant !== undefined) return this.constantName(id, constant, layout)
    let place = this.places.get(id)
    if (place === undefined) {
      const condition = this.conditions.get(id)
      if (condition === undefined) throw new Error(`value used before it is made: ${id}`)
      const number = this.emit('Cast', [condition.names.get(condition.home)!], { to: { i: 1 } })
      this.define(id, number, condition.home)
      place = this.places.get(id)!
    }
    return this.inLayout(place, this.shapeOf(id), layout)
  }

  /** Name of the value's bool tensor in the layout: true where the value is not 0. */
  condition(id: string, rank: number, layout: Layout): string {
    const place = this.conditions.get(id)
    if (place === undefined || this.shapeOf(id).length !== rank)
      return this.emit('Cast', [this.operand(id, rank, layout)], { to: { i: 9 } })
    return this.inLayout(place, this.shapeOf(id), layout)
  }

  /** An input of an op that broadcasts, ready for a result of `rank` axes in `layout`. */
  operand(id: string, rank: number, layout: Layout): string {
    const shape = this.shapeOf(id)
    const constant = this.constant(id)
    if (layout === 'nhwc' || shape.length === rank || shape.length === 0) return this.value(id, layout)
    if (constant === undefined) throw new Error(`cannot broadcast in channels-first order: ${id}`)
    const widened = {
      shape: [...new Array<number>(rank - shape.length).fill(1), ...shape],
      data: constant.data,
    }
    return this.floats(permute(widened, PERMUTATION.nchw))
  }

  /**
   * Layout for an element-wise op: channels first as soon as one operand is there and all can follow, or where the result
   * will be wanted so and at most one operand of the batch must be reordered, which is better done with the smaller one.
   */
  commonLayout(node: GraphNode): Layout {
    const rank = node.shape.length
    if (rank !== 4) return 'nhwc'
    const follows = node.inputs.every(
      (id) => this.constant(id) !== undefined || [0, 4].includes(this.shapeOf(id).length),
    )
    if (!follows) return 'nhwc'
    if (node.inputs.some((id) => this.homeOf(id) === 'nchw')) return 'nchw'
    return this.readChannelsFirst.has(node.id) && this.toReorder(node).length <= 1 ? 'nchw' : 'nhwc'
  }

  private toReorder({ inputs }: GraphNode): string[] {
    return inputs.filter((id) => {
      const shape = this.shapeOf(id)
      return shape.length === 4 && shape[0] === BATCH && !sameInMemory(shape)
    })
  }

  private inLayout(place: Place, shape: readonly number[], wanted: Layout): string {
    const layout = shape.length === 4 ? wanted : place.home
    const known = place.names.get(layout)
    if (known !== undefined) return known
    const source = place.names.get(place.home)!
    const name = sameInMemory(shape)
      ? this.emit('Reshape', [source, this.integersOf(inOrder(shape, layout))])
      : this.emit('Transpose', [source], { perm: { ints: PERMUTATION[layout] } })
    place.names.set(layout, name)
    return name
  }

  private constantName(id: string, constant: Tensor, layout: Layout): string {
    const place = this.places.get(id) ?? { home: 'nhwc', names: new Map() }
    this.places.set(id, place)
    const key = constant.shape.length === 4 ? layout : 'nhwc'
    const known = place.names.get(key)
    if (known !== undefined) return known
    const name = this.floats(key === 'nchw' ? permute(constant, PERMUTATION.nchw) : constant)
    place.names.set(key, name)
    return name
  }

  private fresh(stem: string): string {
    return `${stem}#${this.serial++}`
  }
}
