import { ModelSession } from '../../main/attribution/model-session.ts'
import type { Explained } from '../../main/attribution/method.ts'
import { openOnnxruntime } from '../../main/backends/onnxruntime.ts'
import type { Backend } from '../../main/graph/backend.ts'
import type { ModelGraph } from '../../main/graph/model-graph.ts'
import { readModel } from '../../main/models/read-model.ts'

/** A session of a model file, on onnxruntime where nothing else is asked for. */
export async function sessionOf(
  path: string,
  backend: Backend = openOnnxruntime(),
  memoryMegabytes = 256,
): Promise<ModelSession> {
  const { model } = await readModel(path)
  return sessionOfGraph(model, backend, memoryMegabytes)
}

export function sessionOfGraph(
  model: ModelGraph,
  backend: Backend = openOnnxruntime(),
  memoryMegabytes = 256,
): ModelSession {
  return new ModelSession(model, backend, { memoryBytes: memoryMegabytes * 2 ** 20 })
}

/** What a method is given beside its session and parameters, when a test does not care. */
export function contextOf(session: ModelSession, sample: Float32Array, explained: Partial<Explained> = {}) {
  return {
    session,
    sample,
    explained: { targetClass: 0, versus: null, output: 'probability', ...explained } satisfies Explained,
    seed: 0,
    signal: { aborted: false, throwIfAborted: () => undefined },
    onProgress: () => undefined,
  }
}
