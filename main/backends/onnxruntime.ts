import { availableParallelism } from 'node:os'
import { InferenceSession, Tensor as OrtTensor, env } from 'onnxruntime-node'
import { WorkbenchError } from '#contract/errors.ts'
import type { Backend, Executable } from '../graph/backend.ts'
import type { Graph } from '../graph/graph.ts'
import type { Tensor } from '../graph/tensor.ts'
import { runsOneByOne, splitBatches } from './split-batches.ts'
import { lowerToOnnx, outputName } from './onnx/lower-graph.ts'

export interface OnnxruntimeOptions {
  /** Threads within an op; all of the machine's where left out. */
  readonly threads?: number | undefined
}

/** ONNX Runtime on the processor: one session per prepared graph. */
export function openOnnxruntime(options: OnnxruntimeOptions = {}): Backend {
  const threads = options.threads ?? availableParallelism()
  const executables = new Set<Executable>()
  return {
    id: 'onnxruntime',
    version: `onnxruntime ${env.versions.node ?? env.versions.common} (cpu, ${threads} ${threads === 1 ? 'thread' : 'threads'})`,
    async prepare(graph) {
      const session = await createSession(lowerToOnnx(graph, { oneSample: runsOneByOne(graph) }), threads)
      const executable = splitBatches(graph, {
        run: (feeds) => run(session, graph, feeds),
        async dispose() {
          if (executables.delete(executable)) await session.release()
        },
      })
      executables.add(executable)
      return executable
    },
    async dispose() {
      for (const executable of executables) await executable.dispose()
    },
  }
}

/**
 * A session's threads keep a core busy for milliseconds after a run, in hope of the next. Methods run several sessions in
 * turn, whose threads then take the cores from one another: twice the time.
 */
const STOP_SPINNING = { force_spinning_stop: '1' }

/** A session of any ONNX model with the options that every measurement shares. */
async function createSession(model: Uint8Array, threads: number): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(model, {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      extra: { session: STOP_SPINNING },
    })
  } catch (error) {
    throw new WorkbenchError('backend_failed', `onnxruntime cannot prepare the graph: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

async function run(
  session: InferenceSession,
  graph: Graph,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<Record<string, Tensor>> {
  const inputs: Record<string, OrtTensor> = {}
  for (const { id } of graph.inputs) {
    const feed = feeds[id]
    if (feed === undefined) throw new WorkbenchError('invalid_input', `missing feed: ${id}`)
    inputs[id] = new OrtTensor('float32', feed.data, feed.shape)
  }
  const results = await runSession(session, inputs)
  return Object.fromEntries(graph.outputs.map((id, index) => [id, toTensor(results[outputName(index)], id)]))
}

async function runSession(
  session: InferenceSession,
  inputs: Record<string, OrtTensor>,
): Promise<InferenceSession.OnnxValueMapType> {
  try {
    return await session.run(inputs)
  } catch (error) {
    throw new WorkbenchError('backend_failed', `onnxruntime cannot run the graph: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

function toTensor(result: InferenceSession.OnnxValueMapType[string] | undefined, id: string): Tensor {
  if (result === undefined || !(result.data instanceof Float32Array))
    throw new WorkbenchError('backend_failed', `onnxruntime gave no float tensor: ${id}`)
  return { shape: result.dims, data: result.data }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
