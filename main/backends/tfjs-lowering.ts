import { WorkbenchError } from '#contract/errors.ts'
import type { Backend, BackendId, Executable } from '../graph/backend.ts'
import { BATCH, type Graph, type GraphNode } from '../graph/graph.ts'
import type { Tensor } from '../graph/tensor.ts'
import { splitBatches } from './split-batches.ts'
import { runOp } from './tfjs/lower-node.ts'
import type { TfjsApi, TfjsTensor } from './tfjs/tfjs-api.ts'

interface TfjsBackendOptions {
  readonly tf: TfjsApi
  readonly id: BackendId
  /** The name under which the library has registered its backend. */
  readonly tfjsName: string
  readonly version: string
}

/**
 * A backend that runs a graph op by op with TensorFlow.js. The library holds one current backend for the whole process; a
 * run makes its own current and does not wait for anything before its results are read, so that two never mix.
 */
export function createTfjsBackend({ tf, id, tfjsName, version }: TfjsBackendOptions): Backend {
  const executables = new Set<Executable>()
  const activate = () => {
    // Nothing is awaited inside where the backend has been initialised, as it has here.
    void tf.setBackend(tfjsName)
  }
  return {
    id,
    version,
    async prepare(graph) {
      activate()
      const constants = new Map<string, TfjsTensor>()
      for (const [name, { data, shape }] of graph.constants)
        constants.set(name, tf.keep(tf.tensor(data, [...shape])))
      const inner: Executable = {
        run: async (feeds) => {
          activate()
          return runGraph(tf, graph, constants, feeds, id)
        },
        async dispose() {
          if (!executables.delete(executable)) return
          activate()
          for (const constant of constants.values()) constant.dispose()
        },
      }
      const executable = splitBatches(graph, inner)
      executables.add(executable)
      return executable
    },
    async dispose() {
      for (const executable of executables) await executable.dispose()
    },
  }
}

/** Runs the nodes in order and lets go of every value after its last use. */
function runGraph(
  tf: TfjsApi,
  graph: Graph,
  constants: ReadonlyMap<string, TfjsTensor>,
  feeds: Readonly<Record<string, Tensor>>,
  id: BackendId,
): Record<string, Tensor> {
  const values = new Map<string, TfjsTensor>(constants)
  const owned: TfjsTensor[] = []
  const lastUse = lastUses(graph)
  try {
    for (const input of graph.inputs) {
      const value = feedTensor(tf, input.id, feeds)
      owned.push(value)
      values.set(input.id, value)
    }
    const batch = batchOf(graph, feeds)
    for (const node of graph.nodes) {
      const value = runNode(tf, node, values, batch)
      owned.push(value)
      values.set(node.id, value)
      for (const used of lastUse.get(node.id) ?? []) values.get(used)?.dispose()
    }
    return Object.fromEntries(graph.outputs.map((output) => [output, readTensor(values.get(output)!)]))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new WorkbenchError('backend_failed', `${id} cannot run the graph: ${reason}`, { cause: error })
  } finally {
    for (const value of owned) if (!value.isDisposed) value.dispose()
  }
}

function feedTensor(tf: TfjsApi, id: string, feeds: Readonly<Record<string, Tensor>>): TfjsTensor {
  const feed = feeds[id]
  if (feed === undefined) throw new WorkbenchError('invalid_input', `missing feed: ${id}`)
  return tf.tensor(feed.data, [...feed.shape])
}

function batchOf(graph: Graph, feeds: Readonly<Record<string, Tensor>>): number {
  const batched = graph.inputs.find(({ shape }) => shape[0] === BATCH)
  return batched === undefined ? 1 : (feeds[batched.id]?.shape[0] ?? 1)
}

function runNode(
  tf: TfjsApi,
  node: GraphNode,
  values: ReadonlyMap<string, TfjsTensor>,
  batch: number,
): TfjsTensor {
  const inputs = node.inputs.map((input) => values.get(input)!)
  const shape = node.shape.map((size) => (size === BATCH ? batch : size))
  return tf.tidy(() => {
    const result = runOp({ tf, inputs, shape }, node.op)
    // An op that has nothing to do gives its input back, which the input's own owner will dispose.
    return inputs.includes(result) ? tf.clone(result) : result
  })
}

/** Per node the values that nothing needs after it; constants and outputs are not among them. */
function lastUses(graph: Graph): Map<string, string[]> {
  const kept = new Set([...graph.outputs, ...graph.constants.keys()])
  const uses = new Map<string, string[]>()
  for (const node of graph.nodes.toReversed()) {
    const last = [...new Set([...node.inputs, node.id])].filter((value) => !kept.has(value))
    for (const value of last) kept.add(value)
    uses.set(node.id, last)
  }
  return uses
}

function readTensor(value: TfjsTensor): Tensor {
  return { shape: value.shape, data: Float32Array.from(value.dataSync()) }
}
