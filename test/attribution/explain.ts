import type { Explained } from '../../main/attribution/method.ts'
import type { ModelSession } from '../../main/attribution/model-session.ts'
import { parseParams } from '../../main/attribution/parse-params.ts'
import { findMethod } from '../../main/attribution/registry.ts'
import type { ModelGraph } from '../../main/graph/model-graph.ts'
import { tensor } from '../../main/graph/tensor.ts'
import { interpret64 } from '../helpers/reference-interpreter.ts'
import { contextOf } from '../helpers/session.ts'

interface Asked extends Partial<Explained> {
  readonly params?: Record<string, unknown>
  readonly seed?: number
}

/** A method by its id; class 1 and its logit where nothing else is asked for. */
export function explain(id: string, session: ModelSession, sample: Float32Array, asked: Asked = {}) {
  const { params = {}, seed = 0, ...explained } = asked
  const method = findMethod(id)
  return method.run({
    ...contextOf(session, sample, { targetClass: 1, output: 'logit', ...explained }),
    params: parseParams(method, params),
    seed,
  })
}

/** Logits in float64, by the interpreter: [n, classCount]. */
function logitsOf(model: ModelGraph, samples: readonly Float32Array[]): Float64Array {
  const size = samples[0]!.length
  const batch = tensor([samples.length, ...model.inputShape])
  samples.forEach((sample, row) => batch.data.set(sample, row * size))
  return interpret64(model.graph, { [model.input]: batch })[model.logits]!.data
}

/** Logit 1 of a linear model is sum of weights times x, plus a bias: read off one pixel at a time. */
export function linearWeights(model: ModelGraph, size: number): { weights: Float64Array; bias: number } {
  const unit = (hot: number) => Float32Array.from({ length: size }, (_, index) => (index === hot ? 1 : 0))
  const logits = logitsOf(model, [-1, ...Array.from({ length: size }, (_, index) => index)].map(unit))
  const bias = logits[1]!
  return { bias, weights: Float64Array.from({ length: size }, (_, i) => logits[(i + 1) * 3 + 1]! - bias) }
}
