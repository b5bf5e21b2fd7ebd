import type { Background } from '../../main/attribution/background.ts'
import { ModelSession } from '../../main/attribution/model-session.ts'
import type { Explained } from '../../main/attribution/method.ts'
import { openOnnxruntime } from '../../main/backends/onnxruntime.ts'
import type { Backend } from '../../main/graph/backend.ts'
import type { ModelGraph } from '../../main/graph/model-graph.ts'
import { createRng } from '../../main/kernels/rng.ts'
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
    background: backgroundOf(session),
    seed: 0,
    signal: { aborted: false, throwIfAborted: () => undefined },
    onProgress: () => undefined,
  }
}

/** Random values in [0, 1) in place of a background. */
export function backgroundOf(session: ModelSession, count = 4, seed = 7): Background {
  const [height, width, channels] = session.model.inputShape
  const rng = createRng(seed)
  const samples = Float32Array.from({ length: count * height * width * channels }, () => rng.uniform())
  return givenBackground(samples, count)
}

export function givenBackground(samples: Float32Array, count: number): Background {
  return {
    samples,
    count,
    name: 'given',
    sha256: '0'.repeat(64),
    seed: 0,
    labels: new Array(count).fill(null),
  }
}
