import type { GraphBuilder } from './graph-builder.ts'
import { BATCH, type Graph } from './graph.ts'
import { WorkbenchError } from '#contract/errors.ts'

/** Shape of any value of a graph, BATCH in place of the batch. Throws `internal` on an unknown id. */
export function shapeOfValue(graph: Graph, id: string): readonly number[] {
  const shape =
    graph.nodes.find((node) => node.id === id)?.shape ??
    graph.inputs.find((input) => input.id === id)?.shape ??
    graph.constants.get(id)?.shape
  if (shape === undefined) throw new WorkbenchError('internal', `unknown value: ${id} (not in the graph)`)
  return shape
}

/**
 * The part of a graph that computes `outputs` (any values of it). Nodes, constants and inputs that they do not need are
 * left out; ids stay.
 */
export function withOutputs(graph: Graph, outputs: readonly string[]): Graph {
  const needed = new Set(outputs)
  for (const output of outputs) shapeOfValue(graph, output)
  for (const node of graph.nodes.toReversed()) {
    if (needed.has(node.id)) for (const input of node.inputs) needed.add(input)
  }
  return {
    inputs: graph.inputs.filter(({ id }) => needed.has(id)),
    constants: new Map([...graph.constants].filter(([id]) => needed.has(id))),
    nodes: graph.nodes.filter(({ id }) => needed.has(id)),
    outputs: [...outputs],
  }
}

/**
 * Cuts a graph: the named values are no longer computed but fed, under their own ids and shapes. What only they needed is
 * left out. `cutAt(graph, ['conv2d_3'])` runs the rest of a model from given feature maps.
 */
export function cutAt(
  graph: Graph,
  values: readonly string[],
  outputs: readonly string[] = graph.outputs,
): Graph {
  const cut = new Set(values)
  const newInputs = values
    .filter((id) => !graph.inputs.some((input) => input.id === id))
    .map((id) => ({ id, shape: shapeOfValue(graph, id) }))
  return withOutputs(
    {
      inputs: [...graph.inputs, ...newInputs],
      constants: new Map([...graph.constants].filter(([id]) => !cut.has(id))),
      nodes: graph.nodes.filter(({ id }) => !cut.has(id)),
      outputs: graph.outputs,
    },
    outputs,
  )
}

/**
 * What must be known beside `value` to compute `outputs` from it: values that do not depend on it and are read together
 * with ones that do, graph inputs among them. Only batched values: the others follow from constants. Empty where everything
 * passes through the value.
 */
export function frontier(graph: Graph, value: string, outputs: readonly string[]): string[] {
  const rest = withOutputs(graph, outputs)
  const dependent = new Set([value])
  const read = new Set<string>()
  for (const { id, inputs } of rest.nodes) {
    if (id !== value && inputs.some((input) => dependent.has(input))) {
      dependent.add(id)
      for (const input of inputs) read.add(input)
    }
  }
  return [...read].filter((id) => !dependent.has(id) && shapeOfValue(graph, id)[0] === BATCH)
}

/**
 * Copies a graph into a builder, feeding its inputs from values that are there: masks applied in front of a model, a
 * second pass of the same model over a reference.
 *
 * @param bindings  value of the builder per input of `graph`; an input that is left out becomes an input of the builder
 * @param prefix    put before the ids that would clash otherwise
 * @returns         id in the builder of every value of `graph`
 * @throws          WorkbenchError `shape_mismatch` when a bound value does not fit the ops that take it
 */
export function appendGraph(
  builder: GraphBuilder,
  graph: Graph,
  bindings: Readonly<Record<string, string>>,
  prefix = 'appended/',
): Map<string, string> {
  const renamed = new Map<string, string>()
  const fresh = (id: string): string => (builder.has(id) ? fresh(`${prefix}${id}`) : id)
  for (const { id, shape } of graph.inputs) {
    const bound = bindings[id]
    renamed.set(id, bound ?? builder.input(fresh(id), shape))
  }
  for (const [id, value] of graph.constants) renamed.set(id, builder.constant(value, id))
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((input) => renamed.get(input)!)
    renamed.set(node.id, builder.add(node.op, inputs, fresh(node.id)))
  }
  return renamed
}
