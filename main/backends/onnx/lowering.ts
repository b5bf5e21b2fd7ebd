import { BATCH, type Graph, type GraphNode } from '../../graph/graph.ts'
import type { Tensor } from '../../graph/tensor.ts'
import type { OnnxAttributeValue, OnnxInitializer, OnnxNode, OnnxValue } from './onnx-schema.ts'
import { permute } from './permute.ts'

/** Order of a rank-4 value's axes inside the ONNX model; values of other ranks count as 'nhwc' (as they are). */
export type Layout = 'nhwc' | 'nchw'

const PERMUTATION = { nhwc: [0, 2, 3, 1], nchw: [0, 3, 1, 2] } as const

interface Place {
  /** Layout in which the op left the value. */
  readonly home: Layout
  readonly names: Map<Layout, string>
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
  private readonly shapes = new Map<string, readonly number[]>()
  private readonly places = new Map<string, Place>()
  private readonly conditions = new Map<string, Place>()
  private readonly integers = new Map<string, string>()
  private readonly rectified = new Set<string>()
  private serial = 0

  /** MLAS has kernels for channels in blocks of 8 or 16 on x86. */
  readonly hasBlockedKernels: boolean

  constructor(graph: Graph, hasBlockedKernels: boolean) {
    this.graph = graph
    this.hasBlockedKernels = hasBlockedKernels
    for (const [id, constant] of graph.constants) this.shapes.set(id, constant.shape)
    for (const input of graph.inputs) {
      this.shapes.set(input.id, input.shape)
      this.define(input.id, input.id, 'nhwc')
    }
    for (const node of graph.nodes) {
      this.shapes.set(node.id, node.shape)
      const { op } = node
      const isRelu = op.type === 'unary' && op.fn === 'relu'
      const poolsRelu = op.type === 'maxPool' && this.rectified.has(node.inputs[0]!)
      if (isRelu || poolsRelu) this.rectified.add(node.id)
    }
  }

  shapeOf(id: string): readonly number[] {
    return this.shapes.get(id) ?? []
  }

  constant(id: string): Tensor | undefined {
    return this.graph.constants.get(id)
  }

  /** True where the value comes from a relu, also through max pooling: it is 0 or above. */
  isRectified(id: string): boolean {
    return this.rectified.has(id)
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
    if (name !== id) this.values.push({ name, shape: symbolicShape(inOrder(this.shapeOf(id), layout)) })
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
      this.define(
        id,
        this.emit('Cast', [condition.names.get(condition.home)!], { to: { i: 1 } }),
        condition.home,
      )
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

  /** Layout for an element-wise op: channels first as soon as one operand is there and all can follow. */
  commonLayout(node: GraphNode): Layout {
    const rank = node.shape.length
    if (rank !== 4) return 'nhwc'
    const follows = node.inputs.every(
      (id) => this.constant(id) !== undefined || [0, 4].includes(this.shapeOf(id).length),
    )
    return follows && node.inputs.some((id) => this.homeOf(id) === 'nchw') ? 'nchw' : 'nhwc'
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

/** Symbolic name of the batch dimension: equal names let the runtime prove equal shapes. */
const BATCH_NAME = 'N'

export function symbolicShape(shape: readonly number[]): (number | string)[] {
  return shape.map((size) => (size === BATCH ? BATCH_NAME : size))
}

/** Index of a channels-last axis in the layout. */
export function axisIn(layout: Layout, rank: number, axis: number): number {
  if (layout === 'nhwc' || rank !== 4) return axis
  return PERMUTATION.nchw.findIndex((source) => source === axis)
}

/** A per-axis list of a rank-4 value in the order of the layout. */
export function inOrder<T>(perAxis: readonly T[], layout: Layout): T[] {
  if (layout === 'nhwc' || perAxis.length !== 4) return [...perAxis]
  return PERMUTATION.nchw.map((axis) => perAxis[axis]!)
}

/** True where both layouts are the same bytes: one channel or one pixel. */
function sameInMemory(shape: readonly number[]): boolean {
  return shape[3] === 1 || (shape[1] === 1 && shape[2] === 1)
}
